using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing;
using Item2Vec.Maps.Clusters;
using Item2Vec.Maps.Components;
using Item2Vec.Maps.Spaces;

namespace Item2Vec.Maps;

/// <summary>A place in the plane for each item of an index, and clusters with labels.</summary>
/// <remarks>
/// Immutable and thread-safe. Row i of <see cref="X"/>, <see cref="Y"/> and <see cref="ClusterOf"/> is row i of the index. The index stays
/// the caller's, and only <see cref="Place(ReadOnlySpan{float})"/> needs it later.
/// </remarks>
public sealed class ItemMap
{
    private readonly ItemIndex index;
    private readonly PrincipalComponents components;
    private readonly VectorScale scale;
    private readonly float[] x;
    private readonly float[] y;
    private readonly int[] clusterOf;

    private ItemMap(ItemIndex index, MapOptions options, MapBuilder built, MapCluster[] clusters)
    {
        this.index = index;
        components = built.Components;
        scale = built.Scale;
        x = built.X;
        y = built.Y;
        clusterOf = built.Clusters.Of;
        Method = built.Method;
        Options = options;
        Clusters = clusters;
    }

    /// <summary>The options that it was made with.</summary>
    public MapOptions Options { get; }

    /// <summary>The method that it was made by: that of the options, or PCA for fewer than four items.</summary>
    public MapMethod Method { get; }

    /// <summary>The number of items.</summary>
    public int Count => x.Length;

    /// <summary>The horizontal place of each item; finite, and centered at 0.</summary>
    public ReadOnlySpan<float> X => x;

    /// <summary>The vertical place of each item.</summary>
    public ReadOnlySpan<float> Y => y;

    /// <summary>The cluster of each item, a place in <see cref="Clusters"/>; -1 for an item in none.</summary>
    public ReadOnlySpan<int> ClusterOf => clusterOf;

    /// <summary>The clusters, largest first.</summary>
    public IReadOnlyList<MapCluster> Clusters { get; }

    /// <summary>Lays the items of an index out.</summary>
    /// <param name="index">The index. Its graph finds the neighbors; without one every item is compared with every other.</param>
    /// <param name="options">Options; null takes the defaults.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="Item2VecException">An option is out of range (<see cref="ErrorCode.Usage"/>), or there is no such column
    /// (<see cref="ErrorCode.NotFound"/>).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ItemMap Create(
        ItemIndex index, MapOptions? options = null, IProgress<MapProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        options ??= new MapOptions();
        options.Validate();
        MapBuilder builder = new(index, options, progress, cancellationToken);
        builder.Run();
        ItemClusters clusters = builder.Clusters;
        string[] labels = clusters.Names
            ?? ClusterLabels.Of(index.Vectors.Vocabulary, index.Vectors.Attributes, clusters.Of, clusters.Sizes.Length);
        (float X, float Y)[] places = clusters.LabelPlaces(builder.X, builder.Y);
        return new ItemMap(index, options, builder, [.. labels.Select((label, i) =>
            new MapCluster(clusters.Sizes[i], label, places[i].X, places[i].Y))]);
    }

    /// <summary>The place of a vector that need not be an item's, such as an analogy or a new item.</summary>
    /// <param name="vector">As many finite numbers as the index has dimensions.</param>
    /// <exception cref="ArgumentException">The vector has another length or holds a number that is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The index has been disposed.</exception>
    public (float X, float Y) Place(ReadOnlySpan<float> vector)
    {
        if (vector.Length != index.Dimensions)
            throw new ArgumentException($"The vector has {vector.Length} numbers, {index.Dimensions} were expected.", nameof(vector));
        if (Method != MapMethod.Pca) return Placement.Of(index, vector, x, y);
        if (FiniteNumbers.IndexOfOther(vector) >= 0)
            throw new ArgumentException("The vector holds a number that is not finite.", nameof(vector));
        float[] read = new float[vector.Length];
        scale.Read(vector, read);
        return components.Project(read);
    }
}
