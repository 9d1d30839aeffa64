namespace Item2Vec.Embeddings.Training.Schedule;

/// <summary>Sums the loss of each epoch in double precision over all threads. Thread-safe.</summary>
internal sealed class EpochLosses(int epochs)
{
    private readonly Lock gate = new();
    private readonly (double Loss, long Pairs)[] sums = new (double, long)[epochs];
    private readonly int[] blocks = new int[epochs];

    /// <summary>Adds the loss of a block.</summary>
    public void Add(int epoch, double loss, long pairs)
    {
        lock (gate)
        {
            sums[epoch] = (sums[epoch].Loss + loss, sums[epoch].Pairs + pairs);
            blocks[epoch]++;
        }
    }

    /// <summary>The number of epochs, from the first, of which all blocks have been added.</summary>
    /// <param name="blocksOfEpoch">The blocks of an epoch.</param>
    public int Complete(int blocksOfEpoch)
    {
        lock (gate)
        {
            int open = Array.FindIndex(blocks, done => done < blocksOfEpoch);
            return open < 0 ? blocks.Length : open;
        }
    }

    /// <summary>The sums of an epoch.</summary>
    public (double Loss, long Pairs) Of(int epoch)
    {
        lock (gate) return sums[epoch];
    }

    /// <summary>The sums of each epoch, for <see cref="Restore"/> of a later run.</summary>
    public (double Loss, long Pairs)[] Sums()
    {
        lock (gate) return [.. sums];
    }

    /// <summary>Restores the sums of an earlier run.</summary>
    /// <param name="earlier">The sums of its epochs, all complete but the last.</param>
    /// <param name="blocksOfEpoch">The blocks of an epoch.</param>
    /// <param name="blocksOfLast">The blocks of the last one that are done.</param>
    public void Restore(ReadOnlySpan<(double Loss, long Pairs)> earlier, int blocksOfEpoch, int blocksOfLast)
    {
        lock (gate)
        {
            earlier.CopyTo(sums);
            if (earlier.IsEmpty) return;
            blocks.AsSpan(0, earlier.Length - 1).Fill(blocksOfEpoch);
            blocks[earlier.Length - 1] = blocksOfLast;
        }
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
