namespace Item2Vec.Embeddings.Training.Schedule;

/// <summary>Sums the loss of each epoch in double precision over all threads. Thread-safe.</summary>
internal sealed class EpochLosses(int epochs)
{
    private readonly Lock gate = new();
    private readonly (double Loss, long Pairs)[] sums = new (double, long)[epochs];

    public void Add(int epoch, double loss, long pairs)
    {
        lock (gate) sums[epoch] = (sums[epoch].Loss + loss, sums[epoch].Pairs + pairs);
    }

    /// <summary>The sums of each epoch, for <see cref="Restore"/> of a later run.</summary>
    public (double Loss, long Pairs)[] Sums()
    {
        lock (gate) return [.. sums];
    }

    /// <summary>Restores the sums of an earlier run.</summary>
    public void Restore(ReadOnlySpan<(double Loss, long Pairs)> earlier)
    {
        lock (gate) earlier.CopyTo(sums);
    }

    /// <summary>The positive pairs of all epochs.</summary>
    public long Pairs
    {
        get
        {
            lock (gate) return sums.Sum(sum => sum.Pairs);
        }
    }

    /// <summary>The mean loss of each epoch per positive pair; 0 if subsampling left no pair.</summary>
    public double[] Means()
    {
        lock (gate) return [.. sums.Select(sum => sum.Pairs > 0 ? sum.Loss / sum.Pairs : 0)];
    }

    /// <summary>The mean loss so far of an epoch, or of the previous one if it has only begun; NaN before the first pair.</summary>
    public double Latest(int epoch)
    {
        lock (gate)
        {
            while (epoch > 0 && sums[epoch].Pairs == 0) epoch--;
            return sums[epoch].Loss / sums[epoch].Pairs;
        }
    }
}
