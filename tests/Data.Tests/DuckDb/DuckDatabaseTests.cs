using DuckDB.NET.Native;
using Item2Vec.Data.DuckDb;

namespace Item2Vec.Data.Tests.DuckDb;

public sealed class DuckDatabaseTests
{
    [Fact]
    public void Values_of_every_width_come_out_as_spans()
    {
        using DuckDatabase database = new();
        using DuckResult result = database.Query(
            "select -1::TINYINT, 2::USMALLINT, -3::INTEGER, 4::BIGINT, 5.5::FLOAT, 6.5::DOUBLE, 7::UBIGINT, "
                + "12.34::DECIMAL(6, 2), DATE '1970-01-02'");
        Assert.True(result.MoveNext());
        DuckChunk chunk = result.Current;
        Assert.Equal(1, chunk.Count);
        Assert.Equal(-1, chunk[0].Values<sbyte>()[0]);
        Assert.Equal(2, chunk[1].Values<ushort>()[0]);
        Assert.Equal(-3, chunk[2].Values<int>()[0]);
        Assert.Equal(4L, chunk[3].Values<long>()[0]);
        Assert.Equal(5.5f, chunk[4].Values<float>()[0]);
        Assert.Equal(6.5, chunk[5].Values<double>()[0]);
        Assert.Equal(7UL, chunk[6].Values<ulong>()[0]);
        Assert.Equal(1234, chunk[7].Values<int>()[0]);
        Assert.Equal(1, chunk[8].Values<int>()[0]);
        Assert.Equal(
            [
                DuckDBType.TinyInt, DuckDBType.UnsignedSmallInt, DuckDBType.Integer, DuckDBType.BigInt, DuckDBType.Float, DuckDBType.Double,
                DuckDBType.UnsignedBigInt, DuckDBType.Decimal, DuckDBType.Date
            ],
            Enumerable.Range(0, result.ColumnCount).Select(result.ColumnType));
        Assert.False(result.MoveNext());
    }

    [Fact]
    public void Short_and_long_texts_and_nulls_come_out()
    {
        using DuckDatabase database = new();
        using DuckResult result = database.Query(
            "select * from (values ('twelve bytes'), ('thirteen byte'), (null), (''), ('ü')) v(some_name)");
        Assert.Equal("some_name", result.ColumnName(0));
        Assert.True(result.MoveNext());
        Assert.Equal(new List<string?> { "twelve bytes", "thirteen byte", null, "", "ü" }, Texts(result));
    }

    [Fact]
    public void Lists_come_out_as_offsets_into_their_elements()
    {
        using DuckDatabase database = new();
        using DuckResult result = database.Query(
            "select * from (values (['a', null]), ([]), (null), (['long enough to leave the entry'])) v(x)");
        Assert.True(result.MoveNext());
        DuckColumn lists = result.Current[0];
        Assert.Equal([2UL, 0UL], [lists.Values<DuckDBListEntry>()[0].Length, lists.Values<DuckDBListEntry>()[1].Length]);
        Assert.True(lists.IsNull(2));
        DuckColumn elements = lists.Elements;
        Assert.Equal("a", elements.Text(0));
        Assert.Null(elements.Text(1));
        Assert.Equal("long enough to leave the entry", elements.Text((int)lists.Values<DuckDBListEntry>()[3].Offset));
    }

    [Fact]
    public void Parameters_are_values_not_SQL()
    {
        using DuckDatabase database = new();
        using DuckResult result = database.Query("select $1 || '!', $2::BIGINT + 1", "it's; drop", 41L);
        Assert.True(result.MoveNext());
        Assert.Equal("it's; drop!", result.Current[0].Text(0));
        Assert.Equal(42L, result.Current[1].Values<long>()[0]);
    }

    [Fact]
    public void A_parameter_goes_on_behind_a_zero_character()
    {
        using DuckDatabase database = new();
        using DuckResult result = database.Query("select length($1), $1", "a\0b");
        Assert.True(result.MoveNext());
        Assert.Equal(3L, result.Current[0].Values<long>()[0]);
        Assert.Equal("a\0b", result.Current[1].Text(0));
    }

    [Fact]
    public void Rows_stream_in_chunks()
    {
        using DuckDatabase database = new(new DuckSettings { Threads = 2 });
        using DuckResult result = database.Query("select i from range(100000) t(i)");
        long next = 0;
        int chunks = 0;
        for (; result.MoveNext(); chunks++)
            foreach (long value in result.Current[0].Values<long>()) Assert.Equal(next++, value);
        Assert.Equal(100_000, next);
        Assert.True(chunks > 10);
    }

    [Fact]
    public void A_wrong_statement_is_refused_with_DuckDBs_words()
    {
        using DuckDatabase database = new();
        Assert.Contains(
            "no_such_column",
            Assert.Throws<DuckException>(() => database.Query("select no_such_column")).Message,
            StringComparison.Ordinal);
        Assert.Equal(1, database.Number("select 1"));
    }

    [Fact]
    public void A_failure_on_the_way_is_not_taken_for_the_end()
    {
        using DuckDatabase database = new(new DuckSettings { Threads = 1 });
        using DuckResult result = database.Query("select (case when i = 4999999 then 'x' else '1' end)::INTEGER from range(5000000) t(i)");
        Assert.True(result.MoveNext());
        Assert.Contains("Could not convert", Assert.Throws<DuckException>(() =>
        {
            while (result.MoveNext())
            {
            }
        }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_statement_is_cancelled()
    {
        using CancellationTokenSource source = new();
        TaskCompletionSource started = new();
        bool pairing = false;
        using DuckDatabase database = new(null, _ =>
        {
            if (Volatile.Read(ref pairing)) started.TrySetResult();
        }, source.Token);

        // Scans of tables report their progress, others need not. All pairs would take hours.
        database.Execute("create table t as select i from range(1000000) t(i)");
        Volatile.Write(ref pairing, true);
        Task running = Task.Run(() => database.Execute("select sum(hash(a.i, b.i) & 1) from t a, t b"));
        Assert.Same(started.Task, await Task.WhenAny(started.Task, running));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public void Progress_is_told()
    {
        double last = -1;
        using DuckDatabase database = new(new DuckSettings { Threads = 1 }, fraction => last = Math.Max(last, fraction));
        database.Execute("create table t as select i, md5(i::VARCHAR) as m from range(300000) t(i)");

        // A statement that ends between two looks is told nothing of.
        for (int time = 0; time < 100 && last < 0; time++) database.Execute("select count(distinct md5(m || m)) from t");
        Assert.InRange(last, 0, 1);
    }

    [Fact]
    public void Extensions_are_never_fetched()
    {
        using DuckDatabase database = new();
        Assert.Equal("false", database.Text("select current_setting('autoinstall_known_extensions')"));
        Assert.Equal("false", database.Text("select current_setting('autoload_known_extensions')"));
    }

    [Fact]
    public void A_wrong_setting_is_refused()
        => Assert.Throws<DuckException>(
            () => new DuckDatabase(new DuckSettings { Threads = 1, TempDirectory = "/tmp", MemoryLimit = 1 })
                .Execute("create table t as select * from range(1000000)"));

    private static List<string?> Texts(DuckResult result)
    {
        List<string?> texts = [];
        for (int i = 0; i < result.Current.Count; i++) texts.Add(result.Current[0].Text(i));
        return texts;
    }
}
