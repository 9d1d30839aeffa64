using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Filters;

namespace Item2Vec.Indexing.Search;

/// <summary>Exact search: scores every allowed row. The caller keeps the matrix alive.</summary>
internal static unsafe class ExactSearch
{
    private const int BlockRows = 1024;

    /// <summary>Below this number of floats per thread (4 MB) starting one costs more than it saves.</summary>
    private const long MinPartFloats = 1 << 20;

    /// <summary>A set with a smaller share of the rows is scored row by row, not block by block.</summary>
    private const int SparseShare = 4;

    /// <summary>Finds the rows with the highest scores.</summary>
    /// <param name="scoring">The rows and their scores.</param>
    /// <param name="query">As many numbers as a row has, including padding.</param>
    /// <param name="filter">The allowed rows, or null for all.</param>
    /// <param name="threads">Maximum number of threads.</param>
    /// <param name="found">Receives the rows, best first.</param>
    /// <returns>Their number.</returns>
    public static int Find(RowScoring scoring, NativeBuffer<float> query, RowFilter? filter, int threads, Span<ScoredRow> found)
    {
        EmbeddingMatrix matrix = scoring.Matrix;
        int capacity = Math.Min(found.Length, matrix.Rows);
        if (capacity == 0) return 0;
        long floats = (long)(filter?.Allowed?.Count ?? matrix.Rows) * matrix.Stride;
        int parts = (int)Math.Clamp(floats / MinPartFloats, 1, threads);
        TopK[] best = new TopK[parts];
        if (parts == 1) Scan(0);
        else Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, Scan);
        for (int part = 1; part < parts; part++) best[0].Merge(best[part]);
        (int Row, float Score)[] taken = best[0].Take();
        for (int i = 0; i < taken.Length; i++) found[i] = new ScoredRow(taken[i].Row, taken[i].Score);
        return taken.Length;

        void Scan(int part)
        {
            int from = (int)((long)matrix.Rows * part / parts);
            int to = (int)((long)matrix.Rows * (part + 1) / parts);
            best[part] = new TopK(capacity);
            if (filter?.Allowed is RowSet set && set.Count < matrix.Rows / SparseShare) ScanSet(scoring, query, set, filter, from, to, best[part]);
            else ScanAll(scoring, query, filter, from, to, best[part]);
        }
    }

    private static void ScanAll(in RowScoring scoring, NativeBuffer<float> query, RowFilter? filter, int from, int to, TopK best)
    {
        EmbeddingMatrix matrix = scoring.Matrix;
        float* scores = stackalloc float[BlockRows];
        for (int block = from; block < to; block += BlockRows)
        {
            int rows = Math.Min(BlockRows, to - block);
            DotKernel.Default.Dots(query.Pointer, matrix.Pointer + ((nint)block * matrix.Stride), matrix.Stride, rows, scores);
            ScoreScan.Offer(scoring, scores, block, rows, filter, -1, best);
        }

        GC.KeepAlive(query);
    }

    private static void ScanSet(in RowScoring scoring, NativeBuffer<float> query, RowSet set, RowFilter filter, int from, int to, TopK best)
    {
        EmbeddingMatrix matrix = scoring.Matrix;
        float* scores = stackalloc float[BlockRows];
        int* rows = stackalloc int[BlockRows];
        while (from < to)
        {
            int count = set.Next(ref from, to, new Span<int>(rows, BlockRows));
            DotKernel.Default.DotsOf(query.Pointer, matrix.Pointer, matrix.Stride, rows, count, scores);
            for (int i = 0; i < count; i++)
                if (filter.Passes(rows[i])) best.Offer(rows[i], scoring.Of(rows[i], scores[i]));
        }

        GC.KeepAlive(query);
    }
}
