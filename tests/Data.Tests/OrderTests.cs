using System.Globalization;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Corpus;
using static Item2Vec.Data.Tests.Corpora;

namespace Item2Vec.Data.Tests;

public sealed class OrderTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Events_come_in_order_of_time_and_ties_in_file_order()
    {
        ReadResult result = Read(folder.Write("e.csv", "session,item,ts\ns,c,2\ns,b,1\ns,z,1\ns,a,1\n"));
        Assert.Equal(["b z a c"], Sessions(result.Corpus));
        Assert.Equal("ts, then file order", result.Report.Ordering);
    }

    [Fact]
    public void Sessions_are_told_in_the_order_of_their_first_events_times()
    {
        string path = folder.Write("t.csv", "session,item,ts\nlate,a,9\nlate,b,7\nearly,c,1\nmiddle,d,5\nearly,e,8\nalso,f,5\n");
        ReadResult result = Read(path, All with { SessionOrder = true });
        Assert.Equal(
            ["c e", "d", "f", "b a"],
            result.SessionOrder!
                .Select(session => string.Join(' ', result.Corpus.Session(session).Select(row => result.Corpus.Vocabulary[row]))));
        Assert.Null(Read(path).SessionOrder);

        // Without a time the files' order counts.
        result = Read(path, All with { SessionOrder = true, TimeColumn = SessionReaderOptions.NoColumn });
        Assert.Equal(
            ["a b", "c e", "d", "f"],
            result.SessionOrder!
                .Select(session => string.Join(' ', result.Corpus.Session(session).Select(row => result.Corpus.Vocabulary[row]))));
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("csv")]
    [InlineData("json")]
    public void File_order_holds_across_row_groups_and_threads(string format)
    {
        // 300,000 events of 5,000 sessions, interleaved; in each session the items' numbers rise in file order.
        const string query = "select 's' || (i * 7919 % 5000) as session, i as item from range(300000) t(i)";
        string path = folder.Copy(
            format == "json" ? "e.jsonl" : $"e.{format}",
            query,
            format == "parquet" ? "format parquet, row_group_size 10000" : $"format {format}");
        using SessionCorpus corpus = Read(path, All with { Threads = 4 }).Corpus;
        Assert.Equal(5000, corpus.SessionCount);
        foreach (string session in InOrder(corpus))
        {
            int[] numbers = [.. session.Split(' ').Select(item => int.Parse(item, CultureInfo.InvariantCulture))];
            Assert.Equal(60, numbers.Length);
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    [Theory]
    [InlineData("select 's' || hash(i) % 5000 as session, hash(i, 1) % 300 as item, hash(i, 2) % 10000 as ts, 'u' || hash(i) % 70 as user, "
        + "(hash(i, 3) % 9)::DOUBLE as w from range(200000) t(i)")]
    [InlineData("select 's' || least(hash(i) % 5000, 1) as session, hash(i, 1) % 300 as item, case when i % 7 > 0 then i / 3.5 end as ts, "
        + "null::VARCHAR as user, 1 as w from range(200000) t(i)")]
    public void Events_grouped_in_memory_make_the_corpus_that_sorted_ones_make(string query)
    {
        string path = folder.Copy("e.parquet", query);
        SessionReaderOptions options = All with { WeightColumn = "w", Threads = 4 };
        ReadResult grouped = Read(path, options);

        // Nothing may be kept in memory, so that DuckDB sorts.
        ReadResult sorted = Read(path, options with { MappedThreshold = 0 });
        Assert.Equal((false, true), (grouped.Report.Mapped, sorted.Report.Mapped));
        Assert.Equal(sorted.Report.Fingerprint, grouped.Report.Fingerprint);
        Assert.Equal(InOrder(sorted.Corpus), InOrder(grouped.Corpus));
        Assert.Equal(sorted.Report.TiedEvents, grouped.Report.TiedEvents);
    }

    [Theory]
    [InlineData("TIMESTAMP '2024-01-01' + to_seconds(t)")]
    [InlineData("DATE '2024-01-01' + t::INTEGER")]
    [InlineData("(TIMESTAMP '2024-01-01' + to_seconds(t))::TIMESTAMP_NS")]
    [InlineData("t - 5.5::DOUBLE")]
    [InlineData("(t - 5)::TINYINT")]
    [InlineData("(t / 10)::DECIMAL(10, 3)")]
    [InlineData("(t + 10)::VARCHAR")]
    [InlineData("strftime(TIMESTAMP '2024-01-01' + to_seconds(t * 40000), '%Y-%m-%dT%H:%M:%SZ')")]
    public void Any_type_of_time_orders(string expression)
    {
        string query = $"select 's' as session, 'i' || t as item, {expression} as time from (values (3), (9), (1), (11)) v(t)";
        Assert.Equal(["i1 i3 i9 i11"], Sessions(folder.Copy("e.parquet", query)));
    }

    [Fact]
    public void Numbers_written_as_text_are_ordered_as_numbers()
        => Assert.Equal(["a b"], Sessions(folder.Write("e.csv", "session,item,ts\ns,b,10\ns,a,9\n")));

    [Fact]
    public void Fractions_written_as_text_are_ordered_as_numbers()
        => Assert.Equal(["d a b c"], Sessions(folder.Write("e.csv", "session,item,ts\ns,c,10.5\ns,b,9\ns,a,-1e-3\ns,d,-2.5\n")));

    [Fact]
    public void A_position_replaces_a_time_with_gaps()
    {
        string path = folder.Write("e.csv", "session,item,timestamp,position\ns,c,1,2\ns,b,,1\ns,a,9,0\n");
        ReadReport report = Read(path).Report;
        Assert.Equal(["a b c"], Sessions(path));
        Assert.Equal("position, then file order", report.Ordering);
        Assert.Contains("Column 'timestamp' is empty in 1 of 3 rows, so 'position' orders the events.", report.Notes);
    }

    [Fact]
    public void File_order_replaces_a_time_that_most_rows_lack_and_no_position()
    {
        string path = folder.Write("e.csv", "session,item,timestamp\ns,c,1\ns,b,\ns,a,\n");
        Assert.Equal(["c b a"], Sessions(path));
        Assert.Contains("so file order orders the events", Assert.Single(Read(path).Report.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_position_orders_events_of_equal_time()
        => Assert.Equal(["a b c"], Sessions(folder.Write("e.csv", "session,item,timestamp,position\ns,b,1,2\ns,a,1,1\ns,c,2,0\n")));

    [Fact]
    public void Time_can_be_left_out()
        => Assert.Equal(["b a"], Sessions(folder.Write("e.csv", "session,item,ts\ns,b,2\ns,a,1\n"), All with { TimeColumn = "none" }));

    [Fact]
    public void Another_column_can_order()
    {
        string path = folder.Write("e.csv", "session,item,ts,other\ns,b,1,2\ns,a,2,1\n");
        ReadResult result = Read(path, All with { TimeColumn = "OTHER" });
        Assert.Equal(["a b"], Sessions(result.Corpus));
        Assert.Contains(new ColumnChoice(ColumnRole.Time, "other", "given"), result.Report.Columns);
    }

    [Fact]
    public void Events_of_a_basket_stay_together()
    {
        string path = folder.Write("e.csv", "user_id,item,ts,order_no\nu,a,1,x\nu,b,2,y\nu,c,3,x\nu,d,4,\nu,e,5,y\nu,f,6,\n");
        Assert.Equal(["a b c d e f"], Sessions(path));
        Assert.Equal(["a c b e d f"], Sessions(path, All with { BasketColumn = "order_no" }));
    }

    [Theory]
    [InlineData("epoch(t)::BIGINT")]
    [InlineData("epoch_ms(t)")]
    [InlineData("epoch(t)::DOUBLE + 0.25")]
    [InlineData("t")]
    [InlineData("t::VARCHAR")]
    public void A_gap_cuts_a_users_events(string time)
    {
        string query = $"""
            select u as user_id, i as item_id, {time} as ts from (values
            ('u', 'a', TIMESTAMP '2024-01-01 10:00:00'), ('u', 'c', TIMESTAMP '2024-01-01 11:00:01'),
            ('v', 'x', TIMESTAMP '2024-01-01 10:40:00'),
            ('u', 'b', TIMESTAMP '2024-01-01 10:30:00'), ('v', 'y', TIMESTAMP '2024-01-01 10:40:00')) r(u, i, t)
            """;
        string path = folder.Copy("e.parquet", query);
        ReadResult result = Read(path, All with { SessionGap = TimeSpan.FromMinutes(30) });
        Assert.Equal(["u: a b", "u: c", "v: x y"], WithUsers(result.Corpus));
        Assert.Contains(new ColumnChoice(ColumnRole.Session, "user_id", "the user's events are cut"), result.Report.Columns);
        Assert.Equal(["a b c", "x y"], Sessions(path));
    }
}
