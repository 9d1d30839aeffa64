using Item2Vec.Embeddings.Vectors;
using Parquet;
using Parquet.Schema;
using static Item2Vec.Data.VectorTables.VectorTableColumns;

namespace Item2Vec.Data.VectorTables;

/// <summary>Writes a map as the table that Embedding Atlas reads, row group by row group.</summary>
internal sealed class AtlasTableWriter
{
    private const string X = "x", Y = "y", Cluster = "cluster", Neighbors = "neighbors";

    private const int RowsPerGroup = 1 << 15;

    private readonly ItemVectors vectors;
    private readonly AtlasLayout layout;
    private readonly int threads;
    private readonly ItemColumns items;
    private readonly DataField x = new(X, typeof(float), isNullable: false);
    private readonly DataField y = new(Y, typeof(float), isNullable: false);
    private readonly DataField cluster = new(Cluster, typeof(string), isNullable: true);
    private readonly DataField ids = new(ListField.ElementName, typeof(int), isNullable: false);
    private readonly DataField distances = new(ListField.ElementName, typeof(double), isNullable: false);
    private readonly ParquetSchema schema;

    public AtlasTableWriter(ItemVectors vectors, AtlasLayout layout, int threads)
    {
        this.vectors = vectors;
        this.layout = layout;
        this.threads = threads;
        items = new ItemColumns(
            vectors, name => IsTaken(name) || new[] { X, Y, Cluster, Neighbors }.Contains(name, StringComparer.OrdinalIgnoreCase));
        StructField neighbors = new(Neighbors, new ListField("ids", ids), new ListField("distances", distances));
        schema = new ParquetSchema([.. items.Fields, x, y, cluster, neighbors]);
    }

    public async Task WriteAsync(Stream stream, IProgress<int>? progress, CancellationToken cancel)
    {
        ParquetOptions options = new() { CompressionMethod = CompressionMethod.Snappy };
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream, options, cancellationToken: cancel)
            .ConfigureAwait(false);
        for (int first = 0; first < vectors.Count; first += RowsPerGroup)
        {
            progress?.Report(first);
            await WriteGroupAsync(writer, first, Math.Min(RowsPerGroup, vectors.Count - first), cancel).ConfigureAwait(false);
        }
    }

    private async Task WriteGroupAsync(ParquetWriter writer, int first, int rows, CancellationToken cancel)
    {
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        await items.WriteAsync(group, first, rows).ConfigureAwait(false);
        await group.WriteAsync<float>(x, layout.X.Slice(first, rows), cancellationToken: cancel).ConfigureAwait(false);
        await group.WriteAsync<float>(y, layout.Y.Slice(first, rows), cancellationToken: cancel).ConfigureAwait(false);
        string[] clusters = [.. Enumerable.Range(first, rows).Select(row => layout.ClusterOf(row)!)];
        await group.WriteAsync(cluster, clusters).ConfigureAwait(false);
        await WriteNeighborsAsync(group, first, rows, cancel).ConfigureAwait(false);
    }

    private async Task WriteNeighborsAsync(ParquetRowGroupWriter group, int first, int rows, CancellationToken cancel)
    {
        int[] found = new int[rows];
        int[] near = new int[rows * layout.Neighbors];
        double[] far = new double[near.Length];
        ParallelOptions parallel = new() { CancellationToken = cancel, MaxDegreeOfParallelism = threads };
        Parallel.For(0, rows, parallel, i => found[i] = layout.NeighborsOf(
            first + i, near.AsSpan(i * layout.Neighbors, layout.Neighbors), far.AsSpan(i * layout.Neighbors, layout.Neighbors)));

        // An empty list has levels, too, but no value.
        int values = found.Sum();
        int levels = found.Sum(count => Math.Max(1, count));
        (int[] defined, int[] repeated) = (new int[levels], new int[levels]);
        for (int i = 0, value = 0, level = 0; i < rows; i++)
        {
            near.AsSpan(i * layout.Neighbors, found[i]).CopyTo(near.AsSpan(value));
            far.AsSpan(i * layout.Neighbors, found[i]).CopyTo(far.AsSpan(value));
            value += found[i];
            for (int at = 0; at < Math.Max(1, found[i]); at++, level++)
            {
                defined[level] = found[i] == 0 ? ids.MaxDefinitionLevel - 1 : ids.MaxDefinitionLevel;
                repeated[level] = at == 0 ? 0 : ids.MaxRepetitionLevel;
            }
        }

        await group.WriteAllPartsAsync<int>(ids, near.AsMemory(0, values), defined, repeated, cancel).ConfigureAwait(false);
        await group.WriteAllPartsAsync<double>(distances, far.AsMemory(0, values), defined, repeated, cancel).ConfigureAwait(false);
    }
}
