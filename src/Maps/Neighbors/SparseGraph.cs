using Item2Vec.Embeddings.Numerics;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps.Neighbors;

/// <summary>A symmetric graph with weights: the edges of each item one after another, by row; off the managed heap.</summary>
internal sealed class SparseGraph : IDisposable
{
    private const int ChunkRows = 1024;

    private readonly NativeBuffer<long> starts;
    private readonly NativeBuffer<int> columns;
    private readonly NativeBuffer<float> weights;

    private SparseGraph(int count, NativeBuffer<long> starts)
    {
        Count = count;
        this.starts = starts;
        columns = NativeBuffer<int>.Allocate(starts[count]);
        weights = NativeBuffer<float>.Allocate(starts[count]);
    }

    /// <summary>The number of items.</summary>
    public int Count { get; }

    /// <summary>Edges, each counted from both ends.</summary>
    public long Edges => starts[Count];

    public NativeBuffer<long> Starts => starts;

    public NativeBuffer<int> Columns => columns;

    public NativeBuffer<float> Weights => weights;

    /// <summary>
    /// A graph from the weights that each item gives to its neighbors: an edge has <c>combine(own, other's)</c>, where a weight that is not
    /// given is 0.
    /// </summary>
    /// <param name="lists">The neighbors; their order changes.</param>
    /// <param name="length">How many of each item's neighbors count.</param>
    /// <param name="given">Writes the weights of an item's neighbors over their distances.</param>
    /// <param name="combine">Symmetric.</param>
    /// <param name="work">Threads and cancellation.</param>
    public static SparseGraph Combine(
        NeighborLists lists, int length, Action<int, Span<float>> given, Func<float, float, float> combine, MapWork work)
    {
        // Lists by row, so that a mutual neighbor is found by halving.
        work.Each(lists.Count, ChunkRows, (_, from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                Span<float> own = lists.Squares(row)[..length];
                given(row, own);
                lists.Rows(row)[..length].Sort(own);
            }
        });

        int[] degrees = new int[lists.Count];
        work.Each(lists.Count, ChunkRows, (_, from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                Interlocked.Add(ref degrees[row], length);
                foreach (int other in lists.Rows(row)[..length])
                    if (lists.Rows(other)[..length].BinarySearch(row) < 0) Interlocked.Increment(ref degrees[other]);
            }
        });
        SparseGraph graph = new(lists.Count, Sums(degrees));
        try
        {
            graph.Fill(lists, length, combine, work);
            return graph;
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <summary>A graph from its rows: where each starts and the last one ends, the other ends of the edges, and their weights.</summary>
    public static SparseGraph Of(IReadOnlyList<long> starts, List<int> columns, List<float> weights)
    {
        SparseGraph graph = new(starts.Count - 1, NativeBuffer<long>.Copy([.. starts]));
        for (int i = 0; i < columns.Count; i++) (graph.columns[i], graph.weights[i]) = (columns[i], weights[i]);
        return graph;
    }

    /// <summary>The neighbors of an item.</summary>
    public Span<int> Row(int row) => columns.Slice(starts[row], (int)(starts[row + 1] - starts[row]));

    /// <summary>The weights of its edges.</summary>
    public Span<float> WeightsOf(int row) => weights.Slice(starts[row], (int)(starts[row + 1] - starts[row]));

    public void Dispose()
    {
        starts.Dispose();
        columns.Dispose();
        weights.Dispose();
    }

    private static NativeBuffer<long> Sums(int[] degrees)
    {
        NativeBuffer<long> starts = NativeBuffer<long>.Allocate(degrees.Length + 1L);
        for (int row = 0; row < degrees.Length; row++) starts[row + 1] = starts[row] + degrees[row];
        return starts;
    }

    private void Fill(NeighborLists lists, int length, Func<float, float, float> combine, MapWork work)
    {
        int[] filled = new int[Count];
        work.Each(Count, ChunkRows, (_, from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                ReadOnlySpan<int> others = lists.Rows(row)[..length];
                ReadOnlySpan<float> own = lists.Squares(row)[..length];
                for (int i = 0; i < length; i++)
                {
                    int back = lists.Rows(others[i])[..length].BinarySearch(row);
                    float weight = combine(own[i], back < 0 ? 0 : lists.Squares(others[i])[back]);
                    Add(row, others[i], weight);
                    if (back < 0) Add(others[i], row, weight);
                }
            }
        });

        // Threads added the edges of a row in any order.
        work.Each(Count, ChunkRows, (_, from, to) =>
        {
            for (int row = from; row < to; row++) Row(row).Sort(WeightsOf(row));
        });

        void Add(int row, int other, float weight)
        {
            long at = starts[row] + Interlocked.Increment(ref filled[row]) - 1;
            columns[at] = other;
            weights[at] = weight;
        }
    }
}
