using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training.Sampling;

/// <summary>
/// Samples rows with probability proportional to count to the power of an exponent: constant time, exact to 2^-32, for any exponent.
/// </summary>
/// <remarks>
/// First a class of rows with the same count, then a row of the class, uniformly. Rows are in the order of their counts, so a class is a
/// range of them; and there are few classes, at most the square root of twice the corpus, so that the table stays in cache where one of all
/// rows would not. Immutable and shared by all threads.
/// </remarks>
internal sealed class NegativeSampler : IDisposable
{
    private readonly AliasTable table;

    /// <param name="pool">The rows and their counts.</param>
    /// <param name="exponent">The power.</param>
    public NegativeSampler(NegativePool pool, double exponent)
    {
        ReadOnlySpan<long> counts = pool.Counts;
        List<(int First, int Rows)> classes = [];
        for (int row = 0; row < counts.Length; row++)
        {
            if (row == 0 || counts[row] != counts[row - 1]) classes.Add((pool.First + row, 0));
            classes[^1] = (classes[^1].First, classes[^1].Rows + 1);
        }

        double[] shares = new double[classes.Count];
        for (int cell = 0; cell < shares.Length; cell++)
            shares[cell] = classes[cell].Rows * Math.Pow(counts[classes[cell].First - pool.First], exponent);
        table = new AliasTable(CollectionsMarshal.AsSpan(classes), shares);
    }

    /// <summary>Fills a span with samples.</summary>
    public void Draw(Span<int> rows, ref RandomSource random) => table.Draw(rows, ref random);

    public void Dispose() => table.Dispose();
}

/// <summary>A thread's supply of negative rows, drawn in batches so that the lookups in a table larger than the cache overlap.</summary>
internal sealed class NegativeStream(NegativeSampler sampler)
{
    private const int MaxAttempts = 8;
    private readonly int[] drawn = new int[256];
    private int next = 256;

    /// <summary>Discards what was drawn, so that the next rows depend only on the following random numbers.</summary>
    public void Restart() => next = drawn.Length;

    /// <summary>
    /// Adds <paramref name="count"/> negatives to each part of a window; a draw that hits a positive is repeated up to eight times, then
    /// left out.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddTo(TrainingWindow window, int count, ref RandomSource random)
    {
        ReadOnlySpan<int> positives = window.Positives;
        for (int part = 0; part < window.PartCount; part++)
        {
            Span<int> room = window.RoomForNegatives(count);
            int kept = 0;
            for (int k = 0; k < count; k++)
                if (TryTake(positives, ref random, out int row)) room[kept++] = row;
            window.KeepNegatives(kept);
        }
    }

    private bool TryTake(ReadOnlySpan<int> positives, ref RandomSource random, out int row)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            row = Take(ref random);
            if (positives.Length == 1 ? positives[0] != row : !positives.Contains(row)) return true;
        }

        row = -1;
        return false;
    }

    private int Take(ref RandomSource random)
    {
        if (next == drawn.Length)
        {
            sampler.Draw(drawn, ref random);
            next = 0;
        }

        return drawn[next++];
    }
}
