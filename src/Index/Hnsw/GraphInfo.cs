using Item2Vec.Embeddings.Common;

namespace Item2Vec.Indexing.Hnsw;

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
