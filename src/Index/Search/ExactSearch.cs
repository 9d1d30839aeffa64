using System.Runtime.Intrinsics;
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
    /// <param name="rows">The number of rows to compare, the first ones; all of the matrix if it is less than 0.</param>
    /// <returns>Their number.</returns>
    public static int Find(
        RowScoring scoring, NativeBuffer<float> query, RowFilter? filter, int threads, Span<ScoredRow> found, int rows = -1)
    {
        EmbeddingMatrix matrix = scoring.Matrix;
        if (rows < 0) rows = matrix.Rows;
        int capacity = Math.Min(found.Length, rows);
        if (capacity == 0) return 0;
        long floats = (long)(filter?.Allowed?.Count ?? rows) * matrix.Stride;
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
            int from = (int)((long)rows * part / parts);
            int to = (int)((long)rows * (part + 1) / parts);
            best[part] = new TopK(capacity);
            if (filter?.Allowed is RowSet set && set.Count < rows / SparseShare)
                ScanSet(scoring, query, set, filter, from, to, best[part]);
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

/// <summary>
/// From dot products to the best rows, eight at a time: nearly all are below the worst that is kept, and are skipped together.
/// </summary>
internal static unsafe class ScoreScan
{
    private const int Lanes = 8;

    /// <summary>Turns the dot products of some rows into scores (see <see cref="RowScoring"/>) and offers them.</summary>
    /// <param name="scoring">The scores.</param>
    /// <param name="scores">The dot products; overwritten.</param>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="filter">The allowed rows, or null for all.</param>
    /// <param name="own">An excluded row, or -1.</param>
    /// <param name="best">Receives them.</param>
    public static void Offer(in RowScoring scoring, float* scores, int first, int count, RowFilter? filter, int own, TopK best)
    {
        float* scale = scoring.Scale is null ? null : scoring.Scale.Pointer + first;
        float* bias = scoring.Bias is null ? null : scoring.Bias.Pointer + first;
        Vector256<float> weight = Vector256.Create(scoring.BiasWeight);
        int i = 0;
        for (; i <= count - Lanes; i += Lanes)
        {
            Vector256<float> some = Vector256.Load(scores + i);
            if (scale != null) some *= Vector256.Load(scale + i);
            if (bias != null) some += weight * Vector256.Load(bias + i);

            // Also false for NaN. Equal scores pass: the lower row wins, which the heap decides.
            if (!Vector256.GreaterThanOrEqualAny(some, Vector256.Create(best.Threshold))) continue;
            some.Store(scores + i);
            for (int k = i; k < i + Lanes; k++) OfferOne(scores[k], first + k);
        }

        for (; i < count; i++) OfferOne(scoring.Of(first + i, scores[i]), first + i);

        void OfferOne(float score, int row)
        {
            if (score >= best.Threshold && row != own && filter?.Passes(row) != false) best.Offer(row, score);
        }
    }
}

/// <summary>
/// Exact search for many rows of a matrix at once, as a blocked matrix product: a block of rows is scored for a group of queries while it
/// is cached.
/// </summary>
internal static unsafe class ExactBatch
{
    /// <summary>100 kB of 100-dimensional vectors: they stay in the L2 cache for all queries of a group.</summary>
    private const int BlockRows = 256;

    /// <summary>Queries that share a block.</summary>
    private const int GroupQueries = 32;

    /// <summary>The answers to some queries.</summary>
    /// <param name="scoring">The rows and their scores.</param>
    /// <param name="queries">The queries, one row each.</param>
    /// <param name="own">The row of each query, which is excluded from its answer, or -1.</param>
    /// <param name="filter">The allowed rows, or null for all.</param>
    /// <param name="count">Maximum number of rows per answer.</param>
    /// <param name="threads">Maximum number of threads.</param>
    public static ScoredRow[][] Find(RowScoring scoring, EmbeddingMatrix queries, int[] own, RowFilter? filter, int count, int threads)
    {
        ScoredRow[][] answers = new ScoredRow[own.Length][];
        int groups = (own.Length + GroupQueries - 1) / GroupQueries;
        Parallel.For(0, groups, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads) }, group =>
        {
            int from = group * GroupQueries;
            int to = Math.Min(own.Length, from + GroupQueries);
            TopK[] best = [.. Enumerable.Range(from, to - from).Select(_ => new TopK(Math.Min(count, scoring.Matrix.Rows)))];
            Scan(scoring, queries, from, own.AsSpan(from, to - from), filter, best);
            for (int i = from; i < to; i++)
                answers[i] = Array.ConvertAll(best[i - from].Take(), found => new ScoredRow(found.Row, found.Score));
        });
        GC.KeepAlive(queries);
        return answers;
    }

    private static void Scan(
        in RowScoring scoring, EmbeddingMatrix queries, int first, ReadOnlySpan<int> own, RowFilter? filter, TopK[] best)
    {
        EmbeddingMatrix matrix = scoring.Matrix;
        float* scores = stackalloc float[BlockRows];
        for (int block = 0; block < matrix.Rows; block += BlockRows)
        {
            int rows = Math.Min(BlockRows, matrix.Rows - block);
            for (int i = 0; i < own.Length; i++)
            {
                DotKernel.Default.Dots(
                    queries.Pointer + ((nint)(first + i) * queries.Stride), matrix.Pointer + ((nint)block * matrix.Stride), matrix.Stride,
                    rows, scores);
                ScoreScan.Offer(scoring, scores, block, rows, filter, own[i], best[i]);
            }
        }
    }
}
