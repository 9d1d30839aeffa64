using System.Globalization;
using Item2Vec.Data.Columns;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Options;
using Item2Vec.Data.Sinks;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Events;

/// <summary>The items above the minimum count, most frequent first (ties by the bytes of the id), and what was dropped.</summary>
/// <param name="Items">The vocabulary; the table <c>vocabulary(item, n, row)</c> has the same.</param>
/// <param name="MinCount">The minimum count.</param>
/// <param name="EmptyItems">Events whose item is null or empty.</param>
/// <param name="RareItems">Distinct items below the minimum count.</param>
/// <param name="RareEvents">Their events.</param>
/// <param name="HashesDistinct">Whether DuckDB's hashes of all items, including rare and empty ones, are distinct.</param>
internal sealed record ItemCounts(
    Vocabulary Items, MinCount MinCount, long EmptyItems, long RareItems, long RareEvents, bool HashesDistinct)
{
    /// <summary>Whether joining events with the vocabulary is better than carrying hashes through the sort.</summary>
    public bool MustJoin => !HashesDistinct || RareEvents + EmptyItems > Items.TotalCount / 4;

    public static ItemCounts Count(DuckDatabase database, InputTable table, ColumnPlan plan, int? given)
    {
        database.Execute("create temp table counts as select item, count(*) as n from events group by item");
        MinCount least = given is { } value ? new MinCount(value) : Choose(database);
        int minCount = least.Value;
        long emptyItems, rareItems, rareEvents, maxCount, maxBytes, all;
        string rare = string.Create(CultureInfo.InvariantCulture, $"item <> '' and n < {minCount}");
        using (DuckResult result = database.Query(
            "select sum(n) filter (item is null or item = '')::BIGINT, "
            + $"count(*) filter ({rare}), sum(n) filter ({rare})::BIGINT, max(n) filter (item <> ''), max(strlen(item)), "
            + "sum(n)::BIGINT from counts"))
        {
            result.MoveNext();
            (emptyItems, rareItems, rareEvents) = (At(result, 0), At(result, 1), At(result, 2));
            (maxCount, maxBytes, all) = (At(result, 3), At(result, 4), At(result, 5));
        }

        if (maxBytes > Vocabulary.MaxItemBytes) throw TooLong(database, table, maxBytes);
        if (all == 0) throw new Item2VecException($"{table.Title} holds no events", "check how the file was written");
        if (emptyItems == all)
            throw new Item2VecException($"{table.Title}: column '{plan.Item.Name}' is empty in every row",
                "give another column with ItemColumn") { Option = nameof(SessionReaderOptions.ItemColumn) };
        if (maxCount < minCount) throw BadCounts.AllRare(table.Title, minCount, rareItems, maxCount);
        database.Execute(
            "create temp table vocabulary as select item, n, (row_number() over (order by n desc, item) - 1)::INTEGER as row from counts "
            + string.Create(CultureInfo.InvariantCulture, $"where n >= {minCount} and item <> ''"));
        bool distinct = database.Number("select count(distinct hash(item)) - count(*) from counts") == 0;
        database.Execute("drop table counts");
        Vocabulary items = Load(database, "select item, n from vocabulary order by row");
        return new ItemCounts(items, least, emptyItems, rareItems, rareEvents, distinct);
    }

    /// <summary>Counts the users' events of vocabulary items into <c>users(item, n, row)</c>.</summary>
    public static Vocabulary CountUsers(DuckDatabase database, InputTable table)
    {
        database.Execute(
            "create temp table users as select item, n, (row_number() over (order by n desc, item) - 1)::INTEGER as row from "
            + "(select e.u as item, count(*) as n from events e join vocabulary v on e.item = v.item where e.u <> '' group by e.u)");
        long maxBytes = database.Number("select max(strlen(item)) from users");
        if (maxBytes > Vocabulary.MaxItemBytes)
            throw new Item2VecException($"{table.Title} has a user id of {maxBytes} bytes; an id has at most {Vocabulary.MaxItemBytes}",
                "shorten it, or leave users out with UserColumn = none") { Option = nameof(SessionReaderOptions.UserColumn) };
        return Load(database, "select item, n from users order by row");
    }

    /// <summary>The minimum for the counts of the items.</summary>
    private static MinCount Choose(DuckDatabase database)
    {
        long[] events = new long[MinCount.Default];
        IEnumerable<string> rare = Enumerable.Range(1, events.Length - 1).Select(
            count => string.Create(CultureInfo.InvariantCulture, $"sum(n) filter (n = {count})::BIGINT"));
        using DuckResult result = database.Query($"select sum(n)::BIGINT, {string.Join(", ", rare)} from counts where item <> ''");
        result.MoveNext();
        for (int count = 1; count < events.Length; count++) events[count] = At(result, count);
        return MinCount.For(events, At(result, 0));
    }

    private static Vocabulary Load(DuckDatabase database, string sql)
    {
        VocabularyBuilder builder = new();
        using DuckResult result = database.Query(sql);
        while (result.MoveNext())
        {
            DuckColumn items = result.Current[0];
            ReadOnlySpan<long> counts = result.Current[1].Values<long>();
            for (int i = 0; i < counts.Length; i++) builder.Add(items.Utf8(i), counts[i]);
        }

        return builder.Build();
    }

    private static Item2VecException TooLong(DuckDatabase database, InputTable table, long maxBytes)
    {
        string tooLong = string.Create(CultureInfo.InvariantCulture, $"strlen(item) > {Vocabulary.MaxItemBytes}");
        long row = database.Number($"select min(rn) from events where {tooLong}");
        string start = database.Text($"select left(item, 20) from counts where {tooLong} order by item limit 1") ?? string.Empty;
        return BadCounts.TooLong(table.Locate(row), maxBytes, start);
    }

    private static long At(DuckResult result, int column)
        => result.Current[column].IsNull(0) ? 0 : result.Current[column].Values<long>()[0];
}
