using Item2Vec.Embeddings.Numerics;
using Item2Vec.Evaluation.Metrics;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>The exposure of items in lists: how often each is listed, and how high.</summary>
internal sealed class Exposure
{
    private Exposure(int items)
    {
        Listed = new long[items];
        Discounted = new double[items];
    }

    /// <summary>For each row the number of lists that contain it.</summary>
    public long[] Listed { get; }

    /// <summary>For each row its exposure: the sum of <c>1 / log2(rank + 1)</c> over its positions in lists, rank 1 the top.</summary>
    public double[] Discounted { get; }

    /// <summary>The mean diversity of a list: one minus the mean cosine of its pairs.</summary>
    public double Diversity { get; private set; }

    /// <summary>Adds up lists, each as often as its item is queried.</summary>
    /// <param name="lists">The lists, computed.</param>
    /// <param name="times">For each row how often its list is shown.</param>
    /// <param name="unit">The items' input unit vectors.</param>
    public static Exposure Of(ScoreLists lists, int[] times, EmbeddingMatrix unit)
    {
        Exposure exposure = new(times.Length);
        float[] sum = new float[unit.Dimensions];
        double diversity = 0;
        long shown = 0;
        for (int row = 0; row < times.Length; row++)
        {
            if (times[row] == 0) continue;
            ReadOnlySpan<(int Row, float Score)> list = lists[row];
            for (int place = 0; place < list.Length; place++)
            {
                exposure.Listed[list[place].Row] += times[row];
                exposure.Discounted[list[place].Row] += times[row] / Math.Log2(place + 2);
            }

            diversity += times[row] * ListStatistics.Diversity(list, unit, sum);
            shown += times[row];
        }

        exposure.Diversity = diversity / shown;
        return exposure;
    }
}
