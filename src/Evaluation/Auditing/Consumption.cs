using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>How often each item was used, by the log that is audited or, without one, by the model's own counts; draws items by it.</summary>
internal sealed class Consumption
{
    private readonly long[] cumulative;

    public Consumption(long[] counts)
    {
        Counts = counts;
        cumulative = new long[counts.Length];
        for (int row = 0; row < counts.Length; row++) cumulative[row] = Total += counts[row];
        ByUse = [.. Enumerable.Range(0, counts.Length).OrderByDescending(row => counts[row])];
    }

    /// <summary>For each row how often the item was used.</summary>
    public long[] Counts { get; }

    /// <summary>The sum of all counts; 0 where nothing is known of use.</summary>
    public long Total { get; }

    /// <summary>The rows, the most used first; the lower row first among equals.</summary>
    public int[] ByUse { get; }

    /// <summary>The mean count of a used item, counting it as often as it was used.</summary>
    public double MeanOfEvents => Counts.Sum(count => (double)count * count) / Total;

    /// <summary>Draws a row as often as it was used; where nothing is known, all alike.</summary>
    public int Draw(ref RandomSource random)
    {
        if (Total == 0) return random.NextBelow(Counts.Length);
        long at = (long)Math.BigMul(random.Next(), (ulong)Total, out _);
        int found = Array.BinarySearch(cumulative, at + 1);
        if (found < 0) return ~found;
        while (found > 0 && cumulative[found - 1] == cumulative[found]) found--;
        return found;
    }
}
