using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing;

/// <summary>What is looked for in a matrix: the rows with the highest <c>query . row * scale[row] + biasWeight * bias[row]</c>.</summary>
/// <param name="Query">As many numbers as the matrix has in a row, padding included (zeros).</param>
/// <param name="Scale">A factor for each row, or null for 1.</param>
/// <param name="Bias">A summand for each row, or null for 0.</param>
/// <param name="BiasWeight">What the summands are multiplied with.</param>
/// <param name="Excluded">Rows that are passed over.</param>
/// <param name="Count">The most rows to find.</param>
/// <param name="Threads">The most threads.</param>
internal sealed record RowQuery(
    float[] Query, NativeBuffer<float>? Scale, float[]? Bias, float BiasWeight, IReadOnlySet<int> Excluded, int Count, int Threads);

/// <summary>Exact search: scores every row. The caller keeps the matrix alive.</summary>
internal static unsafe class ExactSearch
{
    private const int BlockRows = 1024;

    /// <summary>Below so many floats a thread (4 MB) starting it costs more than it saves.</summary>
    private const long LeastPartFloats = 1 << 20;

    public static (int Row, float Score)[] Find(EmbeddingMatrix matrix, RowQuery query)
    {
        if (matrix.Rows == 0) return [];
        int capacity = Math.Min(query.Count, matrix.Rows);
        int parts = (int)Math.Clamp((long)matrix.Rows * matrix.Stride / LeastPartFloats, 1, query.Threads);
        if (parts == 1) return Scan(matrix, query, 0, matrix.Rows, capacity).Take();

        TopK[] found = new TopK[parts];
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part =>
        {
            int from = (int)((long)matrix.Rows * part / parts);
            int to = (int)((long)matrix.Rows * (part + 1) / parts);
            found[part] = Scan(matrix, query, from, to, capacity);
        });
        for (int part = 1; part < parts; part++) found[0].Merge(found[part]);
        return found[0].Take();
    }

    private static TopK Scan(EmbeddingMatrix matrix, RowQuery query, int from, int to, int capacity)
    {
        TopK best = new(capacity);
        DotKernel kernel = DotKernel.Default;
        float* scores = stackalloc float[BlockRows];
        fixed (float* q = query.Query)
        {
            for (int block = from; block < to; block += BlockRows)
            {
                int rows = Math.Min(BlockRows, to - block);
                kernel.Dots(q, matrix.Pointer + ((nint)block * matrix.Stride), matrix.Stride, rows, scores);
                if (query.Scale is not null) Scale(scores, query.Scale.Slice(block, rows));
                if (query.Bias is not null) AddBias(scores, query.Bias.AsSpan(block, rows), query.BiasWeight);
                Offer(best, block, new ReadOnlySpan<float>(scores, rows), query.Excluded);
            }
        }

        return best;
    }

    private static void Offer(TopK best, int firstRow, ReadOnlySpan<float> scores, IReadOnlySet<int> excluded)
    {
        float threshold = best.Threshold;
        for (int i = 0; i < scores.Length; i++)
        {
            // Also false for NaN. Equal scores pass: the lower row wins, and the heap knows which that is.
            if (!(scores[i] >= threshold) || excluded.Contains(firstRow + i)) continue;
            best.Offer(firstRow + i, scores[i]);
            threshold = best.Threshold;
        }
    }

    private static void Scale(float* scores, ReadOnlySpan<float> factors)
    {
        for (int i = 0; i < factors.Length; i++) scores[i] *= factors[i];
    }

    private static void AddBias(float* scores, ReadOnlySpan<float> summands, float weight)
    {
        for (int i = 0; i < summands.Length; i++) scores[i] += weight * summands[i];
    }
}
