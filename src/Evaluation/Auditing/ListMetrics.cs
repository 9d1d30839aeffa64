using Item2Vec.Evaluation.Metrics;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>Metrics over all lists, or over use as if it were lists.</summary>
public sealed record ListMetrics
{
    /// <summary>The mean over lists of the mean count of their items (ARP); for use, the mean count of an event's item.</summary>
    public required double MeanPopularity { get; init; }

    /// <summary>The share of positions held by items outside the head (APLT).</summary>
    public required double TailShare { get; init; }

    /// <summary>
    /// Spearman's correlation of how often an item is listed with how often it was used; 1 for use itself. NaN if either is constant.
    /// </summary>
    public required double PopularityCorrelation { get; init; }

    /// <summary>The share of items that are in any list.</summary>
    public required double Coverage { get; init; }

    /// <summary>The Gini coefficient of positions: 0 if all items have equal shares, near 1 if few have all.</summary>
    public required double Gini { get; init; }

    /// <summary>The entropy of the shares of positions, in bits.</summary>
    public required double Entropy { get; init; }

    /// <summary>The number of items with equal shares that would have this entropy: <c>2^entropy</c>.</summary>
    public double EffectiveItems => Math.Pow(2, Entropy);

    /// <summary>
    /// The mean over lists of one minus the mean cosine of a list's pairs; for use, of as many items drawn by use. NaN for lists of one
    /// item.
    /// </summary>
    public required double Diversity { get; init; }

    /// <summary>For each tenth of the catalog, the most used first, its share of all positions.</summary>
    public required IReadOnlyList<double> Tenths { get; init; }

    /// <summary>Computes the metrics of shares of positions.</summary>
    /// <param name="listed">For each row how often it is listed.</param>
    /// <param name="consumption">How often items were used.</param>
    /// <param name="headShare">The share of the catalog that forms its head.</param>
    /// <param name="diversity">See <see cref="Diversity"/>.</param>
    internal static ListMetrics Of(long[] listed, Consumption consumption, double headShare, double diversity)
    {
        double places = listed.Sum();

        // Without known use there are no popular items.
        double unknown = consumption.Total == 0 ? double.NaN : 0;
        double popularity = 0, entropy = 0;
        for (int row = 0; row < listed.Length; row++)
        {
            double share = listed[row] / places;
            popularity += share * consumption.Counts[row];
            if (share > 0) entropy -= share * Math.Log2(share);
        }

        int head = Math.Max(1, (int)Math.Round(headShare * listed.Length));
        return new ListMetrics
        {
            MeanPopularity = popularity + unknown,
            TailShare = (consumption.ByUse.Skip(head).Sum(row => listed[row]) / places) + unknown,
            PopularityCorrelation = RankCorrelation.Of(
                [.. listed.Select(count => (double)count)], [.. consumption.Counts.Select(count => (double)count)]),
            Coverage = ListStatistics.Coverage(listed),
            Gini = ListStatistics.Gini(listed),
            Entropy = entropy,
            Diversity = diversity,
            Tenths = [.. PopularityTenths.Of(listed.Length).Select(tenth => consumption.ByUse[tenth].Sum(row => listed[row]) / places)
                .Select(share => share + unknown)],
        };
    }
}

/// <summary>The catalog in ten parts of equal size, the most used first; fewer parts for fewer items.</summary>
internal static class PopularityTenths
{
    /// <summary>The positions of each part in the order of use.</summary>
    public static IReadOnlyList<Range> Of(int items)
    {
        int parts = Math.Min(10, items);
        return [.. Enumerable.Range(0, parts)
            .Select(part => new Range((int)((long)items * part / parts), (int)((long)items * (part + 1) / parts)))];
    }
}

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
