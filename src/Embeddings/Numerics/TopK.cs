namespace Item2Vec.Embeddings.Numerics;

/// <summary>Keeps the best of a stream of scored rows: higher scores first, the lower row first among equals. NaN is never kept.</summary>
/// <remarks>
/// A heap with the worst on top, so that a row that is not kept costs one comparison. Not thread-safe; merge one per thread.
/// </remarks>
internal sealed class TopK
{
    private readonly float[] scores;
    private readonly int[] rows;
    private int count;

    public TopK(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        scores = new float[capacity];
        rows = new int[capacity];
    }

    /// <summary>A row with a lower score cannot be kept.</summary>
    public float Threshold => count < scores.Length ? float.NegativeInfinity : scores[0];

    public void Offer(int row, float score)
    {
        if (float.IsNaN(score)) return;
        if (count < scores.Length)
        {
            SiftUp(count++, row, score);
        }
        else if (IsWorse(scores[0], rows[0], score, row))
        {
            SiftDown(count, row, score);
        }
    }

    /// <summary>Offers everything that another instance kept.</summary>
    public void Merge(TopK other)
    {
        for (int i = 0; i < other.count; i++) Offer(other.rows[i], other.scores[i]);
    }

    /// <summary>The kept rows, best first; resets the instance.</summary>
    public (int Row, float Score)[] Take()
    {
        (int Row, float Score)[] best = new (int, float)[count];
        while (count > 0)
        {
            best[count - 1] = (rows[0], scores[0]);
            count--;
            if (count > 0) SiftDown(count, rows[count], scores[count]);
        }

        return best;
    }

    private static bool IsWorse(float score, int row, float otherScore, int otherRow)
        => score < otherScore || (score == otherScore && row > otherRow);

    private void SiftUp(int at, int row, float score)
    {
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!IsWorse(score, row, scores[parent], rows[parent])) break;
            Put(at, rows[parent], scores[parent]);
            at = parent;
        }

        Put(at, row, score);
    }

    /// <summary>Replaces the top of a heap of <paramref name="size"/>.</summary>
    private void SiftDown(int size, int row, float score)
    {
        int at = 0;
        while (true)
        {
            int child = (at * 2) + 1;
            if (child >= size) break;
            if (child + 1 < size && IsWorse(scores[child + 1], rows[child + 1], scores[child], rows[child])) child++;
            if (!IsWorse(scores[child], rows[child], score, row)) break;
            Put(at, rows[child], scores[child]);
            at = child;
        }

        Put(at, row, score);
    }

    private void Put(int at, int row, float score) => (rows[at], scores[at]) = (row, score);
}
