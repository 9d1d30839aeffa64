using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Tests.Training;
using Item2Vec.Evaluation.Baselines;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Tests.Baselines;

/// <summary>What every baseline must do; the tests of one inherit it and say which it is.</summary>
public abstract class BaselineContract
{
    private static readonly SessionCorpus Planted = SessionCorpus.FromSessions(PlantedCorpus.Sessions(600));

    private static readonly int[][] Histories = [[3], [0, 5, 9], [], [7, 7, 7], [.. Enumerable.Range(0, 60)]];

    /// <summary>The baseline's name on the command line.</summary>
    protected abstract string Name { get; }

    /// <summary>Whether it finds items of the history's topic, which what is only popular does not.</summary>
    protected virtual bool KnowsTopics => true;

    private IBaseline Baseline => BaselineRegistry.BuiltIn.All.Single(baseline => baseline.Name == Name);

    /// <summary>The scores that the baseline learns from sessions, by item.</summary>
    protected Dictionary<string, float> Scores(string[][] sessions, string[] history, double decay = 1, int window = 2)
    {
        SessionCorpus corpus = SessionCorpus.FromSessions(sessions);
        IScorer ranker = Baseline.Fit(new BaselineData(corpus, decay, window), CancellationToken.None);
        float[] scores = new float[corpus.Vocabulary.Count];
        ranker.Score(Array.ConvertAll(history, corpus.Vocabulary.RowOf), scores);
        return Enumerable.Range(0, scores.Length).ToDictionary(row => corpus.Vocabulary[row], row => scores[row]);
    }

    private static float[] ScoresOf(IScorer ranker, int[] history)
    {
        float[] scores = [.. Enumerable.Repeat(float.NaN, Planted.Vocabulary.Count)];
        ranker.Score(history, scores);
        return scores;
    }

    [Fact]
    public void Every_history_gives_every_item_a_finite_score()
    {
        IScorer ranker = Baseline.Fit(new BaselineData(Planted), CancellationToken.None);
        foreach (int[] history in Histories) Assert.All(ScoresOf(ranker, history), score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void Scores_do_not_depend_on_the_threads_of_fitting_or_asking()
    {
        IScorer one = Baseline.Fit(new BaselineData(Planted), CancellationToken.None);
        IScorer four = Baseline.Fit(new BaselineData(Planted, threads: 4), CancellationToken.None);
        float[][] expected = [.. Histories.Select(history => ScoresOf(one, history))];
        Parallel.For(
            0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 },
            i => Assert.Equal(expected[i % Histories.Length], ScoresOf(four, Histories[i % Histories.Length])));
    }

    [Fact]
    public void The_highest_scores_are_of_the_historys_topic()
    {
        IScorer ranker = Baseline.Fit(new BaselineData(Planted), CancellationToken.None);
        double share = Enumerable.Range(0, Planted.Vocabulary.Count).Average(item =>
        {
            float[] scores = ScoresOf(ranker, [item]);
            return Enumerable.Range(0, scores.Length).Where(row => row != item).OrderByDescending(row => scores[row]).Take(5)
                .Count(row => Topic(row) == Topic(item)) / 5.0;
        });
        Assert.True(KnowsTopics ? share > 0.8 : share < 0.3, $"{share:F3} of the best five are of the topic; chance is 0.09");
    }

    private static string Topic(int row) => Planted.Vocabulary[row].Split('-')[0];
}
