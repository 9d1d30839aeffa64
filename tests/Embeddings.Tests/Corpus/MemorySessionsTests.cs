using System.Globalization;
using System.Threading.Channels;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Tests.Support;

namespace Item2Vec.Embeddings.Tests.Corpus;

public class MemorySessionsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Numbers_and_guids_are_written_the_same_in_any_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo swedish = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            swedish.NumberFormat.NegativeSign = "\u2212";
            CultureInfo.CurrentCulture = swedish;
            Assert.Equal("\u22127", (-7).ToString(CultureInfo.CurrentCulture));
            using SessionCorpus integers = SessionCorpus.FromSessions<int>([[-7, 1_000_000], [-7, 3]]);
            Assert.Equal(["-7", "1000000", "3"], Items(integers));
            Guid id = Guid.Parse("0F8FAD5B-D9CB-469F-A165-70867728950E");
            using SessionCorpus guids = SessionCorpus.FromSessions<Guid>([[id, id]]);
            Assert.Equal(["0f8fad5b-d9cb-469f-a165-70867728950e"], Items(guids));
            using SessionCorpus longest = SessionCorpus.FromSessions<Int128>([[Int128.MinValue, Int128.MinValue]]);
            Assert.Equal([ItemId.Of(Int128.MinValue)], Items(longest));
            Assert.Equal("-7", ItemId.Of(-7));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Ids_of_other_types_are_rejected()
    {
        // A session that is a string would be one of letters.
        Assert.Contains("not letters", Assert.Throws<ArgumentException>(() => SessionCorpus.FromSessions(["a b", "c d"])).Message,
            StringComparison.Ordinal);
        Assert.Contains("not Double", Assert.Throws<ArgumentException>(() => ItemId.Of(1.5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Items_are_ordered_by_count_and_then_by_their_bytes_and_rare_ones_dropped()
    {
        string[][] sessions = [["b", "a", "c"], ["c", "a", "b"], ["z", "c"]];
        using SessionCorpus corpus = SessionCorpus.FromSessions(sessions, minCount: 2);
        Assert.Equal(["c", "a", "b"], Items(corpus));
        Assert.Equal([[2, 1, 0], [0, 1, 2], [0]], Sessions(corpus));
    }

    [Fact]
    public void Users_weights_times_baskets_and_goals_are_kept_if_asked_for()
    {
        Session<int>[] sessions =
        [
            new([Event(1, 0, basket: 9, weight: 2), Event(2, 60, basket: 9), Event(1, 90.5, basket: 4, goal: true)]) { User = "u" },
            new([3, 1]),
            new([Event(9, 0), Event(1, 5, weight: 0.5f)]) { User = "v" },
        ];
        SessionOptions options = new() { Weights = true, Columns = EventColumns.Baskets | EventColumns.Goals, MinCount = 2 };
        using SessionCorpus corpus = SessionCorpus.FromSessions(sessions, options);
        Assert.Equal(["1"], Items(corpus));
        Assert.Equal([[0, 0], [0], [0]], Sessions(corpus));
        Assert.Equal([2f, 1f], corpus.Weights(0).ToArray());
        Assert.Equal([0.5f], corpus.Weights(2).ToArray());
        Assert.Equal([0, 1], corpus.Baskets(0));
        Assert.Equal([false, true], corpus.Goals(0));
        Assert.Equal(["u", "v"], [corpus.Users![0], corpus.Users[1]]);
        Assert.Equal([0, -1, 1], [corpus.UserOf(0), corpus.UserOf(1), corpus.UserOf(2)]);
        Assert.Equal([2L, 1L], [corpus.Users.CountOf(0), corpus.Users.CountOf(1)]);

        using SessionCorpus timed = SessionCorpus.FromSessions([sessions[0]], new() { Columns = EventColumns.Times });
        Assert.Equal([0, 60, 90.5], timed.Times(0));
        Assert.False(timed.HasWeights);
    }

    [Fact]
    public void A_session_is_cut_at_pauses_longer_than_the_gap_and_keeps_its_user()
    {
        Session<string> day = new([Event("a", 0), Event("b", 1800), Event("c", 3601), Event("d", 3602)]) { User = "u" };
        using SessionCorpus corpus = SessionCorpus.FromSessions([day], new() { SessionGap = TimeSpan.FromMinutes(30) });
        Assert.Equal([[0, 1], [2, 3]], Sessions(corpus));
        Assert.Equal([0, 0], [corpus.UserOf(0), corpus.UserOf(1)]);
    }

    [Fact]
    public void What_is_wrong_is_said_with_its_place()
    {
        Session<string> good = new(["a", "b"]);
        AssertError("event 2 of session 2 has an item without an id", [good, new(["a", ""])]);
        AssertError("event 1 of session 1 has an id that is not text", [new(["\ud800"])]);
        AssertError("event 1 of session 1 has an id that has 65537 bytes", [new([new string('x', 65537)])]);
        AssertError("session 2 is null", [good, null!]);
        AssertError("session 1 has a user whose id is not text", [new(["a"]) { User = "\udc00" }]);
        SessionOptions timed = new() { Columns = EventColumns.Times, Weights = true };
        AssertError("event 1 of session 1 has no time", [good], timed);
        AssertError("is before the one before it (2026-05-04T12:00:09", [new([Event("a", 9), Event("b", 8)])], timed);
        AssertError("event 1 of session 1 weighs -1", [new([Event("a", 0, weight: -1)])], timed);
        AssertError("event 1 of session 1 weighs NaN", [new([Event("a", 0, weight: float.NaN)])], timed);
        AssertError("minimum count is at least 1, not 0", [good], new() { MinCount = 0 });
        AssertError("does not exist", [good], new() { MappedDirectory = "/no/such/directory" });
    }

    [Fact]
    public void A_mapped_corpus_is_the_same_and_leaves_no_file()
    {
        using TemporaryDirectory directory = new();
        Session<int>[] sessions = [.. Enumerable.Range(0, 300).Select(s => new Session<int>(
            Enumerable.Range(s, 9).Select(i => Event(i % 50, i, weight: i))) { User = ItemId.Of(s % 7) })];
        SessionOptions options = new() { Weights = true, Columns = EventColumns.Times };
        using SessionCorpus memory = SessionCorpus.FromSessions(sessions, options);
        using SessionCorpus mapped = SessionCorpus.FromSessions(sessions, options with { MappedDirectory = directory.Path });
        Assert.Equal(memory.ContentHash(), mapped.ContentHash());
        Assert.Equal(Items(memory), Items(mapped));
        mapped.Dispose();
        Assert.Empty(directory.Names());
    }

    [Fact]
    public async Task Sessions_arrive_through_a_channel()
    {
        Channel<long[]> items = Channel.CreateBounded<long[]>(2);
        Task writer = Task.Run(async () =>
        {
            for (int s = 0; s < 20; s++) await items.Writer.WriteAsync([s, s + 1L, 5]);
            items.Writer.Complete();
        });
        using SessionCorpus corpus = await SessionCorpus.FromSessionsAsync(items.Reader.ReadAllAsync(), minCount: 2);
        await writer;
        Assert.Equal(20, corpus.SessionCount);
        Assert.Equal("5", corpus.Vocabulary[0]);
        Assert.Equal(22, corpus.Vocabulary.CountOf(0));

        Channel<Session<string>> events = Channel.CreateUnbounded<Session<string>>();
        await events.Writer.WriteAsync(new([Event("a", 0), Event("b", 3)]) { User = "u" });
        events.Writer.Complete();
        using SessionCorpus timed = await SessionCorpus.FromSessionsAsync(
            events.Reader.ReadAllAsync(), new() { Columns = EventColumns.Times });
        Assert.Equal([0, 3], timed.Times(0));
        Assert.Equal("u", timed.Users![0]);
    }

    [Fact]
    public async Task Waiting_for_sessions_is_canceled_and_an_error_of_the_source_reaches_the_caller()
    {
        using CancellationTokenSource stop = new();
        Channel<string[]> silent = Channel.CreateUnbounded<string[]>();
        Task<SessionCorpus> waiting = SessionCorpus.FromSessionsAsync(silent.Reader.ReadAllAsync(), cancellationToken: stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        silent.Writer.Complete(new InvalidOperationException("the source is gone"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => SessionCorpus.FromSessionsAsync(silent.Reader.ReadAllAsync()));
    }

    [Fact]
    public void Sessions_are_read_once_and_not_kept()
    {
        int opened = 0;
        using SessionCorpus corpus = SessionCorpus.FromSessions(Source());
        Assert.Equal(3, opened);
        Assert.Equal(6, corpus.TokenCount);

        IEnumerable<IEnumerable<string>> Source()
        {
            for (int s = 0; s < 3; s++) yield return One();
        }

        IEnumerable<string> One()
        {
            opened++;
            yield return "a";
            yield return "b";
        }
    }

    [Fact]
    public void Attributes_come_from_a_dictionary_of_the_programs_own_ids()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions<int>([[1, 2, 3], [1, 2], [1]]);
        Dictionary<int, (string Title, int? Price)> shop = new() { [2] = ("two", 20), [1] = ("one", null), [8] = ("eight", 80) };
        ItemAttributes attributes = ItemAttributes.Of(corpus.Vocabulary, shop,
            ("title", row => row.Title), ("price", row => row.Price?.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(["title", "price"], attributes.Names);
        Assert.Equal(["one", "two", null], Enumerable.Range(0, 3).Select(attributes.Title));
        Assert.Equal([null, "20", null], Enumerable.Range(0, 3).Select(row => attributes.Value(row, "price")));
        Assert.Throws<ArgumentException>(
            () => ItemAttributes.Of(corpus.Vocabulary, shop, ("a", row => row.Title), ("a", row => row.Title)));
    }

    private static void AssertError(string part, Session<string>[] sessions, SessionOptions? options = null)
        => Assert.Contains(part, Assert.Throws<Item2VecException>(() => SessionCorpus.FromSessions(sessions, options)).Message,
            StringComparison.Ordinal);

    private static SessionEvent<T> Event<T>(T item, double seconds, long basket = 0, float weight = 1, bool goal = false)
        where T : notnull
        => new(item) { Time = Noon.AddSeconds(seconds), Basket = basket, Weight = weight, IsGoal = goal };

    private static string[] Items(SessionCorpus corpus)
        => [.. Enumerable.Range(0, corpus.Vocabulary.Count).Select(row => corpus.Vocabulary[row])];

    private static int[][] Sessions(SessionCorpus corpus)
        => [.. Enumerable.Range(0, (int)corpus.SessionCount).Select(session => corpus.Session(session))];
}
