namespace Item2Vec.Embeddings.Numerics;

/// <summary>Scores of every row of a matrix for some queries: <c>scores[q][r] = query_q . row_r</c>, a blocked matrix product.</summary>
internal static unsafe class ScoreProduct
{
    /// <summary>100 kB of 100-dimensional vectors: they stay in the L2 cache for all queries.</summary>
    private const int BlockRows = 256;

    /// <summary>Computes the scores of the first <paramref name="count"/> queries.</summary>
    /// <param name="rows">The rows, n x dimensions.</param>
    /// <param name="queries">The queries, at least <paramref name="count"/> x dimensions.</param>
    /// <param name="count">How many queries there are.</param>
    /// <param name="scores">Receives the scores, at least <paramref name="count"/> x n.</param>
    public static void Compute(EmbeddingMatrix rows, EmbeddingMatrix queries, int count, EmbeddingMatrix scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(queries.Stride, rows.Stride);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Math.Min(queries.Rows, scores.Rows));
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Dimensions, rows.Rows);
        RowBlock left = new(queries.Pointer, queries.Stride, count);
        for (int from = 0; from < rows.Rows; from += BlockRows)
        {
            int size = Math.Min(BlockRows, rows.Rows - from);
            for (int query = 0; query < count; query++) scores.Row(query).Slice(from, size).Clear();
            RowBlock right = new(rows.Pointer + ((nint)from * rows.Stride), rows.Stride, size);
            ProductKernel.Default.Add(1, left, right, rows.Stride, new RowBlock(scores.Pointer + from, scores.Stride, count));
        }

        GC.KeepAlive(rows);
        GC.KeepAlive(queries);
        GC.KeepAlive(scores);
    }
}
