namespace Item2Vec.Samples.Watches;

/// <summary>Seeded chance that is the same on every machine and runtime: SplitMix64 (Steele, Lea, Flood 2014) and integers only.</summary>
internal sealed class SeededChance(ulong seed)
{
    private ulong state = seed;

    /// <summary>A whole number from 0 to <paramref name="count"/> - 1.</summary>
    public int Below(int count) => (int)((Next() >> 33) % (ulong)count);

    /// <summary>A whole number from <paramref name="from"/> to <paramref name="to"/>, both possible.</summary>
    public int Between(int from, int to) => from + Below(to - from + 1);

    /// <summary>True in <paramref name="percent"/> of 100 cases.</summary>
    public bool Percent(int percent) => Below(100) < percent;

    /// <summary>An index, in proportion to the steps of a rising table whose last entry is the total.</summary>
    public int Pick(int[] cumulative)
    {
        int found = Array.BinarySearch(cumulative, Below(cumulative[^1]) + 1);
        return found < 0 ? ~found : found;
    }

    /// <summary>
    /// The table for <see cref="Pick"/> in which entry r weighs 1 / (r + <paramref name="flat"/>): Zipf's law with a flattened head.
    /// </summary>
    public static int[] Zipf(int count, int flat)
    {
        int[] cumulative = new int[count];
        for (int rank = 0, total = 0; rank < count; rank++) cumulative[rank] = total += 1_000_000 / (rank + flat);
        return cumulative;
    }

    private ulong Next()
    {
        ulong z = state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
