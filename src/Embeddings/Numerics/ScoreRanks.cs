using System.Numerics;
using System.Runtime.InteropServices;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>Ranks of scores among all others, and the best ones; one pass over the scores each.</summary>
internal static class ScoreRanks
{
    /// <summary>The number of scores above a score, and of those equal to it.</summary>
    public static (int Above, int Equal) Count(ReadOnlySpan<float> scores, float score)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(scores);
        Vector<float> bound = new(score);
        Vector<int> above = Vector<int>.Zero;
        Vector<int> equal = Vector<int>.Zero;
        foreach (Vector<float> values in vectors)
        {
            // A true comparison is -1 in its lane.
            above -= Vector.GreaterThan(values, bound);
            equal -= Vector.Equals(values, bound);
        }

        int moreAbove = Vector.Sum(above);
        int moreEqual = Vector.Sum(equal);
        foreach (float value in scores[(vectors.Length * Vector<float>.Count)..])
        {
            if (value > score) moreAbove++;
            else if (value == score) moreEqual++;
        }

        return (moreAbove, moreEqual);
    }

    /// <summary>Offers every score to <paramref name="best"/>; blocks without candidates cost one comparison per register.</summary>
    public static void Offer(ReadOnlySpan<float> scores, TopK best)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(scores);
        int lanes = Vector<float>.Count;
        for (int i = 0; i < vectors.Length; i++)
        {
            // An equal score of a later row is never kept, so "greater" is enough.
            if (!Vector.GreaterThanAny(vectors[i], new Vector<float>(best.Threshold))) continue;
            for (int row = i * lanes; row < (i + 1) * lanes; row++) best.Offer(row, scores[row]);
        }

        for (int row = vectors.Length * lanes; row < scores.Length; row++) best.Offer(row, scores[row]);
    }
}
