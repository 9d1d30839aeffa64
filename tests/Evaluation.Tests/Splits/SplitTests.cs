using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Evaluation.Splits;

namespace Item2Vec.Evaluation.Tests.Splits;

public sealed class SplitTests
{
    private static readonly string[][] Log = [["a", "b", "c"], ["a", "b"], ["d"], ["b", "c", "rare"], ["c", "a", "b", "a"]];

    private static SplitCorpus Split(string split, int minCount = 1, string[][]? log = null)
    {
        Assert.True(CorpusSplit.TryParse(split, 1, out CorpusSplit? parsed));
        return parsed!.Split(SessionCorpus.FromSessions(log ?? Log), minCount);
    }

    private static string[][] Sessions(SessionCorpus corpus)
        => [.. Enumerable.Range(0, (int)corpus.SessionCount)
            .Select(session => corpus.Session(session).Select(row => corpus.Vocabulary[row]).ToArray())];

    [Fact]
    public void The_last_item_of_each_longer_session_is_held_out()
    {
        using SplitCorpus split = Split("last");
        Assert.Equal([["a", "b"], ["a"], ["d"], ["b", "c"], ["c", "a", "b"]], Sessions(split.Training));
        Assert.Equal([2, 1, 2, 3], split.HeldOut.Select(session => session.FirstTarget));
        Assert.Equal(
            [1, 1, -1, 0],
            split.HeldOut.Select(session => session.Items[^1]).Select(row => row < 0 ? -1 : split.Training.Vocabulary[row] == "a" ? 0 : 1));
    }

    [Fact]
    public void Counts_are_of_the_training_part_alone()
    {
        using SplitCorpus split = Split("last");
        Vocabulary items = split.Training.Vocabulary;
        Assert.Equal(
            [("a", 3L), ("b", 3), ("c", 2), ("d", 1)],
            Enumerable.Range(0, items.Count).Select(row => (items[row], items.CountOf(row))).OrderBy(pair => pair.Item1));
        Assert.False(items.TryGetRow("rare", out _));
    }

    [Fact]
    public void What_is_rare_is_decided_by_the_training_part()
    {
        // c occurs three times, twice of them in the training part.
        using SplitCorpus split = Split("last", minCount: 3);
        Assert.Equal(["a", "b"], Enumerable.Range(0, split.Training.Vocabulary.Count).Select(row => split.Training.Vocabulary[row]));
        Assert.Equal(-1, split.HeldOut[0].Items[2]);
    }

    [Fact]
    public void Whole_sessions_are_held_out_about_as_many_as_asked_for()
    {
        string[][] log = [.. Enumerable.Range(0, 2000).Select(i => (string[])[$"i{i % 7}", $"s{i}"])];
        using SplitCorpus split = Split("sessions:0.25", log: log);

        // Four standard deviations of a draw of 2,000.
        Assert.InRange(split.HeldOut.Count, 500 - 78, 500 + 78);
        Assert.Equal(2000, split.HeldOut.Count + split.Training.SessionCount);
        Assert.All(split.HeldOut, session => Assert.Equal((1, -1), (session.FirstTarget, session.Items[1])));
    }

    [Fact]
    public void The_latest_sessions_are_held_out()
    {
        using SplitCorpus split = Split("time:0.4");
        Assert.Equal(Log[..3], Sessions(split.Training));
        Assert.Equal([3, 4], split.HeldOut.Select(session => session.Items.Length));
    }

    [Fact]
    public void The_latest_are_those_that_began_last_and_training_goes_in_order_of_time()
    {
        Assert.True(CorpusSplit.TryParse("time:0.4", 1, out CorpusSplit? split));
        using SplitCorpus parts = split!.Split(SessionCorpus.FromSessions(Log), 1, [4, 1, 2, 3, 0]);
        Assert.Equal([Log[4], Log[1], Log[2]], Sessions(parts.Training));
        Assert.Equal([3, 3], parts.HeldOut.Select(session => session.Items.Length));
    }

    [Theory]
    [InlineData("first")]
    [InlineData("time")]
    [InlineData("time:0")]
    [InlineData("time:1")]
    [InlineData("sessions:0,5")]
    [InlineData("sessions:-0.5")]
    [InlineData("last:0.5")]
    public void A_text_that_is_no_split_is_refused(string text) => Assert.False(CorpusSplit.TryParse(text, 1, out _));

    [Fact]
    public void Nothing_to_hold_out_and_nothing_to_learn_are_errors()
    {
        Assert.Contains(
            "holds nothing out",
            Assert.Throws<Item2VecException>(() => Split("last", log: [["a"], ["b"]])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "training part", Assert.Throws<Item2VecException>(() => Split("last", minCount: 9)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_parts_are_trained_and_asked_as_they_are()
    {
        using SessionCorpus training = SessionCorpus.FromSessions([["a", "b", "c"], ["b", "a"], ["b", "rare"]]);
        using SessionCorpus test = SessionCorpus.FromSessions([["new", "b", "new"], ["c"], ["rare", "a", "other"]]);
        using SplitCorpus split = GivenSplit.Of("files", training, test, minCount: 2, order: [1, 0, 2]);
        Assert.Equal([["b", "a"], ["a", "b"], ["b"]], Sessions(split.Training));

        // A row for what is trained; a negative identity for what the training part never has, equal for equal items.
        Vocabulary items = split.Training.Vocabulary;
        Assert.Equal(
            [[-1, items.RowOf("b"), -1], [-1, items.RowOf("a"), -1]], split.HeldOut.Select(session => session.Items));
        Assert.Equal([[true, false, true], [false, false, true]], split.HeldOut.Select(Unknown));
        Assert.Equal(split.HeldOut[0].Identities[0], split.HeldOut[0].Identities[2]);
        Assert.NotEqual(split.HeldOut[0].Identities[0], split.HeldOut[1].Identities[2]);
        Assert.All(split.HeldOut, session => Assert.Equal(1, session.FirstTarget));

        using SessionCorpus single = SessionCorpus.FromSessions([["a"], ["b"]]);
        Assert.Contains(
            "no test session has two events",
            Assert.Throws<Item2VecException>(() => GivenSplit.Of("files", training, single, 1)).Message, StringComparison.Ordinal);
        static bool[] Unknown(HeldOutSession session) => Array.ConvertAll(session.Identities, item => item < 0);
    }

    [Fact]
    public void Weights_and_users_stay_with_their_events()
    {
        VocabularyBuilder items = new();
        foreach (string item in (string[])["a", "b"]) items.Add(item, 3);
        VocabularyBuilder users = new();
        users.Add("u", 6);
        SessionCorpusBuilder builder = new(items.Build(), users: users.Build(), withWeights: true);
        for (int i = 0; i < 6; i++)
        {
            builder.Append(i % 2, i);
            if (i % 3 == 2) builder.EndSession(0);
        }

        Assert.True(CorpusSplit.TryParse("last", 1, out CorpusSplit? last));
        using SplitCorpus split = last!.Split(builder.Build(), 1);
        Assert.Equal([0f, 1, 3, 4], [.. split.Training.Weights(0), .. split.Training.Weights(1)]);
        Assert.Equal(0, split.Training.UserOf(1));
    }
}
