using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training.Sampling;

/// <summary>
/// Drops events of frequent items at random: an item with share f of all events is kept with probability
/// <c>min(1, sqrt(t / f) + t / f)</c>, t the threshold (as in word2vec.c).
/// </summary>
internal sealed class Subsampler
{
    private readonly float[]? keep;

    public Subsampler(Vocabulary vocabulary, double threshold)
    {
        if (threshold <= 0) return;
        keep = new float[vocabulary.Count];
        for (int row = 0; row < keep.Length; row++)
            keep[row] = (float)KeepProbability(vocabulary.CountOf(row) / (double)vocabulary.TotalCount, threshold);
    }

    public static double KeepProbability(double share, double threshold)
        => Math.Min(1, Math.Sqrt(threshold / share) + (threshold / share));

    /// <summary>Copies the kept events, with their weights and positions in the session if needed; returns their number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Sample(
        ReadOnlySpan<int> rows, ReadOnlySpan<float> weights, Span<int> keptRows, Span<float> keptWeights, Span<int> keptPlaces,
        ref RandomSource random)
    {
        if (keep is null)
        {
            rows.CopyTo(keptRows);
            weights.CopyTo(keptWeights);
            if (keptPlaces.Length > 0)
                for (int i = 0; i < rows.Length; i++) keptPlaces[i] = i;
            return rows.Length;
        }

        int kept = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            float probability = keep[rows[i]];
            if (probability < 1 && random.NextFloat() >= probability) continue;
            if (weights.Length > 0) keptWeights[kept] = weights[i];
            if (keptPlaces.Length > 0) keptPlaces[kept] = i;
            keptRows[kept++] = rows[i];
        }

        return kept;
    }
}
