using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>
/// <c>log P(j)</c>, <c>P(j) = count_j^e / sum of count^e</c>: the prior probability of item j, with the exponent of the training's
/// negatives.
/// </summary>
internal static class PopularityPrior
{
    /// <summary>The exponent if the model does not record it.</summary>
    private const double DefaultExponent = 0.5;

    /// <summary>The logarithm for each row; zeros if the counts are unknown.</summary>
    public static float[] LogShares(ItemVectors vectors)
    {
        using NativeBuffer<float>? prior = Of(vectors);
        return prior?.Slice(0, vectors.Count).ToArray() ?? new float[vectors.Count];
    }

    /// <summary>The logarithm for each row; null if the counts are unknown (all zero), as in imported models.</summary>
    public static NativeBuffer<float>? Of(ItemVectors vectors)
    {
        Vocabulary items = vectors.Vocabulary;
        if (items.TotalCount <= 0) return null;
        double exponent = vectors.Training?.Options.NegativeExponent ?? DefaultExponent;
        double[] logs = new double[items.Count];
        double sum = 0;
        long count = 0;
        for (int row = 0; row < logs.Length; row++)
        {
            // Equal counts are adjacent, so that most rows need no logarithm. An item that never occurred counts as one that occurred once.
            long next = items.CountOf(row);
            logs[row] = row > 0 && next == count ? logs[row - 1] : exponent * Math.Log(Math.Max(1, next));
            count = next;
            sum += Math.Exp(logs[row]);
        }

        // Rows that items can join have that of an item that never occurred.
        double logSum = Math.Log(sum);
        NativeBuffer<float> prior = NativeBuffer<float>.Allocate(Math.Max(vectors.Capacity, logs.Length));
        for (int row = 0; row < prior.Length; row++) prior[row] = (float)((row < logs.Length ? logs[row] : 0) - logSum);
        return prior;
    }

    /// <summary>What an item's logarithm changes by when it occurs more often; the sum over all items stays as it was.</summary>
    public static double Change(ItemVectors vectors, long before, long now)
        => (vectors.Training?.Options.NegativeExponent ?? DefaultExponent) * Math.Log(Math.Max(1, now) / (double)Math.Max(1, before));
}
