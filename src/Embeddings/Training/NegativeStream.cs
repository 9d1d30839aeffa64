using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Training;

/// <summary>A thread's supply of negative rows, drawn many at a time so that the look-ups in a table larger than the cache overlap.</summary>
internal sealed class NegativeStream(NegativeSampler sampler)
{
    private const int MaxAttempts = 8;
    private readonly int[] drawn = new int[256];
    private int next = 256;

    /// <summary>Throws away what was drawn, so that the next rows depend on the coming random numbers alone.</summary>
    public void Restart() => next = drawn.Length;

    /// <summary>Adds <paramref name="count"/> negatives to each tile of a window; a draw that hits a positive is repeated, at most eight times, then left out.</summary>
    public void AddTo(TrainingWindow window, int count, ref RandomSource random)
    {
        for (int tile = 0; tile < window.TileCount; tile++)
        {
            for (int k = 0; k < count; k++) Add(window, ref random);
            window.EndTile();
        }
    }

    private void Add(TrainingWindow window, ref RandomSource random)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            int row = Take(ref random);
            if (window.Positives.Contains(row)) continue;
            window.AddNegative(row);
            return;
        }
    }

    private int Take(ref RandomSource random)
    {
        if (next == drawn.Length)
        {
            for (int i = 0; i < drawn.Length; i++) drawn[i] = sampler.Draw(ref random);
            next = 0;
        }

        return drawn[next++];
    }
}
