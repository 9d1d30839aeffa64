using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Corpus;
using static Item2Vec.Data.Tests.Corpora;

namespace Item2Vec.Data.Tests;

public sealed class ColumnTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("session_id,item_id")]
    [InlineData("SessionId,ItemID")]
    [InlineData("InvoiceNo,StockCode")]
    [InlineData("visit id,video")]
    [InlineData("visitorid,itemid")]
    [InlineData("viewer,video")]
    [InlineData("customer_id,product_id")]
    [InlineData("order_id,sku")]
    public void Usual_names_are_found_whatever_their_spelling(string header)
    {
        ReadResult result = Read(folder.Write("e.csv", $"{header},timestamp\ns,b,2\ns,a,1\n"));
        Assert.Equal(["a b"], Sessions(result.Corpus));
        string[] names = header.Split(',');
        Assert.Equal(names[0], result.Report.Columns.Single(choice => choice.Role == ColumnRole.Session).Column);
        Assert.Equal("found by name", result.Report.Columns.Single(choice => choice.Role == ColumnRole.Item).Reason);
    }

    [Fact]
    public void Any_column_can_be_given()
    {
        string path = folder.Write("e.csv", "session_id,item_id,x,y,who\n1,2,s,b,u\n1,2,s,a,u\n");
        SessionReaderOptions options = All with { SessionColumn = "X", ItemColumn = "y", UserColumn = "who" };
        ReadResult result = Read(path, options);
        Assert.Equal(["u: b a"], WithUsers(result.Corpus));
        Assert.All(result.Report.Columns, choice => Assert.Equal("given", choice.Reason));
    }

    [Fact]
    public void Without_a_session_the_user_is_the_session()
    {
        ReadResult result = Read(folder.Write("e.csv", "user,item\nu,a\nv,b\nu,c\n"));
        Assert.Equal(["u: a c", "v: b"], WithUsers(result.Corpus));
        Assert.Equal("the user stands for the session", result.Report.Columns.Single(choice => choice.Role == ColumnRole.Session).Reason);
    }

    [Fact]
    public void A_session_keeps_its_user()
    {
        ReadResult result = Read(folder.Write("e.csv", "session,user,item\n1,u,a\n2,,b\n1,u,b\n2,,a\n3,v,a\n3,w,b\n3,v,c\n4,,a\n4,u,b\n"));
        Assert.Equal(["-: b a", "u: a b", "u: a b", "v: a b c"], WithUsers(result.Corpus));
        Assert.Equal(["u", "v", "w"], Enumerable.Range(0, 3).Select(row => result.Corpus.Users![row]));
        Assert.Equal([3L, 2L, 1L], Enumerable.Range(0, 3).Select(result.Corpus.Users!.CountOf));
        Assert.Contains("1 sessions have events of several users; the first event's user counts.", result.Report.Notes);
    }

    [Fact]
    public void Users_can_be_left_out()
        => Assert.Null(Read(folder.Write("e.csv", "session,user,item\n1,u,a\n1,u,b\n"), All with { UserColumn = "none" }).Corpus.Users);

    [Fact]
    public void A_user_column_without_users_is_no_user_column()
    {
        ReadResult result = Read(folder.Write("e.csv", "session,user_id,item\n1,,a\n1,,b\n"));
        Assert.Null(result.Corpus.Users);
        Assert.Contains("Column 'user_id' is empty in every row, so there are no users.", result.Report.Notes);
    }

    [Fact]
    public void Weights_are_taken_only_when_asked_for()
    {
        string path = folder.Write("e.csv", "session,item,ts,watch_time\ns,b,2,1.5\ns,a,1,30\ns,c,3,\ns,d,4,-6\n");
        Assert.False(Read(path).Corpus.HasWeights);
        ReadResult result = Read(path, All with { WeightColumn = "watch_time" });
        Assert.Equal([30f, 1.5f, 0f, 0f], result.Corpus.Weights(0).ToArray());
        Assert.Contains("Column 'watch_time' is empty or negative in 2 of 4 rows; these weigh 0.", result.Report.Notes);
    }

    [Theory]
    [InlineData("e.csv", "session,item,w\ns,a,2\ns,b,nan\ns,c,inf\ns,d,1e300\n")]
    [InlineData("e.jsonl", "{\"session\":1,\"item\":\"a\",\"w\":2}\n{\"session\":1,\"item\":\"b\",\"w\":NaN}\n"
        + "{\"session\":1,\"item\":\"c\",\"w\":\"inf\"}\n{\"session\":1,\"item\":\"d\",\"w\":1e300}\n")]
    [InlineData("e.parquet", "select 's' as session, i as item, w::DOUBLE as w "
        + "from (values ('a', '2'), ('b', 'nan'), ('c', 'inf'), ('d', '1e300')) v(i, w)")]
    public void Weights_that_are_not_finite_weigh_nothing_in_every_format(string file, string content)
    {
        string path = file == "e.parquet" ? folder.Copy(file, content) : folder.Write(file, content);
        ReadResult result = Read(path, All with { WeightColumn = "w" });
        Assert.Equal([2f, 0f, 0f, 0f], result.Corpus.Weights(0).ToArray());
        Assert.Contains("Column 'w' is empty or negative in 3 of 4 rows; these weigh 0.", result.Report.Notes);
    }

    [Theory]
    [InlineData("TINYINT")]
    [InlineData("SMALLINT")]
    [InlineData("INTEGER")]
    [InlineData("BIGINT")]
    [InlineData("HUGEINT")]
    [InlineData("UTINYINT")]
    [InlineData("USMALLINT")]
    [InlineData("UINTEGER")]
    [InlineData("UBIGINT")]
    [InlineData("DECIMAL(10, 0)")]
    [InlineData("VARCHAR")]
    [InlineData("FLOAT")]
    [InlineData("DOUBLE")]
    public void Ids_of_any_integer_type_make_the_same_corpus(string type)
    {
        string query =
            $"select (x % 2)::{type} as session, x::{type} as item, (x % 2)::{type} as user_id from (values (100), (7), (3), (100)) v(x)";
        ReadResult result = Read(folder.Copy("e.parquet", query));
        Assert.Equal(["0: 100 100", "1: 7 3"], WithUsers(result.Corpus));
        Assert.Equal(
            Read(folder.Copy("text.parquet", query.Replace(type, "VARCHAR", StringComparison.Ordinal))).Report.Fingerprint,
            result.Report.Fingerprint);
    }

    [Fact]
    public void The_largest_and_smallest_integers_are_ids()
        => Assert.Equal(
            ["-9223372036854775808 9223372036854775807"],
            Sessions(folder.Copy(
                "e.parquet", "select 1 as session, x as item from (values (-9223372036854775808), (9223372036854775807)) v(x)")));

    [Fact]
    public void Items_come_by_falling_count_and_then_by_their_bytes()
    {
        using SessionCorpus corpus = Read(folder.Write("e.csv", "session,item\ns,é\ns,b\ns,a\ns,b\ns,Z\ns,z\n")).Corpus;
        Assert.Equal(["b", "Z", "a", "z", "é"], Enumerable.Range(0, 5).Select(row => corpus.Vocabulary[row]));
        Assert.Equal(2, corpus.Vocabulary.CountOf(0));
    }

    [Fact]
    public void Empty_ids_are_skipped_and_counted()
    {
        SessionReaderOptions options = All with { AllowLoss = true };
        ReadReport report = Read(folder.Write("e.csv", "session,item\ns,a\ns,\n,b\ns,b\n\"\",c\ns,\"\"\n"), options).Report;
        Assert.Equal((6, 2, 2, 2, 2), (report.Rows, report.Events, report.EmptyItems, report.EmptySessions, report.Items));
        report = Read(
            folder.Copy(
                "e.parquet",
                "select * from (values ('s', 'a'), ('s', null), (null, 'b'), ('s', 'b'), ('', 'c'), ('s', '')) v(session, item)"),
            options).Report;
        Assert.Equal((6, 2, 2, 2, 2), (report.Rows, report.Events, report.EmptyItems, report.EmptySessions, report.Items));
    }

    [Fact]
    public void Rare_items_are_dropped_and_counted()
    {
        ReadResult result = Read(folder.Write("e.csv", "session,item\ns,a\ns,b\ns,a\nt,a\nt,c\nu,c\nu,d\nv,d\n"), new() { MinCount = 2 });
        Assert.Equal(["a a", "a c", "c d", "d"], Sessions(result.Corpus));
        Assert.Equal(
            (7, 3, 1, 1, 4, 1),
            (
                result.Report.Events, result.Report.Items, result.Report.RareItems, result.Report.RareEvents, result.Report.Sessions,
                result.Report.SingleItemSessions));
    }

    [Fact]
    public void Without_a_minimum_a_sparse_log_keeps_its_rare_items_in_every_layout()
    {
        string[][] sessions = [.. Enumerable.Range(0, 30).Select(i => (string[])["often", i % 3 == 0 ? $"twice{i / 6}" : "also"])];
        string rows = string.Concat(sessions.SelectMany((items, i) => items.Select(item => $"s{i},{item}\n")));
        string lines = string.Concat(sessions.Select(items => string.Join(' ', items) + "\n"));
        foreach (string file in (string[])[folder.Write("rows.csv", "session,item\n" + rows), folder.Write("lines.txt", lines)])
        {
            ReadReport report = Read(file, new()).Report;
            Assert.Equal((2, "5 would leave out 17 % of the events"), (report.MinCount.Value, report.MinCount.Reason));
            Assert.Equal((7, 0), (report.Items, report.RareItems));
            Assert.Null(Read(file, new() { MinCount = 2 }).Report.MinCount.Reason);
            Assert.Equal((2, 5), (Read(file, new() { MinCount = 5 }).Report.Items, Read(file, new() { MinCount = 5 }).Report.RareItems));
        }
    }

    [Fact]
    public void Mostly_rare_items_leave_the_same_sessions_as_few()
    {
        // Above a quarter of rare events DuckDB joins instead of carrying hashes.
        string rare = string.Concat(Enumerable.Range(0, 50).Select(i => $"s{i % 3},rare{i}\n"));
        string kept = string.Concat(Enumerable.Range(0, 30).Select(i => $"s{i % 3},k{i % 7}\n"));
        Assert.Equal(
            Sessions(folder.Write("few.csv", "session,item\n" + kept)),
            Sessions(folder.Write("many.csv", "session,item\n" + rare + kept), new() { MinCount = 2 }));
    }
}
