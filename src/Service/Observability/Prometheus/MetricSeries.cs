namespace Item2Vec.Service;

/// <summary>One line of numbers: an instrument's values under one set of tags. Thread-safe.</summary>
/// <param name="tags">The tags, in the order they were given.</param>
/// <param name="boundaries">The upper ends of the buckets of a histogram; null where there are none.</param>
internal sealed class MetricSeries(KeyValuePair<string, object?>[] tags, IReadOnlyList<double>? boundaries)
{
    private readonly Lock writing = new();
    private readonly long[] buckets = boundaries is null ? [] : new long[boundaries.Count + 1];
    private double sum;
    private long count;

    public IReadOnlyList<KeyValuePair<string, object?>> Tags => tags;

    /// <summary>Whether these are its tags.</summary>
    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != tags.Length) return false;
        for (int i = 0; i < tags.Length; i++)
            if (tags[i].Key != others[i].Key || !Equals(tags[i].Value, others[i].Value)) return false;
        return true;
    }

    /// <summary>Counts a value.</summary>
    public void Add(double value)
    {
        int bucket = 0;
        while (bucket < buckets.Length - 1 && !(value <= boundaries![bucket])) bucket++;
        lock (writing)
        {
            sum += value;
            count++;
            if (buckets.Length > 0) buckets[bucket]++;
        }
    }

    /// <summary>Takes a value in the place of the one before.</summary>
    public void Set(double value)
    {
        lock (writing) sum = value;
    }

    /// <summary>The sum (or the value), the number of values, and how many lie in each bucket: a picture of one moment.</summary>
    public (double Sum, long Count, long[] Buckets) Read()
    {
        lock (writing) return (sum, count, [.. buckets]);
    }
}
