using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Search;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps.Neighbors;

/// <summary>The nearest neighbors of every item, nearest first, and their squared distances; off the managed heap.</summary>
internal sealed class NeighborLists : IDisposable
{
    /// <summary>Rows whose exact neighbors are found at once.</summary>
    private const int BlockRows = 2048;

    private const int ChunkRows = 64;

    /// <summary>Of squares that overflow: their differences and sums do not.</summary>
    private const float MaxSquare = 1e30f;

    private readonly NativeBuffer<int> rows;
    private readonly NativeBuffer<float> squares;

    public NeighborLists(int count, int length)
    {
        Count = count;
        Length = length;
        rows = NativeBuffer<int>.Allocate((long)count * length);
        squares = NativeBuffer<float>.Allocate((long)count * length);
    }

    /// <summary>The number of items.</summary>
    public int Count { get; }

    /// <summary>Neighbors per item.</summary>
    public int Length { get; }

    /// <summary>Finds them: through the graph of the index, or exactly where it has none.</summary>
    /// <param name="index">The index.</param>
    /// <param name="length">Neighbors per item; fewer if there are fewer items.</param>
    /// <param name="work">Threads, progress and cancellation.</param>
    public static NeighborLists Find(ItemIndex index, int length, MapWork work)
    {
        NeighborLists lists = new(index.Count, Math.Min(length, Math.Max(0, index.Count - 1)));
        try
        {
            if (lists.Length == 0) return lists;
            if (index.Graph is null) lists.FindExactly(index, work);
            else lists.FindByGraph(index, work);
            work.Report(index.Count, index.Count);
            return lists;
        }
        catch
        {
            lists.Dispose();
            throw;
        }
    }

    /// <summary>A copy of the first neighbors of every item.</summary>
    public NeighborLists First(int length)
    {
        NeighborLists first = new(Count, Math.Min(length, Length));
        for (int row = 0; row < Count; row++)
        {
            Rows(row)[..first.Length].CopyTo(first.Rows(row));
            Squares(row)[..first.Length].CopyTo(first.Squares(row));
        }

        return first;
    }

    /// <summary>The neighbors of an item.</summary>
    public Span<int> Rows(int row) => rows.Slice((long)row * Length, Length);

    /// <summary>Their squared distances.</summary>
    public Span<float> Squares(int row) => squares.Slice((long)row * Length, Length);

    public void Dispose()
    {
        rows.Dispose();
        squares.Dispose();
    }

    /// <summary>The squared Euclidean distance of two vectors as a map sees them, from the score of an index.</summary>
    public static float Square(Metric metric, float score) => metric switch
    {
        Metric.Cosine => Math.Max(0, 2 - (2 * score)),
        Metric.Euclidean => score * score,

        // Not a distance: only its order counts, and differences from the best.
        _ => -score,
    };

    private void FindExactly(ItemIndex index, MapWork work)
    {
        for (int from = 0; from < Count; from += BlockRows)
        {
            work.Report(from, Count);
            int to = Math.Min(Count, from + BlockRows);
            ScoredRow[][] answers = index.ExactRows([.. Enumerable.Range(from, to - from)], Length, work.Threads);
            for (int row = from; row < to; row++) Set(row, answers[row - from], index.Metric);
        }
    }

    private void FindByGraph(ItemIndex index, MapWork work)
    {
        SearchOptions options = new() { Threads = 1 };
        long done = 0;
        work.Each(Count, ChunkRows, (_, from, to) =>
        {
            ScoredRow[] found = new ScoredRow[Length];
            for (int row = from; row < to; row++) Set(row, found.AsSpan(0, index.SimilarRows(row, found, options)), index.Metric);
            if (Interlocked.Add(ref done, to - from) is long now && now % (ChunkRows * 32) == 0) work.Report(now, Count);
        });
    }

    private void Set(int row, ReadOnlySpan<ScoredRow> found, Metric metric)
    {
        Span<int> others = Rows(row);
        Span<float> distances = Squares(row);
        for (int i = 0; i < found.Length; i++)
        {
            float square = Square(metric, found[i].Score);
            others[i] = found[i].Row;
            distances[i] = float.IsNaN(square) ? MaxSquare : Math.Clamp(square, -MaxSquare, MaxSquare);
        }

        // Vectors whose scores are no numbers (they overflow) have those for neighbors that come next. None may be one twice.
        int other = row;
        for (int i = found.Length; i < others.Length; i++)
        {
            do other = (other + 1) % Count;
            while (others[..i].Contains(other));
            (others[i], distances[i]) = (other, i > 0 ? distances[i - 1] : 0);
        }

        // Dot products are differences from the best.
        float first = distances[0];
        if (metric == Metric.Dot)
            foreach (ref float distance in distances) distance = Math.Max(0, distance - first);
    }
}
