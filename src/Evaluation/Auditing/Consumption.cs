using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>How often each item was used, by the audited log or, without one, by the model's own counts; samples items by it.</summary>
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

    /// <summary>The sum of all counts; 0 if use is unknown.</summary>
    public long Total { get; }

    /// <summary>The rows, the most used first; ties by row.</summary>
    public int[] ByUse { get; }

    /// <summary>The mean count of the item of an event.</summary>
    public double MeanOfEvents => Counts.Sum(count => (double)count * count) / Total;

    /// <summary>Draws a row in proportion to its use; uniformly if use is unknown.</summary>
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
