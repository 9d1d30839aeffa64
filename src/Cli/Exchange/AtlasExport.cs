using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Data;
using Item2Vec.Data.VectorTables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Search;
using Item2Vec.Maps;

namespace Item2Vec.Cli.Exchange;

/// <summary>Lays the items out and writes the table that Embedding Atlas shows.</summary>
internal static class AtlasExport
{
    /// <summary>The name of the format.</summary>
    public const string Format = "atlas";

    /// <summary>As many as Embedding Atlas looks up where a table has none.</summary>
    private const int Neighbors = 15;

    /// <summary>Writes the table.</summary>
    public static void Write(CliContext context, ItemIndex index, MapMethod method, string path, CancellationToken cancel)
    {
        if (index.Count == 0) throw new Item2VecException("the model has no items", "train one that has");
        int threads = context.Value(GlobalOptions.Threads) is > 0 and int given ? given : Environment.ProcessorCount;
        MapOptions options = new() { Method = method, Seed = context.Value(GlobalOptions.Seed), Threads = threads };
        ItemMap map = MapBar.Run(context, bar => ItemMap.Create(index, options, bar, cancel));
        AtlasLayout layout = new(
            map.X.ToArray(), map.Y.ToArray(), row => map.ClusterOf[row] is >= 0 and int cluster ? map.Clusters[cluster].Label : null,
            Math.Min(Neighbors, index.Count - 1), (row, rows, distances) => Find(index, row, rows, distances));
        MapBar.Run(context, bar =>
        {
            AtlasTable.Write(index.Vectors, path, layout, threads, bar?.OfNeighbors(index.Count), cancel);
            return true;
        });
    }

    private static int Find(ItemIndex index, int row, Span<int> rows, Span<double> distances)
    {
        Span<ScoredRow> found = stackalloc ScoredRow[Neighbors];
        int count = index.SimilarRows(row, found[..rows.Length], new SearchOptions { Threads = 1 });
        for (int i = 0; i < count; i++) (rows[i], distances[i]) = (found[i].Row, Distance(index.Metric, found[i].Score));
        return count;
    }

    /// <summary>A score as a distance: smaller is nearer.</summary>
    private static double Distance(Metric metric, float score) => metric switch
    {
        Metric.Cosine => 1 - (double)score,
        Metric.Euclidean => score,
        _ => -(double)score,
    };
}
