using System.Runtime.Intrinsics.X86;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Quantization;

namespace Item2Vec.Indexing.Search;

/// <summary>Search in two passes: a graph search over int8 codes, and exact scores of the best candidates.</summary>
internal static unsafe class HnswSearch
{
    /// <summary>Finds the rows with the highest scores.</summary>
    /// <param name="index">The graph and its codes.</param>
    /// <param name="scoring">The exact scores.</param>
    /// <param name="context">Working memory; its <see cref="SearchContext.Query"/> is the query.</param>
    /// <param name="start">The row of the query, where the search starts and which is excluded; -1 if the query is not a row.</param>
    /// <param name="filter">The allowed rows, or null for all.</param>
    /// <param name="ef">The candidates that the search keeps.</param>
    /// <param name="found">Receives the rows, best first.</param>
    /// <returns>Their number.</returns>
    public static int Find(
        HnswIndex index, in RowScoring scoring, SearchContext context, int start, RowFilter? filter, int ef, Span<ScoredRow> found)
    {
        (HnswGraph graph, CodeMatrix codes) = (index.Graph, index.Codes);
        if (graph.Nodes == 0 || found.IsEmpty) return 0;
        CodeSpace space = new(codes, scoring.Bias is null ? null : scoring.Bias.Pointer, CodeKernel.Default);
        if (start >= 0)
        {
            float factor = scoring.BiasWeight / (codes.Step * codes.Step);
            context.Searcher.Run(graph.Layer(0), space, space.Row(start), factor, start, ef);
        }
        else
        {
            float step = Quantizer.Quantize(
                context.Query.Slice(0, scoring.Matrix.Dimensions), context.Codes.Slice(0, scoring.Matrix.Dimensions));
            context.Searcher.Descend(graph, space, context.Codes.Pointer, scoring.BiasWeight / (step * codes.Step), ef);
        }

        int candidates = Candidates(context, scoring.Matrix, start, filter, filter is null ? Math.Max(2 * found.Length, ef / 2) : ef);
        int count = Rank(context, scoring, candidates, found);
        GC.KeepAlive(index);
        return count;
    }

    /// <summary>The rows to be scored exactly, prefetched.</summary>
    private static int Candidates(SearchContext context, EmbeddingMatrix matrix, int start, RowFilter? filter, int maxCandidates)
    {
        CandidateQueue pool = context.Searcher.Queue;
        maxCandidates = Math.Min(maxCandidates, pool.Count);
        context.Reserve(maxCandidates);
        int* rows = context.Rows.Pointer;
        int count = 0;
        for (int i = 0; i < pool.Count && count < maxCandidates; i++)
        {
            int row = CandidateQueue.NodeOf(pool[i]);
            if (row == start || filter?.Passes(row) == false) continue;
            rows[count++] = row;
            if (!Sse.IsSupported) continue;
            float* vector = matrix.Pointer + ((nint)row * matrix.Stride);
            for (int at = 0; at < matrix.Stride; at += EmbeddingMatrix.Lanes) Sse.Prefetch0(vector + at);
        }

        return count;
    }

    private static int Rank(SearchContext context, in RowScoring scoring, int candidates, Span<ScoredRow> found)
    {
        EmbeddingMatrix matrix = scoring.Matrix;
        int* rows = context.Rows.Pointer;
        float* scores = context.Scores.Pointer;
        DotKernel.Default.DotsOf(context.Query.Pointer, matrix.Pointer, matrix.Stride, rows, candidates, scores);
        CandidateQueue best = context.Best;
        best.Reset(found.Length);
        for (int i = 0; i < candidates; i++)
        {
            float score = scoring.Of(rows[i], scores[i]);
            if (!float.IsFinite(score)) throw NotFinite(rows[i]);
            best.Offer(rows[i], ScoreKey.Of(score));
        }

        for (int i = 0; i < best.Count; i++)
            found[i] = new ScoredRow(CandidateQueue.NodeOf(best[i]), ScoreKey.ScoreOf(CandidateQueue.KeyOf(best[i])));
        return best.Count;
    }

    /// <summary>Large models are mapped without a look at their numbers; those that a query reads are seen here.</summary>
    private static Item2VecException NotFinite(int row) => new(
        $"the model is damaged: the vector of row {row}, or that of the query, holds numbers that are not finite",
        "copy the model again, or train it again");
}

/// <summary>Scores as unsigned numbers in reverse order, so that the best score is the lowest key.</summary>
internal static class ScoreKey
{
    private const uint Sign = 0x80000000;

    /// <summary>The key of a score; NaN gives the highest.</summary>
    public static uint Of(float score)
    {
        // Adding zero turns -0 into +0.
        uint bits = BitConverter.SingleToUInt32Bits(score + 0f);
        if (float.IsNaN(score)) return uint.MaxValue;
        return (bits & Sign) != 0 ? bits : ~(bits | Sign);
    }

    /// <summary>The score of a key.</summary>
    public static float ScoreOf(uint key) => BitConverter.UInt32BitsToSingle((key & Sign) != 0 ? key : ~key & ~Sign);
}
