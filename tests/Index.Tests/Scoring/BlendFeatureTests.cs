using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Scoring;

/// <summary>What the blend sees of a history beyond its sums, and the coefficients of a history of one item.</summary>
public sealed class BlendFeatureTests
{
    private static readonly string[][] Log =
    [
        ["a", "b", "c"], ["b", "c", "d"], ["a", "d", "c"], ["c", "a", "b"], ["d", "b", "a"], ["e", "b", "e"], ["e", "a"],
    ];

    private static int Place(string name) => BlendWeights.Names.ToList().IndexOf(name);

    private static double[] Features(CooccurrenceTable pairs, SessionCorpus corpus, string candidate, params string[] history)
    {
        BlendFeatures features = new(pairs, corpus.Vocabulary);
        features.Gather(new HistoryQuery(history.Select(corpus.Vocabulary.RowOf).ToArray()), decay: 0.8);
        double[] values = new double[BlendWeights.Names.Count];
        features.Write(features.Find(corpus.Vocabulary.RowOf(candidate)), values);
        return values;
    }

    [Theory]
    [InlineData("a", "b", "d")]
    [InlineData("a", "b", "d", "d")]
    [InlineData("c", "a", "b", "d", "b", "d")]
    public void Items_before_the_last_count_by_themselves_and_repeats_are_one(params string[] history)
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Log);
        using CooccurrenceTable pairs = CooccurrenceBuilder.Build(corpus);
        double[] values = Features(pairs, corpus, "c", history);
        Assert.Equal(Math.Log(1 + (200 * Share("b", after: true))), values[Place("lastButOneAfter")], 1e-9);
        Assert.Equal(Math.Log(1 + (200 * Share("b", after: false))), values[Place("lastButOne")], 1e-9);
        Assert.Equal(Math.Log(1 + (200 * Share("a", after: false))), values[Place("thirdLast")], 1e-9);

        double Share(string item, bool after)
        {
            Cooccurrence[] kept = pairs.Of(corpus.Vocabulary.RowOf(item));
            Cooccurrence pair = kept.Single(one => one.Other == corpus.Vocabulary.RowOf("c"));
            float votes = after ? pair.CloselyAfter : pair.CloselyAfter + pair.CloselyBefore;
            return votes / kept.Sum(one => (double)one.Strength);
        }
    }

    [Fact]
    public void A_trend_compares_the_latest_sessions_with_all()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Log);
        using CooccurrenceTable pairs = CooccurrenceBuilder.Build(corpus);
        double[] weights =
            [.. Enumerable.Range(0, Log.Length).Select(session => Math.Exp((session + 1 - Log.Length) / (0.1 * Log.Length)))];
        double total = weights.Zip(Log, (weight, session) => weight * session.Length).Sum();
        foreach (string item in (string[])["c", "e"])
        {
            int events = Log.Sum(session => session.Count(other => other == item));
            double late = weights.Zip(Log, (weight, session) => weight * session.Count(other => other == item)).Sum();
            double expected = Math.Log(((late * Log.Sum(session => session.Length) / total) + 1) / (events + 1));
            Assert.Equal(expected, Features(pairs, corpus, item, "b")[Place("trend")], 1e-5);
            Assert.Equal(item == "e", expected > 0);
        }
    }

    [Fact]
    public void Late_neighbors_count_more()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["a", "x"], .. Enumerable.Repeat((string[])["p", "q"], 8), ["a", "y"]]);
        using CooccurrenceTable pairs = CooccurrenceBuilder.Build(corpus);
        (double[] early, double[] late) = (Features(pairs, corpus, "x", "a"), Features(pairs, corpus, "y", "a"));
        Assert.Equal(early[Place("neighbors")], late[Place("neighbors")]);
        Assert.True(late[Place("neighborsLate")] > early[Place("neighborsLate")] + 1);
    }

    [Fact]
    public void The_latest_sessions_are_the_last_of_the_order_that_is_given()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(Log);
        using CooccurrenceTable pairs = CooccurrenceBuilder.Build(
            corpus, new CooccurrenceOptions(RecentSessions: 2) { SessionOrder = [6, 5, 4, 3, 2, 0, 1] });
        Assert.Equal(2, pairs.RecentSessions);
        Assert.Equal(corpus.Session(0), pairs.Recent!.Session(0));
        Assert.Equal(corpus.Session(1), pairs.Recent.Session(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_history_of_one_item_has_coefficients_of_its_own(bool exact)
    {
        using TestModel model = new(60);
        SessionCorpusBuilder builder = new(model.Vectors.Vocabulary);
        for (int item = 0; item < 60; item++)
        {
            builder.Append(item);
            builder.Append((item + 1) % 60);
            builder.EndSession();
        }

        using SessionCorpus corpus = builder.Build();
        double[] popularity = new double[BlendWeights.Names.Count];
        popularity[Place("popularity")] = 1;
        double[] pairs = new double[BlendWeights.Names.Count];
        pairs[Place("sessions")] = 1;
        using CooccurrenceTable counted = CooccurrenceBuilder.Build(corpus).With(new BlendWeights(pairs) { ValuesOfOne = popularity });
        using ItemIndex index = ItemIndex.Build(model.Vectors.With(counted));
        RecommendOptions options = new() { Score = ScoreMode.Blend, Exact = exact };

        TestModel.AssertSame(model.Rank(row => model.LogPrior(row), 5, 7), index.Recommend(["item7"], 5, options));
        Assert.Equal(
            ["item29", "item31", "item6", "item8"], index.Recommend(["item7", "item30"], 4, options).Select(one => one.Item).Order());
    }
}
