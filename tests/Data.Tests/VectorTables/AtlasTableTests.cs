using System.Globalization;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.VectorTables;
using Item2Vec.Embeddings.Vectors;
using static Item2Vec.Data.Tests.VectorTables.Tables;

namespace Item2Vec.Data.Tests.VectorTables;

/// <summary>The table for Embedding Atlas, as DuckDB reads it.</summary>
public sealed class AtlasTableTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Item i lies at (i, -i), in cluster "even" or none, and has i % 4 of the items after it for neighbors.</summary>
    private static AtlasLayout Layout(int count) => new(
        Enumerable.Range(0, count).Select(i => (float)i).ToArray(), Enumerable.Range(0, count).Select(i => 0 - (float)i).ToArray(),
        row => row % 2 == 0 ? "even" : null, 3,
        (row, neighbors, distances) =>
        {
            for (int i = 0; i < row % 4; i++) (neighbors[i], distances[i]) = ((row + i + 1) % count, (row + i) / 8.0);
            return row % 4;
        });

    private string[] Rows(string query)
    {
        using DuckDatabase database = new();
        using DuckResult result = database.Query(query.Replace("TABLE", $"'{folder["a.parquet"]}'", StringComparison.Ordinal));
        List<string> rows = [];
        while (result.MoveNext())
            for (int i = 0; i < result.Current.Count; i++) rows.Add(result.Current[0].Text(i)!);
        return [.. rows];
    }

    [Fact]
    public void Columns_have_the_names_and_types_that_are_expected()
    {
        using ItemVectors vectors = Sample();
        AtlasTable.Write(vectors, folder["a.parquet"], Layout(vectors.Count));
        Assert.Equal(
            [
                "item VARCHAR", "count BIGINT", "title VARCHAR", "attribute_count VARCHAR", "x FLOAT", "y FLOAT", "cluster VARCHAR",
                "neighbors STRUCT(ids INTEGER[], distances DOUBLE[])",
            ],
            Rows("select column_name || ' ' || column_type from (describe select * from TABLE)"));
        Assert.Equal(
            [
                "1 One 0.0 0.0 even {'ids': [], 'distances': []}", "zwei – b c - 1.0 -1.0 - {'ids': [2], 'distances': [0.125]}",
                "% Dreiß 2.0 -2.0 even {'ids': [3, 0], 'distances': [0.25, 0.375]}",
                "cold - 3.0 -3.0 - {'ids': [0, 1, 2], 'distances': [0.375, 0.5, 0.625]}",
            ],
            Rows("""
                select concat_ws(' ', item, coalesce(title, '-'), x, y, coalesce(cluster, '-'), neighbors)
                from TABLE order by file_row_number
                """));
    }

    [Fact]
    public void Row_groups_and_threads_change_nothing()
    {
        const int count = 70_000;
        using ItemVectors vectors = Random(count, 1);
        AtlasTable.Write(vectors, folder["a.parquet"], Layout(count), threads: 2);
        Assert.Equal(["3"], Rows("select cast(count(distinct row_group_id) as varchar) from parquet_metadata(TABLE)"));
        Assert.Equal(
            [string.Create(CultureInfo.InvariantCulture, $"{count} 0 0 0")],
            Rows($"""
                select concat_ws(' ', count(*), count(*) filter (x <> file_row_number or y <> -file_row_number),
                    count(*) filter (len(neighbors.ids) <> file_row_number % 4 or len(neighbors.distances) <> file_row_number % 4),
                    count(*) filter (file_row_number % 4 > 0 and (neighbors.ids[1] <> (file_row_number + 1) % {count}
                        or neighbors.distances[1] <> file_row_number / 8)))
                from TABLE
                """));
    }

    [Fact]
    public void What_does_not_fit_or_is_stopped_leaves_nothing()
    {
        using ItemVectors vectors = Sample();
        Assert.Throws<ArgumentException>(() => AtlasTable.Write(vectors, folder["a.parquet"], Layout(3)));
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => AtlasTable.Write(vectors, folder["a.parquet"], Layout(vectors.Count), cancellationToken: stop.Token));
        Assert.False(File.Exists(folder["a.parquet"]));
    }
}
