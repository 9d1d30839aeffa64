using System.Data;
using System.Globalization;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Microsoft.Data.Sqlite;
using static Item2Vec.Data.Tests.Corpora;

namespace Item2Vec.Data.Tests;

/// <summary>Sessions and items from data readers: those of a database and of tables in memory.</summary>
public sealed class DataReaderTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_query_reads_as_the_file_of_its_rows_does()
    {
        const string rows = "s1,u1,2,b,2024-05-01 10:00:05,3\ns1,u1,1,a,2024-05-01 10:00:00,1\ns2,u2,3,b,2024-05-01 11:00:00,0.5\n"
            + "s2,u2,4,a,2024-05-01 10:30:00,1\ns1,u1,5,a,2024-05-01 10:00:07.25,1\n";
        SessionReaderOptions options = All with { WeightColumn = "w", EventTimes = true };
        ReadResult file = Read(folder.Write("e.csv", $"session_id,user_id,n,item_id,ts,w\n{rows}"), options);
        using SqliteConnection connection = Database([
            "create table e (session_id text, user_id text, n integer, item_id text, ts text, w real)",
            .. rows.TrimEnd('\n').Split('\n').Select(row => $"insert into e values ('{string.Join("','", row.Split(','))}')"),
        ]);
        using IDataReader reader = Query(connection, "select * from e");
        ReadResult query = SessionReader.ReadWithReport(reader, options);
        Assert.Equal(file.Report.Fingerprint, query.Report.Fingerprint);
        Assert.Equal(WithUsers(file.Corpus), WithUsers(query.Corpus));
        Assert.Equal(["u1: a b a", "u2: a b"], WithUsers(query.Corpus));
        Assert.Equal(file.Report.Columns, query.Report.Columns);
        Assert.Equal(5, query.Report.Rows);
        Assert.Empty(query.Report.Files);
        Assert.Equal([0, 5, 7.25], query.Corpus.Times(0).Length == 3 ? query.Corpus.Times(0) : query.Corpus.Times(1));
    }

    [Fact]
    public void More_rows_than_the_sample_and_a_chunk_keep_order_and_nulls()
    {
        using DataTable table = new();
        table.Columns.Add("session", typeof(int));
        table.Columns.Add("item", typeof(long));
        table.Columns.Add("extra", typeof(byte[]));
        for (int row = 0; row < 12_345; row++)
            table.Rows.Add(row / 5, row % 7 == 6 ? DBNull.Value : (object)(long)((row * 31) % 100), DBNull.Value);
        using DataTableReader reader = table.CreateDataReader();
        ReadResult result = SessionReader.ReadWithReport(reader, All);
        Assert.Equal(12_345, result.Report.Rows);
        Assert.Equal(1763, result.Report.EmptyItems);
        string[] expected = [.. Enumerable.Range(0, 2469).Select(session => string.Join(' ', Enumerable.Range(session * 5, 5)
            .Where(row => row % 7 != 6).Select(row => ((row * 31) % 100).ToString(CultureInfo.InvariantCulture))))];
        Assert.Equal(expected.Order(StringComparer.Ordinal), Sessions(result.Corpus));
    }

    [Fact]
    public void Ids_and_times_of_all_usual_types_are_understood_in_any_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = culture;
            Guid one = Guid.Parse("0F8FAD5B-D9CB-469F-A165-70867728950E");
            DateTime noon = new(2024, 5, 1, 12, 0, 0, DateTimeKind.Unspecified);
            Assert.Equal(["0f8fad5b-d9cb-469f-a165-70867728950e b"], FromColumns(one, "b", noon, noon.AddSeconds(1)));
            DateTimeOffset east = new(noon, TimeSpan.FromHours(2));
            Assert.Equal(["-7 101"], FromColumns(-7m, 101.00m, east, new DateTimeOffset(noon, default)));
            Assert.Equal(["18446744073709551615 3"], FromColumns(ulong.MaxValue, 3UL, 1.5, 2.5));
            Assert.Equal(["b a"], FromColumns("a", "b", new DateOnly(2024, 5, 2), new DateOnly(2024, 5, 1)));
            Assert.Equal(["4 5"], FromColumns(4.0, 5.0, "01.05.2024", "02.05.2024", new() { MinCount = 1, TimeFormats = ["%d.%m.%Y"] }));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_column_of_lists_holds_whole_sessions()
    {
        using DataTable table = new();
        table.Columns.Add("user_id", typeof(int));
        table.Columns.Add("items", typeof(string[]));
        table.Rows.Add(1, new[] { "a", "b \"quoted\"", null! });
        table.Rows.Add(2, new[] { "b \"quoted\"", "c" });
        using DataTableReader reader = table.CreateDataReader();
        ReadResult result = SessionReader.ReadWithReport(reader, All);
        Assert.Equal(SessionLayout.Lists, result.Report.Layout);
        Assert.Equal(["1: a b \"quoted\"", "2: b \"quoted\" c"], WithUsers(result.Corpus));
    }

    [Fact]
    public void Columns_that_cannot_be_read_are_left_out_and_named()
    {
        using SqliteConnection connection = Database("create table e (session, item, picture blob)",
            "insert into e values (1, 'a', x'00ff'), (1, 'b', null)");
        using IDataReader reader = Query(connection, "select * from e");
        ReadResult result = SessionReader.ReadWithReport(reader, All);
        Assert.Contains(result.Report.Notes, note => note.Contains("'picture' is left out", StringComparison.Ordinal));
        Assert.Equal(["a b"], Sessions(result.Corpus));
    }

    [Fact]
    public void A_database_that_mixes_types_in_a_column_is_read_as_text()
    {
        using SqliteConnection connection = Database("create table e (session, item)", "insert into e values (1, 7), (1, 'x'), ('1', 2.5)");
        using IDataReader reader = Query(connection, "select * from e");
        using SessionCorpus corpus = SessionReader.Read(reader, All);
        Assert.Equal(["7 x 2.5"], Sessions(corpus));
    }

    [Fact]
    public void What_is_wrong_is_said()
    {
        using SqliteConnection connection = Database("create table e (session integer, item integer, junk text)",
            "insert into e with recursive n(i) as (select 1 union all select i + 1 from n where i < 6000) select i / 4, i % 9, 'x' from n",
            "insert into e values (7, 'seven', 'x')");
        AssertError("row 6001 of the data reader: column 'item' holds 'seven' (String); a whole number was expected",
            "select session, item from e");
        AssertError("the data reader has no column that is known to hold items; its columns are session, junk",
            "select session, junk from e");
        AssertError("the data reader has no column 'nix' for the item", "select * from e", All with { ItemColumn = "nix" });
        AssertError("has 2 columns called 'ITEM'", "select session, item as ITEM, item as Item from e");
        AssertError("the data reader has no rows", "select session, item from e where session < 0");
        AssertError("none of the", "select session, item from e where session = 1 and item = 5");
        AssertError("the minimum count is at least 1", "select session, item from e", new() { MinCount = 0 });
        using SqliteDataReader closed = Query(connection, "select session, item from e");
        closed.Close();
        Assert.Throws<InvalidOperationException>(() => SessionReader.Read(closed, All));

        void AssertError(string part, string query, SessionReaderOptions? options = null)
        {
            using IDataReader reader = Query(connection, query);
            Item2VecException error = Assert.Throws<Item2VecException>(() => SessionReader.Read(reader, options ?? All));
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Reading_is_canceled_and_reports_its_rows()
    {
        using SqliteConnection connection = Database("create table e (session, item)");
        using IDataReader endless = Query(connection,
            "with recursive n(i) as (select 1 union all select i + 1 from n) select i / 4 as session, i % 9 as item from n");
        using CancellationTokenSource stop = new();
        long seen = 0;
        Stopper progress = new(report =>
        {
            seen = report.Events;
            if (seen > 0) stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => SessionReader.Read(endless, All, progress, stop.Token));
        Assert.True(seen > 0);
    }

    [Fact]
    public void Rows_beyond_the_memory_limit_spill()
    {
        using SqliteConnection connection = Database("create table e (session, item)");
        using IDataReader reader = Query(connection,
            "with recursive n(i) as (select 0 union all select i + 1 from n where i < 299999) "
                + "select 'a session with a long name ' || (i / 10) as session, 'item ' || ((i * 7919) % 1000) as item from n");
        using SessionCorpus corpus = SessionReader.Read(reader, All with { MemoryLimit = "16MB", Threads = 1, MappedThreshold = 0 });
        Assert.Equal(300_000, corpus.TokenCount);
        Assert.Equal(30_000, corpus.SessionCount);
        Assert.Equal(300, corpus.Vocabulary.CountOf(0));
    }

    [Fact]
    public void Attributes_of_items_come_from_a_query()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions<int>([[1, 2, 3], [1, 2], [1]]);
        using SqliteConnection connection = Database("create table p (price real, product_id integer, title text)",
            "insert into p values (2.5, 2, 'two'), (null, 1, 'one'), (8, 8, 'eight')");
        using IDataReader reader = Query(connection, "select * from p");
        ItemTableResult result = ItemTable.ReadWithReport(reader, corpus.Vocabulary);
        Assert.Equal(["title", "price"], result.Attributes.Names);
        Assert.Equal(["one", "two", null], Enumerable.Range(0, 3).Select(result.Attributes.Title));
        Assert.Equal("2.5", result.Attributes.Value(1, "price"));
        Assert.Equal(("product_id", 1L, 1L), (result.Report.ItemColumn, result.Report.NotInVocabulary, result.Report.Unmatched));
    }

    private static string[] FromColumns<TItem, TTime>(
        TItem first, object second, TTime firstTime, TTime secondTime, SessionReaderOptions? options = null)
    {
        using DataTable table = new();
        table.Columns.Add("session", typeof(short));
        table.Columns.Add("item", first!.GetType() == second.GetType() ? typeof(TItem) : typeof(object));
        table.Columns.Add("ts", typeof(TTime));
        table.Rows.Add((short)1, first, firstTime);
        table.Rows.Add((short)1, second, secondTime);
        using DataTableReader reader = table.CreateDataReader();
        using SessionCorpus corpus = SessionReader.Read(reader, options ?? All);
        return Sessions(corpus);
    }

    private static SqliteConnection Database(params string[] statements)
    {
        SqliteConnection connection = new("Data Source=:memory:");
        connection.Open();
        foreach (string statement in statements)
        {
            using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are those of the tests.
            command.CommandText = statement;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }

        return connection;
    }

    private static SqliteDataReader Query(SqliteConnection connection, string query)
    {
        // The command closes its reader when it is disposed.
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The queries are those of the tests.
        command.CommandText = query;
#pragma warning restore CA2100
        return command.ExecuteReader();
    }

    private sealed class Stopper(Action<ReadingProgress> report) : IProgress<ReadingProgress>
    {
        public void Report(ReadingProgress value) => report(value);
    }
}
