using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Tuning;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Tests.Tuning;

/// <summary>The three parts of a log, and a search on them.</summary>
public sealed class TuningPartsTests
{
    private static readonly string[][] Log = [["a", "b", "c", "d"], ["b", "a", "c"], ["c", "a"], ["d"]];

    private static string[][] Sessions(SessionCorpus corpus)
        => [.. Enumerable.Range(0, (int)corpus.SessionCount)
            .Select(session => corpus.Session(session).Select(row => corpus.Vocabulary[row]).ToArray())];

    [Fact]
    public void The_validation_slice_is_held_out_of_the_training_part()
    {
        using TuningParts parts = TuningParts.Of(SessionCorpus.FromSessions(Log), "last", 1, null, 1000, 1);
        Assert.Equal([["a", "b", "c"], ["b", "a"], ["c"], ["d"]], Sessions(parts.Test.Training));
        Assert.Equal([["a", "b"], ["b"], ["c"], ["d"]], Sessions(parts.Validation.Training));
        Assert.Equal([3, 2], parts.Validation.HeldOut.Select(session => session.Items.Length));
        Assert.Equal(1, parts.Share);
    }

    [Fact]
    public void Whole_sessions_are_held_out_twice_and_no_session_is_in_two_parts()
    {
        string[][] log = [.. Enumerable.Range(0, 1000).Select(i => (string[])[$"i{i % 7}", $"s{i}", $"i{i % 5}"])];
        using TuningParts parts = TuningParts.Of(SessionCorpus.FromSessions(log), "sessions:0.2", 1, null, 100_000, 1);

        // Four standard deviations of a fifth of 1,000, and of a fifth of the rest.
        Assert.InRange(parts.Test.HeldOut.Count, 200 - 51, 200 + 51);
        Assert.InRange(parts.Validation.HeldOut.Count, 160 - 45, 160 + 45);
        Assert.Equal(1000, parts.Test.HeldOut.Count + parts.Validation.HeldOut.Count + parts.Validation.Training.SessionCount);

        using TuningParts time = TuningParts.Of(SessionCorpus.FromSessions(Log), "time:0.25", 1, [3, 0, 1, 2], 1000, 1);
        Assert.Equal([Log[3], Log[0], Log[1]], Sessions(time.Test.Training));
        Assert.Equal([Log[3], Log[0]], Sessions(time.Validation.Training));
    }

    [Fact]
    public void Of_a_long_log_whole_sessions_are_drawn_by_the_seed()
    {
        string[][] log = [.. Enumerable.Range(0, 2000).Select(i => (string[])[$"i{i % 7}", $"i{i % 5}", $"s{i}", $"i{i % 5}"])];
        SessionCorpus corpus = SessionCorpus.FromSessions(log);
        using TuningParts parts = TuningParts.Of(corpus, "last", 1, null, 2000, 1);
        Assert.Equal(0.25, parts.Share);

        // Four standard deviations of a quarter of 2,000 sessions.
        Assert.InRange(parts.Test.Training.SessionCount, 500 - 78, 500 + 78);
        Assert.All(Sessions(parts.Test.Training), session => Assert.Equal(3, session.Length));
        using TuningParts same = TuningParts.Of(corpus, "last", 1, null, 2000, 1);
        using TuningParts other = TuningParts.Of(corpus, "last", 1, null, 2000, 2);
        Assert.Equal(Sessions(parts.Test.Training), Sessions(same.Test.Training));
        Assert.NotEqual(Sessions(parts.Test.Training), Sessions(other.Test.Training));
    }

    [Theory]
    [InlineData("next")]
    [InlineData("similar")]
    public void A_search_on_planted_sessions_beats_the_recipe_it_starts_from(string name)
    {
        Assert.True(ScoreMode.TryParse(name, out ScoreMode? score));
        // Four topics of five items, six in a session. Tiny steps leave the vectors where chance put them, but outputs turn toward what
        // they are found with at once.
        Random random = new(1);
        string[][] log =
        [
            .. Enumerable.Range(0, 1000).Select(session => Enumerable.Range(0, 6).Select(_ => $"t{session % 4}-{random.Next(5)}").ToArray())
        ];
        using TuningParts parts = TuningParts.Of(SessionCorpus.FromSessions(log), "last", 1, null, 1_000_000, 1);
        EvaluationOptions evaluation = new() { Cutoffs = [4], MaxCases = 200, Resamples = 100, Threads = 1 };
        TrainingOptions start = new()
        {
            Dimensions = 8, Epochs = 5, Optimizer = Optimizer.Sgd, LearningRate = 1e-4, Subsampling = 0, Threads = 1
        };
        SearchSpace space = SearchSpace.Around(start, name => name is "dimensions" or "window" or "sample");
        TuningResult Search()
            => new Tuner(
                space,
                new ValidationObjective(parts.Validation, evaluation, score, "ndcg@4"),
                new TuningOptions { MaxTrials = 10, MaxEpochs = 45 })
                .Run();
        TuningResult result = Search();
        Assert.True(
            result.Best!.Score > result.Trials[0].Score + (score == ScoreMode.Similar ? 0.2 : 0.03),
            $"{result.Best.Score} after {result.Trials[0].Score}");
        Assert.Equal(score == ScoreMode.Similar, double.IsNaN(result.Best.Outcome.Beta));
        Assert.Equal(
            result.Trials.Select(trial => (trial.Options, trial.Score, trial.Outcome.Beta)),
            Search().Trials.Select(trial => (trial.Options, trial.Score, trial.Outcome.Beta)));
    }
}
