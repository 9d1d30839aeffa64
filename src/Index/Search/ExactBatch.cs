using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Filters;

namespace Item2Vec.Indexing.Search;

/// <summary>Exact search for many rows of a matrix at once, as a blocked matrix product: a block of rows is scored for a group of queries while it is cached.</summary>
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
            for (int i = from; i < to; i++) answers[i] = Array.ConvertAll(best[i - from].Take(), found => new ScoredRow(found.Row, found.Score));
        });
        GC.KeepAlive(queries);
        return answers;
    }

    private static void Scan(in RowScoring scoring, EmbeddingMatrix queries, int first, ReadOnlySpan<int> own, RowFilter? filter, TopK[] best)
    {
        EmbeddingMatrix matrix = scoring.Matrix;
        float* scores = stackalloc float[BlockRows];
        for (int block = 0; block < matrix.Rows; block += BlockRows)
        {
            int rows = Math.Min(BlockRows, matrix.Rows - block);
            for (int i = 0; i < own.Length; i++)
            {
                DotKernel.Default.Dots(
                    queries.Pointer + ((nint)(first + i) * queries.Stride), matrix.Pointer + ((nint)block * matrix.Stride), matrix.Stride, rows, scores);
                ScoreScan.Offer(scoring, scores, block, rows, filter, own[i], best[i]);
            }
        }
    }
}
