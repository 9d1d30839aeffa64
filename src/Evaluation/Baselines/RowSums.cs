namespace Item2Vec.Evaluation.Baselines;

/// <summary>The sums of one sparse row under computation.</summary>
internal sealed class RowSums(int items)
{
    private readonly double[] sums = new double[items];
    private readonly int[] touched = new int[items];
    private readonly int[] lastGroup = new int[items];
    private int count;
    private int groups;

    /// <summary>Adds to an item's sum; <paramref name="value"/> is above 0.</summary>
    public void Add(int item, double value)
    {
        if (sums[item] == 0) touched[count++] = item;
        sums[item] += value;
    }

    /// <summary>Adds 1 to each distinct item.</summary>
    public void AddSet(ReadOnlySpan<int> set)
    {
        groups++;
        foreach (int item in set)
        {
            if (lastGroup[item] == groups) continue;
            lastGroup[item] = groups;
            Add(item, 1);
        }
    }

    /// <summary>Multiplies each item's sum by the item's factor and the row's.</summary>
    public void Multiply(ReadOnlySpan<double> factors, double rowFactor)
    {
        for (int i = 0; i < count; i++) sums[touched[i]] *= factors[touched[i]] * rowFactor;
    }

    /// <summary>Sets an item's sum to zero.</summary>
    public void Drop(int item) => sums[item] = 0;

    /// <summary>Takes the row's largest entries, at most <paramref name="max"/>, and resets the sums.</summary>
    public (int[] Items, float[] Values) Take(int max)
    {
        Span<int> row = touched.AsSpan(0, count);
        if (count > max)
        {
            row.Sort((a, b) => sums[a] != sums[b] ? sums[b].CompareTo(sums[a]) : a.CompareTo(b));
            foreach (int item in row[max..]) sums[item] = 0;
            row = row[..max];
        }

        row.Sort();
        int[] found = row.ToArray();
        float[] values = new float[found.Length];
        for (int i = 0; i < found.Length; i++)
        {
            values[i] = (float)sums[found[i]];
            sums[found[i]] = 0;
        }

        count = 0;
        return (found, values);
    }
}
