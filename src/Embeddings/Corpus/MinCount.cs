using System.Globalization;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>The minimum count of items where none is given: that of word2vec, or a lower one for a sparse log.</summary>
/// <param name="Value">Items with fewer events are dropped.</param>
/// <param name="Reason">Why it is not <see cref="Default"/>, as the end of a sentence; null where it is, and where it is given.</param>
/// <remarks>Chosen on validation slices of five public logs and of samples of them (docs/tuning.md).</remarks>
public sealed record MinCount(int Value, string? Reason = null)
{
    /// <summary>The minimum of word2vec and gensim.</summary>
    public const int Default = 5;

    /// <summary>The events, as a share of all, that may be left out by a minimum nobody asked for.</summary>
    private const double MaxLoss = 0.02;

    /// <summary>Chooses for counts of items.</summary>
    /// <param name="counts">The count of each item.</param>
    public static MinCount For(IEnumerable<long> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        long total = 0;
        long[] events = new long[Default];
        foreach (long count in counts)
        {
            total += count;
            if (count < Default) events[count] += count;
        }

        return For(events, total);
    }

    /// <summary>Chooses for the events of rare items.</summary>
    /// <param name="events">For each count below <see cref="Default"/> the events of all items that have it.</param>
    /// <param name="total">The events of all items.</param>
    internal static MinCount For(ReadOnlySpan<long> events, long total)
    {
        double allowed = total * MaxLoss;
        int[] lower = [3, 2, 1];
        long lost = Sum(events, Default);
        if (lost <= allowed) return new MinCount(Default);
        foreach (int value in lower)
        {
            if (Sum(events, value) > allowed) continue;
            string share = (100.0 * lost / total).ToString("0", CultureInfo.InvariantCulture);
            return new MinCount(value, $"{Default} would leave out {share} % of the events");
        }

        return new MinCount(1);
    }

    private static long Sum(ReadOnlySpan<long> events, int below)
    {
        long sum = 0;
        foreach (long of in events[..Math.Min(below, events.Length)]) sum += of;
        return sum;
    }
}
