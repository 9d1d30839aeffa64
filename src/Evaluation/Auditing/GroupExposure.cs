using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>The share of exposure of groups of items, compared with their shares of the catalog and of use.</summary>
public sealed record GroupExposure
{
    /// <summary>The column of the groups.</summary>
    public required string Column { get; init; }

    /// <summary>The groups, largest first.</summary>
    public required IReadOnlyList<GroupShares> Groups { get; init; }

    /// <summary>For each score the compared groups with the least and the most exposure for their use.</summary>
    public required IReadOnlyDictionary<ScoreMode, Disparity> Disparities { get; init; }

    /// <summary>Computes the shares. An item in m groups counts as 1/m in each, so that shares add up to 1.</summary>
    internal static GroupExposure Of(
        AttributeGroups groups, Consumption consumption, IReadOnlyList<ScoreLists> scores, int[] times, AuditOptions options)
    {
        int[] shown = [.. Enumerable.Range(0, times.Length).SelectMany(row => Enumerable.Repeat(row, times[row]))];
        Bootstrap bootstrap = new(
            [.. shown.Select((_, i) => new EvaluationCase(i, default, default, 0, false))], options.Resamples, options.Seed);
        double[] catalog = Shares(groups, row => 1);
        double[] used = Shares(groups, row => consumption.Counts[row]);
        int[] members = new int[groups.Names.Count];
        for (int row = 0; row < times.Length; row++)
            foreach (int group in groups[row]) members[group]++;
        Dictionary<ScoreMode, Estimate[]> exposures = scores.ToDictionary(lists => lists.Score, lists =>
        {
            double[][] ofLists = Array.ConvertAll(shown, row => OfList(groups, lists[row]));
            return Enumerable.Range(0, groups.Names.Count).Select(group => bootstrap.Estimate(i => ofLists[i][group], _ => true)).ToArray();
        });
        return new GroupExposure
        {
            Column = groups.Column,
            Groups = [.. groups.Names.Select(
                (name, group) => new GroupShares(name, members[group], group < groups.Compared, catalog[group], used[group],
                    exposures.ToDictionary(pair => pair.Key, pair => pair.Value[group])))],
            Disparities = exposures.ToDictionary(pair => pair.Key, pair => Disparity.Of(
                [.. groups.Names.Take(groups.Compared)],
                [.. pair.Value.Take(groups.Compared).Select((share, group) => share.Value / used[group])])),
        };

        double[] Shares(AttributeGroups of, Func<int, double> weight)
        {
            double[] sums = new double[of.Names.Count];
            for (int row = 0; row < times.Length; row++)
                foreach (int group in of[row]) sums[group] += weight(row) / of[row].Length;
            double sum = sums.Sum();
            return Array.ConvertAll(sums, one => one / sum);
        }
    }

    /// <summary>The share of each group in one list's exposure, a position counting <c>1 / log2(rank + 1)</c>.</summary>
    private static double[] OfList(AttributeGroups groups, ReadOnlySpan<(int Row, float Score)> list)
    {
        double[] shares = new double[groups.Names.Count];
        double all = 0;
        for (int place = 0; place < list.Length; place++) all += 1 / Math.Log2(place + 2);
        for (int place = 0; place < list.Length; place++)
        {
            ReadOnlySpan<int> of = groups[list[place].Row];
            foreach (int group in of) shares[group] += 1 / Math.Log2(place + 2) / of.Length / all;
        }

        return shares;
    }
}

/// <summary>The shares of a group.</summary>
/// <param name="Name">The group.</param>
/// <param name="Items">The number of its items.</param>
/// <param name="IsCompared">Whether it is compared with others.</param>
/// <param name="Catalogue">Its share of the items.</param>
/// <param name="Used">Its share of the events; NaN if use is unknown.</param>
/// <param name="Exposure">For each score its share of the exposure.</param>
public sealed record GroupShares(
    string Name, int Items, bool IsCompared, double Catalogue, double Used, IReadOnlyDictionary<ScoreMode, Estimate> Exposure)
{
    /// <summary>Its exposure over its use: 1 is in proportion.</summary>
    public Estimate Merit(ScoreMode score) => new(Exposure[score].Value / Used, Exposure[score].Low / Used, Exposure[score].High / Used);
}

/// <summary>The two groups that are farthest apart.</summary>
/// <param name="Lowest">The group with the lowest value.</param>
/// <param name="Low">Its value.</param>
/// <param name="Highest">The group with the highest value.</param>
/// <param name="High">Its value.</param>
public sealed record Disparity(string Lowest, double Low, string Highest, double High)
{
    /// <summary>The lowest value over the highest: 1 if all are equal.</summary>
    public double Ratio => Low / High;

    internal static Disparity Of(IReadOnlyList<string> names, IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).Where(i => double.IsFinite(values[i])).OrderBy(i => values[i])];
        return order.Length == 0
            ? new Disparity(string.Empty, double.NaN, string.Empty, double.NaN)
            : new Disparity(names[order[0]], values[order[0]], names[order[^1]], values[order[^1]]);
    }
}
