using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing.Quantization;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>A graph over a matrix, the codes used to search it, and its options. Immutable and thread-safe.</summary>
/// <param name="Graph">The links.</param>
/// <param name="Codes">The codes of the matrix's rows.</param>
/// <param name="Options">How it was built.</param>
internal sealed record HnswIndex(HnswGraph Graph, CodeMatrix Codes, IndexOptions Options) : IDisposable
{
    /// <summary>The bytes of links and codes.</summary>
    public long Bytes => Codes.Data.Length + (sizeof(int) * (Graph.Links.Length + Graph.UpperRows.Length + Graph.UpperLinks.Length));

    /// <summary>A copy in process memory, in large pages: faster than a mapped file, which has none.</summary>
    public HnswIndex Loaded() => new(
        new HnswGraph(Graph.M, Graph.LevelCounts, Graph.Links.Clone(), Graph.UpperRows.Clone(), Graph.UpperLinks.Clone()),
        new CodeMatrix(Codes.Data.Clone(), Codes.Rows, Codes.Stride, Codes.Step),
        Options);

    /// <summary>Frees the memory, or releases the mapped file.</summary>
    public void Dispose()
    {
        Graph.Dispose();
        Codes.Data.Dispose();
    }
}

/// <summary>What a graph is.</summary>
/// <remarks>Thread-safe. Outlives its index, but for <see cref="CountLinks"/>.</remarks>
public sealed class GraphInfo
{
    private readonly HnswGraph graph;
    private readonly Lifetime use;

    internal GraphInfo(HnswIndex index, Lifetime use)
    {
        graph = index.Graph;
        this.use = use;
        Options = index.Options;
        LevelCounts = [.. index.Graph.LevelCounts];
        Bytes = index.Bytes;
    }

    /// <summary>How it was built.</summary>
    public IndexOptions Options { get; }

    /// <summary>The items of each level or above, level 0 first.</summary>
    public IReadOnlyList<int> LevelCounts { get; }

    /// <summary>The bytes of links and codes.</summary>
    public long Bytes { get; }

    /// <summary>Counts the links of level 0: reads all of them.</summary>
    /// <exception cref="ObjectDisposedException">The index has been disposed.</exception>
    public long CountLinks()
    {
        using Lease lease = use.Acquire(this);
        return graph.CountLinks();
    }
}
