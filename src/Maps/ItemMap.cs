using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing;
using Item2Vec.Maps.Components;
using Item2Vec.Maps.Spaces;
using Item2Vec.Maps.Work;

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
    private readonly float[] x;
    private readonly float[] y;
    private readonly int[] clusterOf;

    private ItemMap(
        ItemIndex index, MapOptions options, PrincipalComponents components, float[] x, float[] y, int[] clusterOf, MapCluster[] clusters)
    {
        this.index = index;
        this.components = components;
        this.x = x;
        this.y = y;
        this.clusterOf = clusterOf;
        Options = options;
        Clusters = clusters;
    }

    /// <summary>The options that it was made with.</summary>
    public MapOptions Options { get; }

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
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        using VectorSpace space = new(index);
        PrincipalComponents components = PrincipalComponents.Find(space, options.Seed, Work(MapStage.Components));
        float[] x = new float[space.Count];
        float[] y = new float[space.Count];
        Work(MapStage.Layout).Each(space.Count, 4096, (_, from, to) =>
        {
            float[] vector = new float[space.Dimensions];
            for (int row = from; row < to; row++)
            {
                space.Read(row, vector);
                (x[row], y[row]) = components.Project(vector);
            }
        });
        int[] clusterOf = new int[space.Count];
        Array.Fill(clusterOf, -1);
        return new ItemMap(index, options, components, x, y, clusterOf, []);

        MapWork Work(MapStage stage)
            => new(
                threads, progress is null ? null : (done, total) => progress.Report(new MapProgress(stage, done, total)),
                cancellationToken);
    }

    /// <summary>The place of a vector that need not be an item's, such as an analogy or a new item.</summary>
    /// <param name="vector">As many finite numbers as the index has dimensions.</param>
    /// <exception cref="ArgumentException">The vector has another length or holds a number that is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The index has been disposed.</exception>
    public (float X, float Y) Place(ReadOnlySpan<float> vector)
    {
        if (vector.Length != index.Dimensions)
            throw new ArgumentException($"The vector has {vector.Length} numbers, {index.Dimensions} were expected.", nameof(vector));
        using VectorSpace space = new(index);
        float[] read = new float[vector.Length];
        space.Read(vector, read);
        return components.Project(read);
    }
}
