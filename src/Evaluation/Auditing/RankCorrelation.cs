namespace Item2Vec.Evaluation.Auditing;

/// <summary>Spearman's rank correlation (1904).</summary>
internal static class RankCorrelation
{
    /// <summary>Pearson's correlation of mid-ranks; NaN if either is constant.</summary>
    public static double Of(IReadOnlyList<double> x, IReadOnlyList<double> y) => Pearson(Ranks(x), Ranks(y));

    /// <summary>Mid-ranks from 1.</summary>
    internal static double[] Ranks(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
        double[] ranks = new double[values.Count];
        for (int from = 0, to; from < order.Length; from = to)
        {
            to = from + 1;
            while (to < order.Length && values[order[to]] == values[order[from]]) to++;
            for (int i = from; i < to; i++) ranks[order[i]] = (from + to + 1) / 2.0;
        }

        return ranks;
    }

    private static double Pearson(double[] x, double[] y)
    {
        double meanX = x.Average();
        double meanY = y.Average();
        double both = 0, own = 0, other = 0;
        for (int i = 0; i < x.Length; i++)
        {
            both += (x[i] - meanX) * (y[i] - meanY);
            own += (x[i] - meanX) * (x[i] - meanX);
            other += (y[i] - meanY) * (y[i] - meanY);
        }

        return both / Math.Sqrt(own * other);
    }
}
