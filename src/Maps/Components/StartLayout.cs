using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Maps.Components;

/// <summary>
/// Where a descent starts: the principal components, scaled, so that what is far apart starts far apart and a seed gives the same picture
/// (Kobak and Berens 2019).
/// </summary>
internal static class StartLayout
{
    /// <summary>Noise as a share of the scale: parts items with the same vector.</summary>
    private const float Noise = 1e-2f;

    /// <summary>Places whose first coordinate has a standard deviation.</summary>
    public static NativeBuffer<float> Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y, double deviation, long seed)
    {
        double square = 0;
        foreach (float value in x) square += (double)value * value;
        double current = Math.Sqrt(square / Math.Max(1, x.Length));
        float scale = current > 0 ? (float)(deviation / current) : 0;
        float noise = (float)deviation * Noise;
        RandomSource random = RandomSource.For(seed, 1, 0);
        NativeBuffer<float> places = NativeBuffer<float>.Allocate(2L * x.Length);
        for (int row = 0; row < x.Length; row++)
        {
            places[2L * row] = (x[row] * scale) + (noise * (random.NextFloat() - 0.5f));
            places[(2L * row) + 1] = (y[row] * scale) + (noise * (random.NextFloat() - 0.5f));
        }

        return places;
    }
}
