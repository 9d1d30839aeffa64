using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Evaluation.Metrics;

/// <summary>Statistics of lists, regardless of targets.</summary>
internal static class ListStatistics
{
    /// <summary>The mean training count of a list's items.</summary>
    public static double Popularity(ReadOnlySpan<(int Row, float Score)> list, Vocabulary items)
    {
        double sum = 0;
        foreach ((int row, _) in list) sum += items.CountOf(row);
        return sum / list.Length;
    }

    /// <summary>One minus the mean cosine of all pairs of a list (intra-list diversity, Ziegler et al. 2005).</summary>
    /// <param name="list">The list.</param>
    /// <param name="unit">The items' unit vectors.</param>
    /// <param name="sum">A buffer for a vector.</param>
    public static double Diversity(ReadOnlySpan<(int Row, float Score)> list, EmbeddingMatrix unit, Span<float> sum)
    {
        if (list.Length < 2) return double.NaN;

        // The square of the sum of unit vectors is the sum of all cosines, including those of items with themselves.
        sum.Clear();
        double own = 0;
        foreach ((int row, _) in list)
        {
            ReadOnlySpan<float> vector = unit.Row(row);
            VectorOperations.AddScaled(1, vector, sum);
            own += VectorOperations.Dot(vector, vector);
        }

        double pairs = VectorOperations.Dot(sum, sum) - own;
        return 1 - (pairs / (list.Length * (list.Length - 1.0)));
    }

    /// <summary>The share of items that are in any list.</summary>
    public static double Coverage(ReadOnlySpan<long> listed)
    {
        int any = 0;
        foreach (long count in listed) any += count > 0 ? 1 : 0;
        return (double)any / listed.Length;
    }

    /// <summary>
    /// The Gini coefficient of lists: 0 if all items are listed equally, near 1 if few have everything.
    /// <c>sum (2 r - V - 1) c_r / (V sum c)</c>, counts c ascending.
    /// </summary>
    public static double Gini(ReadOnlySpan<long> listed)
    {
        long[] counts = listed.ToArray();
        Array.Sort(counts);
        double weighted = 0;
        double sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            weighted += ((2.0 * (i + 1)) - counts.Length - 1) * counts[i];
            sum += counts[i];
        }

        return sum > 0 ? weighted / (counts.Length * sum) : 0;
    }
}
