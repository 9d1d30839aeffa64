using Item2Vec.Embeddings.Common;

namespace Item2Vec.Maps;

/// <summary>How items are laid out.</summary>
public enum MapMethod
{
    /// <summary>
    /// The two directions in which the vectors vary most: true distances on the large scale, and nothing of the neighbors.
    /// </summary>
    Pca = 0,

    /// <summary>t-SNE: neighbors stay neighbors.</summary>
    Tsne = 1,

    /// <summary>UMAP: neighbors stay close, in denser clusters with more room between them.</summary>
    Umap = 2,
}

/// <summary>Options of a map.</summary>
public sealed record MapOptions
{
    /// <summary>Maximum of <see cref="Perplexity"/> and <see cref="Neighbors"/>.</summary>
    public const int MaxNeighbors = 200;

    /// <summary>The method. Default t-SNE, which keeps the most neighbors (docs/maps.md).</summary>
    public MapMethod Method { get; init; } = MapMethod.Tsne;

    /// <summary>
    /// t-SNE: how many neighbors an item is attracted by, about; 1 to 200. Three times as many are looked up. Default 30 (as in
    /// scikit-learn).
    /// </summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>
    /// UMAP and clusters: neighbors per item, 2 to 200. More show larger structures. Default 15 (as in umap-learn).
    /// </summary>
    public int Neighbors { get; init; } = 15;

    /// <summary>UMAP: the distance below which neighbors are not drawn closer, 0 to 1. Default 0.1 (as in umap-learn).</summary>
    public double MinDistance { get; init; } = 0.1;

    /// <summary>
    /// Passes over all items, 0 for the default: 1500 for t-SNE and 500 for UMAP up to 100,000 items, else 750 and 200. Default 0.
    /// </summary>
    public int Epochs { get; init; }

    /// <summary>
    /// The column of attributes whose values are the clusters; null finds clusters in the graph of neighbors. Default null.
    /// </summary>
    public string? ClusterBy { get; init; }

    /// <summary>More give more and smaller clusters, 0 none; up to 1000. Default 1 (modularity as defined).</summary>
    public double ClusterResolution { get; init; } = 1;

    /// <summary>A cluster with fewer items is none. At least 1. Default 10.</summary>
    public int MinClusterSize { get; init; } = 10;

    /// <summary>Random seed. The same vectors, graph, options and seed give the same map. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads, 0 for one per processor. The map does not depend on it. Default 0.</summary>
    public int Threads { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (!Enum.IsDefined(Method)) problems.Add("the method must be pca, tsne or umap");
        if (!(Perplexity is >= 1 and <= MaxNeighbors)) problems.Add(Invariant($"perplexity {Perplexity} must be from 1 to {MaxNeighbors}"));
        if (Neighbors is < 2 or > MaxNeighbors) problems.Add($"{Neighbors} neighbors are not possible, from 2 to {MaxNeighbors} are");
        if (!(MinDistance is >= 0 and <= 1)) problems.Add(Invariant($"the minimum distance {MinDistance} must be from 0 to 1"));
        if (Epochs < 0) problems.Add($"{Epochs} epochs are not possible");
        if (!(ClusterResolution is >= 0 and <= 1000))
            problems.Add(Invariant($"the resolution of clusters {ClusterResolution} must be from 0 to 1000"));
        if (MinClusterSize < 1) problems.Add($"a cluster of {MinClusterSize} items is not possible");
        if (Threads < 0) problems.Add($"{Threads} threads are not possible");
        OptionProblems.Reject(problems);
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
