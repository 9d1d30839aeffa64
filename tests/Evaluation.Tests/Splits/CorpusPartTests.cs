using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Splits;

namespace Item2Vec.Evaluation.Tests.Splits;

/// <summary>What the training part takes along with its events: no more and no less than belongs to them.</summary>
public sealed class CorpusPartTests
{
    private const EventColumns AllColumns = EventColumns.Baskets | EventColumns.Times | EventColumns.Goals;

    /// <summary>An event: its item, weight, basket, time and whether it is a goal.</summary>
    private readonly record struct Event(string Item, float Weight, long Basket, double Time, bool IsGoal = false);

    private static readonly (string? User, Event[] Events)[] Log =
    [
        (
            "ann",
            [new("a", 1, 0, 10), new("rare", 2, 1, 20, true), new("b", 3, 2, 35), new("c", 4, 2, 40, true), new("held", 5, 3, 50, true)]),
        ("bob", [new("held", 6, 0, 5)]),
        (null, [new("b", 7, 8, 100, true), new("a", 8, 8, 101.5), new("a", 9, 9, 200, true)]),
        ("cat", [new("c", 10, 0, 0), new("b", 11, 1, 7), new("c", 12, 1, 9)]),
    ];

    /// <summary>The log with its last events held out; "rare" occurs once in what is left, "held" once and before nothing.</summary>
    private static SplitCorpus Split(int minCount = 2, Func<SessionCorpus, SessionCorpus>? described = null)
    {
        SessionCorpus corpus = Corpus();
        Assert.True(CorpusSplit.TryParse("last", 1, out CorpusSplit? last));
        return last!.Split(described is null ? corpus : described(corpus), minCount);
    }

    private static SessionCorpus Corpus()
    {
        VocabularyBuilder items = new();
        foreach (IGrouping<string, Event> item in Log.SelectMany(session => session.Events).GroupBy(one => one.Item)
            .OrderByDescending(group => group.Count()))
            items.Add(item.Key, item.Count());
        VocabularyBuilder users = new();
        foreach ((string? user, Event[] events) in Log.Where(session => session.User is not null)
            .OrderByDescending(session => session.Events.Length)) users.Add(user!, events.Length);
        Vocabulary vocabulary = items.Build();
        Vocabulary people = users.Build();
        SessionCorpusBuilder builder = new(vocabulary, users: people, withWeights: true, columns: AllColumns);
        foreach ((string? user, Event[] events) in Log)
        {
            foreach (Event one in events)
                builder.Append(new CorpusEvent(
                    vocabulary.RowOf(one.Item)) { Weight = one.Weight, Basket = one.Basket, Time = one.Time, IsGoal = one.IsGoal });
            builder.EndSession(user is null ? -1 : people.RowOf(user));
        }

        return builder.Build();
    }

    private static string[] Items(SessionCorpus corpus, long session) => [.. corpus.Session(session).Select(row => corpus.Vocabulary[row])];

    [Fact]
    public void What_is_held_out_does_not_order_the_training_part()
    {
        // The same training part twice; "x" or "y" is held out again and again, which makes it the more frequent of the whole.
        foreach (string heldOut in (string[])["x", "y"])
        {
            using SessionCorpus corpus = SessionCorpus.FromSessions(
                [["a", "y", "x", heldOut], ["a", "x", "y", heldOut], ["a", heldOut], ["a", heldOut]]);
            Assert.True(CorpusSplit.TryParse("last", 1, out CorpusSplit? last));
            using SplitCorpus split = last!.Split(corpus, 1);
            Assert.Equal(["a", "y", "x"], Enumerable.Range(0, 3).Select(row => split.Training.Vocabulary[row]));
        }
    }

    [Fact]
    public void An_event_takes_its_weight_basket_time_and_goal_along()
    {
        using SplitCorpus split = Split();
        SessionCorpus training = split.Training;
        Assert.Equal(AllColumns, training.Columns);

        // "rare" is gone, and with it the whole of its basket: b and c stay one basket, and b is as far from a in time as it was.
        Assert.Equal(["a", "b", "c"], Items(training, 0));
        Assert.Equal([1f, 3, 4], training.Weights(0).ToArray());
        Assert.Equal([0, 1, 1], training.Baskets(0));
        Assert.Equal([0.0, 25, 30], training.Times(0));
        Assert.Equal([false, false, true], training.Goals(0));

        // The session of bob had unknown items only.
        Assert.Equal(3, training.SessionCount);
        Assert.Equal(["b", "a"], Items(training, 1));
        Assert.Equal([0, 0], training.Baskets(1));
        Assert.Equal([0, 1.5], training.Times(1));
        Assert.Equal([true, false], training.Goals(1));
        Assert.Equal([0, 1], training.Baskets(2));
    }

    [Fact]
    public void Users_are_counted_by_the_events_that_are_learned_and_others_stay_out()
    {
        using SplitCorpus split = Split();
        Vocabulary users = split.Training.Users!;
        Assert.Equal([("ann", 3L), ("cat", 2)], Enumerable.Range(0, users.Count).Select(row => (users[row], users.CountOf(row))));
        Assert.Equal([0, -1, 1], Enumerable.Range(0, 3).Select(session => split.Training.UserOf(session)));
    }

    [Fact]
    public void Metadata_follows_the_items_and_is_counted_by_the_training_part()
    {
        // The log has b 3 times, a and c 3, held 2, rare 1.
        using SplitCorpus split = Split(
            described: corpus => corpus.With(ItemMetadata.Of(corpus.Vocabulary, Described(corpus.Vocabulary), ["genre", "brand"])));
        SessionCorpus training = split.Training;
        ItemMetadata metadata = training.Metadata!;
        Assert.Same(training.Vocabulary, metadata.Items);

        // a, b and c are left with 2, 3 and 2 events; what only "rare" and "held" have is gone.
        Assert.Equal(["genre", "brand"], metadata.Columns);
        Assert.Equal(
            [("genre=x", 5L), ("genre=y", 4), ("brand=q", 3), ("brand=p", 2)],
            Enumerable.Range(0, metadata.Values.Count).Select(row => (metadata.Values[row], metadata.Values.CountOf(row))));
        Assert.Equal(["x"], metadata.Of(training.Vocabulary.RowOf("b"), "genre"));
        Assert.Equal(["x", "y"], metadata.Of(training.Vocabulary.RowOf("a"), "genre").Order());
        Assert.Equal(["q"], metadata.Of(training.Vocabulary.RowOf("b"), "brand"));
        Assert.Empty(metadata.Of(training.Vocabulary.RowOf("c"), "brand"));
        Assert.Equal("b's", metadata.Attributes.Value(training.Vocabulary.RowOf("b"), "title"));
    }

    [Fact]
    public void Metadata_that_tells_the_known_items_apart_no_more_is_an_error()
    {
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => Split(
                minCount: 3,
                described: corpus => corpus.With(ItemMetadata.Of(corpus.Vocabulary, Described(corpus.Vocabulary), ["brand"]))));
        Assert.Contains("'brand'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_a_part_takes_along_what_the_part_has()
    {
        using SplitCorpus outer = Split(minCount: 1);
        Assert.True(CorpusSplit.TryParse("last", 1, out CorpusSplit? last));
        using SplitCorpus inner = last!.Split(outer.Training, 1);
        Assert.Equal(["a", "rare", "b"], Items(inner.Training, 0));
        Assert.Equal([0, 1, 2], inner.Training.Baskets(0));
        Assert.Equal([0.0, 10, 25], inner.Training.Times(0));
        Assert.Equal([false, true, false], inner.Training.Goals(0));
        Assert.Equal(3, inner.Training.Users!.CountOf(0));
    }

    [Fact]
    public void Fixed_pairs_are_asked_of_a_part_that_has_everything()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "query\ttarget\na\tb\n");
            using SplitCorpus split = FixedPairs.Read(path, Corpus(), 1);
            Assert.Equal(AllColumns, split.Training.Columns);
            Assert.Equal([0, 1, 2, 2, 3], split.Training.Baskets(0));
            Assert.Equal([true, false, true], split.Training.Goals(2));
            Assert.Equal(["ann", "cat", "bob"], Enumerable.Range(0, 3).Select(row => split.Training.Users![row]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ItemAttributes Described(Vocabulary items)
    {
        Dictionary<string, (string Genre, string? Brand)> of = new()
        {
            ["a"] = ("x|y", "p"), ["b"] = ("x", "q"), ["c"] = ("y", null), ["rare"] = ("z|x", "r"), ["held"] = ("z", "r"),
        };
        string?[] Column(Func<string, string?> value) => [.. Enumerable.Range(0, items.Count).Select(row => value(items[row]))];
        return new ItemAttributes(
            ["genre", "brand", "title"],
            [
                StringColumn.Of(Column(item => of[item].Genre)),
                StringColumn.Of(Column(item => of[item].Brand)),
                StringColumn.Of(Column(item => $"{item}'s"))
            ]);
    }
}
