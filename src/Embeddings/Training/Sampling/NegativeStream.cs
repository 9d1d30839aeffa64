using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training.Sampling;

/// <summary>A thread's supply of negative rows, drawn in batches so that the lookups in a table larger than the cache overlap.</summary>
internal sealed class NegativeStream(NegativeSampler sampler)
{
    private const int MaxAttempts = 8;
    private readonly int[] drawn = new int[256];
    private int next = 256;

    /// <summary>Discards what was drawn, so that the next rows depend only on the following random numbers.</summary>
    public void Restart() => next = drawn.Length;

    /// <summary>Adds <paramref name="count"/> negatives to each part of a window; a draw that hits a positive is repeated up to eight times, then left out.</summary>
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
