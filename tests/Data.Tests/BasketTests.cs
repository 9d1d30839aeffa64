using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using static Item2Vec.Data.Tests.Corpora;

namespace Item2Vec.Data.Tests;

/// <summary>Baskets, times and goals of events, from the file into the corpus.</summary>
public sealed class BasketTests : IDisposable
{
    private const string Log = "user_id,invoice_no,item,ts\nu,2,a,5\nu,2,b,6\nv,3,a,2\nu,1,c,1\nu,1,d,1\nu,4,a,9\nv,3,c,3\n";
    private static readonly SessionReaderOptions Histories = All with { BasketHistories = true };
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_would_be_a_session_is_a_basket_and_the_user_is_the_sequence()
    {
        ReadResult result = Read(folder.Write("e.csv", Log), Histories);
        Assert.Equal(["u: c d | a b | a", "v: a c"], Baskets(result.Corpus));
        Assert.Equal(
            (4, 2, 1, 2), (result.Report.Baskets, result.Report.Sessions, result.Report.SingleBasketSessions, result.Report.Users));
        Assert.Contains(new ColumnChoice(ColumnRole.Session, "user_id", "the user's baskets are the sequence"), result.Report.Columns);
        Assert.Contains(new ColumnChoice(ColumnRole.Basket, "invoice_no", "the session is the basket"), result.Report.Columns);
        Assert.Single(result.Report.Columns, choice => choice.Role == ColumnRole.Session);
    }

    [Fact]
    public void A_basket_column_names_the_baskets_and_a_session_column_beside_it_the_sequence()
    {
        string path = folder.Write("e.csv", "user_id,visit,order_no,item,ts\nu,1,x,a,1\nu,1,y,b,2\nu,1,x,c,3\nu,2,z,a,4\nu,2,z,b,5\n");
        Assert.Equal(["u: a c | b | a b"], Baskets(Read(path, Histories with { BasketColumn = "order_no" }).Corpus));
        Assert.Equal(
            ["u: a b", "u: a c | b"], Baskets(Read(path, Histories with { BasketColumn = "order_no", SessionColumn = "visit" }).Corpus));
        string withoutUsers = folder.Write("s.csv", "visit,order_no,item\n1,x,a\n1,y,b\n1,y,c\n");
        Assert.Equal(["-: a | b c"], Baskets(Read(withoutUsers, Histories with { BasketColumn = "order_no" }).Corpus));
    }

    [Fact]
    public void Pauses_cut_baskets_where_no_column_names_them()
    {
        string path = folder.Write("e.csv", "user_id,item,ts\nu,a,0\nu,b,60\nu,c,200\nv,a,210\nv,b,215\nu,d,205\n");
        Assert.Equal(["u: a b | c d", "v: a b"], Baskets(Read(path, Histories with { SessionGap = TimeSpan.FromSeconds(60) }).Corpus));
        Says(
            Refused(path, Histories with { SessionGap = TimeSpan.FromSeconds(1) }),
            "the session gap makes each of the 6 events a basket",
            "longer SessionGap");
    }

    [Fact]
    public void Events_without_a_basket_are_baskets_of_their_own_and_told_of()
    {
        ReadResult result = Read(folder.Write("e.csv", "user_id,invoice_no,item\nu,1,a\nu,1,b\nu,,c\nu,,d\n"), Histories);
        Assert.Equal(["u: a b | c | d"], Baskets(result.Corpus));
        Assert.Contains("Column 'invoice_no' is empty in 2 of 4 rows; each of these is a basket of its own.", result.Report.Notes);
    }

    [Fact]
    public void Items_that_are_left_out_leave_no_empty_baskets()
    {
        ReadResult result = Read(
            folder.Write("e.csv", "user_id,invoice_no,item\nu,1,a\nu,1,b\nu,2,rare\nu,3,a\nu,3,b\nw,4,rare2\n"),
            Histories with { MinCount = 2 });
        Assert.Equal(["u: a b | a b"], Baskets(result.Corpus));
        Assert.Equal((2, 1), (result.Report.Baskets, result.Report.Sessions));
    }

    [Theory]
    [InlineData("invoice_no,item\n1,a\n", null, "known to hold users", "UserColumn")]
    [InlineData("user_id,item\nu,a\n", null, "known to hold sessions", "BasketColumn")]
    [InlineData("user_id,item,b\nu,a,\nu,b,\n", "b", "column 'b', which names the baskets, is empty in every row", "BasketColumn")]
    [InlineData("user_id,item,b\nu,a,1\nu,b,2\n", "b", "each of the 2 baskets that column 'b' names has a single event", "BasketColumn")]
    [InlineData("user_id,item,b\nu,a,1\nu,b,2\n", "c", "has no column 'c' for the basket", "BasketColumn")]
    [InlineData("user_id,invoice_no,item\n,1,a\n,1,b\n", null, "column 'user_id' is empty in every row", "UserColumn")]
    [InlineData("user_id,invoice_no,item\nu,1,\nu,2,\n", null, "column 'item' is empty in every row", "ItemColumn")]
    [InlineData(
        "user_id,items\nu,a|b\n", null, "holds one session a row (column 'items'); baskets of users were asked for", "one row an event")]
    public void A_log_without_baskets_or_users_is_refused(string text, string? basket, string says, string hint)
        => Says(Refused(folder.Write("e.csv", text), Histories with { BasketColumn = basket }), says, hint);

    [Fact]
    public void A_basket_column_that_is_empty_is_refused_for_sessions_too()
        => Says(
            Refused(folder.Write("e.csv", "session,item,b\n1,a,\n1,b,\n"), All with { BasketColumn = "b" }),
            "is empty in every row",
            "BasketColumn");

    [Fact]
    public void Lines_of_text_have_no_baskets_times_or_goals()
    {
        string path = folder.Write("t.txt", "a b\n");
        foreach (SessionReaderOptions options in new[] { Histories, All with { EventTimes = true }, All with { GoalColumn = "bought" } })
            Says(Refused(path, options), "a text of whole sessions, which has no columns", "one row an event");
    }

    [Theory]
    [InlineData("t")]
    [InlineData("epoch_ms(t)")]
    [InlineData("epoch(t)::DOUBLE")]
    public void Times_are_kept_in_seconds(string time)
    {
        string path = folder.Copy("e.parquet", $"""
            select 's' as session, i as item, {time} as ts from (values
            ('a', TIMESTAMP '2024-01-01 10:00:00'), ('c', TIMESTAMP '2024-03-01 10:00:01.5'), ('b', TIMESTAMP '2024-01-01 10:30:00')) r(i,
            t)
            """);
        using SessionCorpus corpus = Read(path, All with { EventTimes = true }).Corpus;
        Assert.Equal(["a b c"], Sessions(corpus));
        Assert.Equal([0, 1800, (60 * 86400) + 1.5], corpus.Times(0), (a, b) => Math.Abs(a - b) < 1);
        using SessionCorpus without = Read(path).Corpus;
        Assert.Empty(without.Times(0));
    }

    [Theory]
    [InlineData("session,item\n1,a\n1,b\n", "has no time column")]
    [InlineData("session,item,ts\n1,a,5\n1,b,\n", "needs the time of every event")]
    public void Times_are_refused_where_some_are_missing(string text, string says)
        => Says(Refused(folder.Write("e.csv", text), All with { EventTimes = true }), says, "TimeColumn");

    [Theory]
    [InlineData("true", "false", "")]
    [InlineData("1", "0", "")]
    [InlineData("12.5", "0.0", "")]
    [InlineData("yes", "no", "0")]
    public void Goals_are_truths_or_numbers_that_are_not_0(string goal, string none, string other)
    {
        ReadResult result = Read(
            folder.Write("e.csv", $"session,item,bought\n1,a,{none}\n1,b,{goal}\n1,c,{other}\n"), All with { GoalColumn = "bought" });
        Assert.Equal([false, true, false], result.Corpus.Goals(0));
        Assert.Contains(new ColumnChoice(ColumnRole.Goal, "bought", "given"), result.Report.Columns);
    }

    [Fact]
    public void A_parquet_column_of_truths_marks_goals()
    {
        string path = folder.Copy(
            "e.parquet", "select * from (values (1, 'a', true), (1, 'b', null), (1, 'c', false)) t(session, item, bought)");
        Assert.Equal([true, false, false], Read(path, All with { GoalColumn = "bought" }).Corpus.Goals(0));
        Assert.Empty(Read(path, All with { GoalColumn = "none" }).Corpus.Goals(0));
    }

    [Theory]
    [InlineData("0", "0", "no event has a goal in column 'bought'")]
    [InlineData("1", "perhaps", "holds text ('perhaps')")]
    public void A_column_that_marks_no_goals_is_refused(string one, string other, string says)
        => Says(
            Refused(folder.Write("e.csv", $"session,item,bought\n1,a,{one}\n1,b,{other}\n"), All with { GoalColumn = "bought" }),
            says,
            "GoalColumn");

    [Fact]
    public void Goals_everywhere_are_warned_of()
        => Assert.Contains(
            "makes every event a goal",
            Assert.Single(
                Read(folder.Write("e.csv", "session,item,bought\n1,a,1\n1,b,1\n"), All with { GoalColumn = "bought" }).Report.Warnings),
            StringComparison.Ordinal);

    [Fact]
    public void Baskets_times_and_goals_are_part_of_the_fingerprint()
    {
        string path = folder.Write("e.csv", Log);
        string other = folder.Write("f.csv", Log.Replace("u,4,a,9", "u,2,a,9", StringComparison.Ordinal));
        string later = folder.Write("g.csv", Log.Replace("u,4,a,9", "u,4,a,8", StringComparison.Ordinal));
        Assert.NotEqual(Print(path, Histories), Print(other, Histories));
        Assert.Equal(Print(path, Histories), Print(later, Histories));
        Assert.NotEqual(Print(path, Histories with { EventTimes = true }), Print(later, Histories with { EventTimes = true }));
        Assert.Equal(Print(path, All with { SessionColumn = "user_id" }), Print(later, All with { SessionColumn = "user_id" }));

        static string Print(string path, SessionReaderOptions options) => Read(path, options).Report.Fingerprint;
    }

    /// <summary>Each sequence as <c>user: a b | c</c>, baskets parted by bars, sorted.</summary>
    private static string[] Baskets(SessionCorpus corpus)
        => [.. Enumerable.Range(0, (int)corpus.SessionCount).Select(s => Text(corpus, s)).Order(StringComparer.Ordinal)];

    private static string Text(SessionCorpus corpus, long session)
    {
        int[] baskets = corpus.Baskets(session);
        IEnumerable<string> items = corpus.Session(session)
            .Select((row, i) => (i > 0 && baskets[i] != baskets[i - 1] ? "| " : string.Empty) + corpus.Vocabulary[row]);
        return $"{(corpus.UserOf(session) < 0 ? "-" : corpus.Users![corpus.UserOf(session)])}: {string.Join(' ', items)}";
    }

    private static void Says(Item2VecException error, string message, string hint)
    {
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(hint, error.Hint, StringComparison.Ordinal);
    }
}
