using System.Runtime.Intrinsics;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Filters;

namespace Item2Vec.Indexing.Search;

/// <summary>From dot products to the best rows, eight at a time: nearly all are below the worst that is kept, and are skipped together.</summary>
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
