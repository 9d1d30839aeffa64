using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Learning;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Indexing.Tests.Learning;

/// <summary>What is learned from events is what a training would count of the same sessions.</summary>
public sealed class LearnedSessionsTests
{
    private const int Items = 12, Model = 30, Later = 25, Reach = 3;

    private static int[][] Sessions(int seed, int count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(
            _ => Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(Items)).ToArray())];
    }

    /// <summary>The items, with the counts of some sessions.</summary>
    private static Vocabulary Counted(IEnumerable<int[]> sessions)
    {
        VocabularyBuilder builder = new();
        for (int item = 0; item < Items; item++) builder.Add($"item{item}", 0);
        Vocabulary items = builder.Build().WithRoom(0);
        foreach (int item in sessions.SelectMany(session => session)) items.Room!.CountEvent(item, 1);
        return items;
    }

    private static CooccurrenceTable Table(Vocabulary items, IEnumerable<int[]> sessions)
    {
        SessionCorpusBuilder builder = new(items);
        foreach (int[] session in sessions)
        {
            foreach (int item in session) builder.Append(item);
            builder.EndSession();
        }

        using SessionCorpus corpus = builder.Build();
        return CooccurrenceBuilder.Build(corpus, new CooccurrenceOptions(Reach: Reach));
    }

    /// <summary>Learns sessions, one event of each in turn, so that they run side by side.</summary>
    private static LearnedSessions Learned(CooccurrenceTable table, Vocabulary items, int[][] sessions, int max)
    {
        LearnedSessions learned = new(table, items, max);
        for (int first = 0; first < sessions.Length; first += 3)
        {
            foreach (int at in Enumerable.Range(0, 10))
            {
                for (int session = first; session < Math.Min(first + 3, sessions.Length); session++)
                    if (at < sessions[session].Length) learned.Add($"s{session}", sessions[session][at]);
            }
        }

        return learned;
    }

    private static Cooccurrence[] PairsOf(LearnedSessions learned, int row)
    {
        List<Cooccurrence> pairs = [];
        for (int place = 0; place < (learned.Of(row)?.Pairs.Places ?? 0); place++)
            if (learned.Of(row)!.Pairs.TryGet(place, out Cooccurrence pair)) pairs.Add(pair);
        return [.. pairs.OrderBy(pair => pair.Other)];
    }

    private static void AreCounted(LearnedSessions learned, CooccurrenceTable counted, bool isNearestExact)
    {
        for (int row = 0; row < Items; row++)
        {
            Cooccurrence[] expected = counted.Of(row);
            Cooccurrence[] found = PairsOf(learned, row);
            Assert.Equal(expected.Select(pair => (pair.Other, pair.Sessions)), found.Select(pair => (pair.Other, pair.Sessions)));
            for (int i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i].After, found[i].After, 1e-4);
                Assert.Equal(expected[i].Before, found[i].Before, 1e-4);
                Assert.Equal(expected[i].CloselyAfter, found[i].CloselyAfter, 1e-4);
                Assert.Equal(expected[i].CloselyBefore, found[i].CloselyBefore, 1e-4);
                if (isNearestExact) Assert.Equal(expected[i].Nearest, found[i].Nearest);
            }

            Assert.Equal(counted.SessionsWith(row), learned.Of(row)?.Sessions ?? 0);
        }
    }

    [Fact]
    public void Pairs_are_those_that_a_training_counts()
    {
        int[][] sessions = Sessions(1, Later);
        Vocabulary items = Counted([]);
        using CooccurrenceTable empty = Table(items, []);
        using CooccurrenceTable counted = Table(Counted(sessions), sessions);
        AreCounted(Learned(empty, items, sessions, max: 100), counted, isNearestExact: true);
        Assert.Equal(sessions.Sum(session => session.Length), items.TotalCount);
    }

    [Fact]
    public void The_oldest_session_goes_with_what_it_counted()
    {
        int[][] sessions = Sessions(2, Later);
        Vocabulary items = Counted([]);
        using CooccurrenceTable empty = Table(items, []);
        int[][] kept = sessions[^7..];
        using CooccurrenceTable counted = Table(Counted(kept), kept);
        LearnedSessions learned = Learned(empty, items, sessions, max: 7);
        AreCounted(learned, counted, isNearestExact: false);
        Assert.Equal(7, learned.Kept);
        for (int item = 0; item < Items; item++) Assert.Equal(kept.Sum(session => session.Count(one => one == item)), items.CountOf(item));
    }

    [Fact]
    public void What_the_model_counted_itself_is_only_context()
    {
        Vocabulary items = Counted([]);
        using CooccurrenceTable empty = Table(items, []);
        LearnedSessions learned = new(empty, items, 2);
        learned.Add("s", 0, isKnown: true);
        learned.Add("s", 1, isKnown: true);
        learned.Add("s", 2);
        Assert.Equal([2], PairsOf(learned, 0).Select(pair => pair.Other));
        Assert.Equal([0, 1], PairsOf(learned, 2).Select(pair => pair.Other));
        Assert.Equal((0, 1), (learned.Of(0)!.Sessions, learned.Of(2)!.Sessions));
        Assert.Equal(1, items.TotalCount);

        // Two more sessions: nothing of the first is left, and nothing is taken that it had not counted.
        learned.Add("t", 3);
        learned.Add("u", 4);
        Assert.All(Enumerable.Range(0, 3), row => Assert.Empty(PairsOf(learned, row)));
        Assert.Equal((0, 0, 2), (learned.Of(0)!.Sessions, learned.Of(2)!.Sessions, items.TotalCount));
    }

    [Fact]
    public void A_model_and_what_is_learned_have_the_features_of_a_model_of_all_sessions()
    {
        int[][] before = Sessions(3, Model);
        int[][] later = Sessions(4, Later);
        Vocabulary items = Counted(before);
        Vocabulary all = Counted([.. before, .. later]);
        using CooccurrenceTable table = Table(items, before);
        using CooccurrenceTable whole = Table(all, [.. before, .. later]);
        BlendFeatures both = new(table, items, Learned(table, items, later, max: 100));
        BlendFeatures expected = new(whole, all);
        string[] exceptions = ["trend", "neighborsLate"];
        int compared = 0;
        foreach (int[] history in Sessions(5, 20))
        {
            both.Gather(new HistoryQuery(history), decay: 0.8);
            expected.Gather(new HistoryQuery(history), decay: 0.8);
            for (int row = 0; row < Items; row++)
            {
                if (expected.Find(row) < 0) continue;
                double[] one = new double[BlendWeights.Names.Count], other = new double[BlendWeights.Names.Count];
                expected.Write(expected.Find(row), one);
                both.Write(both.Find(row), other);
                for (int i = 0; i < one.Length; i++)
                {
                    // How late a session is is measured by the sessions of the model.
                    if (!exceptions.Contains(BlendWeights.Names[i])) Assert.Equal(one[i], other[i], 1e-4);
                    compared++;
                }
            }
        }

        Assert.True(compared > 1000);
    }

    [Fact]
    public void What_is_used_now_becomes_popular()
    {
        int[][] before = Sessions(6, Model);
        Vocabulary items = Counted(before);
        using CooccurrenceTable table = Table(items, before);
        LearnedSessions learned = new(table, items, 1000);
        float share = learned.Popularity(5)!.Value;
        float trend = learned.Trend(5, items);
        for (int session = 0; session < 900; session++) learned.Add($"s{session}", session % 2 == 0 ? 5 : 6);
        Assert.True(learned.Popularity(5) > 2 * share);
        Assert.True(learned.Popularity(5) is > 0.4f and < 0.6f);
        Assert.Equal(1, Enumerable.Range(0, Items).Sum(row => learned.Popularity(row)!.Value), 1e-4);
        Assert.True(double.IsFinite(trend) && float.IsFinite(learned.Trend(5, items)));
    }
}
