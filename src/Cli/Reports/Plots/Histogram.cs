using System.Numerics;
using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Reports.Plots;

/// <summary>
/// How many things have which size, for whole numbers from 1: a column per size, or where sizes vary much one per range, each twice as
/// wide as the one before.
/// </summary>
internal static class Histogram
{
    /// <summary>Up to this many different sizes in a row have a column each.</summary>
    private const long MaxSingle = 24;

    /// <param name="title">The caption.</param>
    /// <param name="thing">What is counted: <c>session</c>.</param>
    /// <param name="size">The name of the size: <c>events of a session</c>.</param>
    /// <param name="sizes">The sizes; those below 1 are left out.</param>
    public static ColumnPlot Of(string title, string thing, string size, IEnumerable<long> sizes)
    {
        SortedDictionary<long, long> counts = [];
        foreach (long value in sizes)
            if (value > 0) counts[value] = counts.GetValueOrDefault(value) + 1;
        long all = counts.Values.Sum();
        (long From, long To)[] bins = [.. Bins(counts)];
        long[] held =
            [.. bins.Select(bin => counts.Where(pair => pair.Key >= bin.From && pair.Key <= bin.To).Sum(pair => pair.Value))];
        string[] names =
            [.. bins.Select(bin => bin.From == bin.To ? Readable.Count(bin.From) : $"{Readable.Count(bin.From)}-{Readable.Count(bin.To)}")];
        bool doubles = bins.Any(bin => bin.From != bin.To);
        return new ColumnPlot
        {
            Title = title,
            Description = all == 0
                ? "There are none."
                : $"Half of {Readable.Count(all, thing)} have up to {Readable.Count(Quantile(counts, all, 0.5))}, 99 % up to "
                    + $"{Readable.Count(Quantile(counts, all, 0.99))}, the largest {Readable.Count(counts.Keys.Last())}."
                    + (doubles ? " Each column is for a range twice as wide as the one before." : string.Empty),
            XAxis = doubles ? $"{size}, on a scale of factors" : size,
            YAxis = $"{thing}s",
            Places = names,
            Columns = [($"{thing}s", [.. held.Select(count => (double)count)])],
            Data = new TextTable(
                [new(size), new($"{thing}s", IsNumber: true), new("share", IsNumber: true)],
                [.. names.Select((name, i) => (string[])[name, Readable.Count(held[i]), Readable.Percent(held[i] / (double)all)])]),
        };
    }

    /// <summary>The ranges from the smallest size to the largest.</summary>
    private static IEnumerable<(long From, long To)> Bins(SortedDictionary<long, long> counts)
    {
        if (counts.Count == 0) yield break;
        (long min, long max) = (counts.Keys.First(), counts.Keys.Last());
        if (max - min < MaxSingle)
        {
            for (long at = min; at <= max; at++) yield return (at, at);
            yield break;
        }

        for (int power = BitOperations.Log2((ulong)min); power <= BitOperations.Log2((ulong)max); power++)
            yield return (1L << power, (2L << power) - 1);
    }

    /// <summary>The smallest size that a share of all does not exceed.</summary>
    private static long Quantile(SortedDictionary<long, long> counts, long all, double share)
    {
        long below = 0;
        foreach ((long size, long count) in counts)
        {
            below += count;
            if (below >= share * all) return size;
        }

        return counts.Keys.Last();
    }
}
