using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Encoders;

/// <summary>Pools an encoder's output into one vector per item.</summary>
internal static class Pools
{
    /// <summary>Writes the vector of each item of a batch.</summary>
    /// <param name="numbers">The output, row-major.</param>
    /// <param name="shape">Its shape: [batch, dimensions], [batch, tokens, dimensions], [batch, channels, height, width], or [batch,
    /// height, width, channels].</param>
    /// <param name="channelsLast">Which of the last two layouts it has.</param>
    /// <param name="lengths">The tokens of each item without padding, or null for all.</param>
    /// <param name="pooling">The pooling.</param>
    /// <param name="row">Returns the destination of an item's vector.</param>
    public static void Write(ReadOnlySpan<float> numbers, ReadOnlySpan<long> shape, bool channelsLast, int[]? lengths, Pooling pooling,
        Func<int, float[]> row)
    {
        int batch = (int)shape[0];
        int size = numbers.Length / Math.Max(1, batch);
        for (int i = 0; i < batch; i++)
        {
            ReadOnlySpan<float> item = numbers.Slice(i * size, size);
            float[] vector = row(i);
            if (shape.Length == 2) item.CopyTo(vector);
            else if (shape.Length == 3) OverTokens(item, Math.Min(lengths?[i] ?? int.MaxValue, (int)shape[1]), pooling, vector);
            else if (channelsLast) OverTokens(item, (int)(shape[1] * shape[2]), pooling, vector);
            else OverPlaces(item, pooling, vector);
        }
    }

    /// <summary>The dimensions of the pooled vectors of an output.</summary>
    public static int Dimensions(ReadOnlySpan<long> shape, bool channelsLast)
        => (int)(shape.Length == 4 && !channelsLast ? shape[1] : shape[^1]);

    /// <summary>
    /// Whether the channels are the last dimension of a four-dimensional output: the two equal dimensions of a square image are height and
    /// width; if that is ambiguous, the layout of the input.
    /// </summary>
    public static bool ChannelsLast(ReadOnlySpan<long> shape, bool inputChannelsLast)
        => shape.Length == 4 && (shape[1] == shape[2]) != (shape[2] == shape[3]) ? shape[1] == shape[2] : inputChannelsLast;

    public static void Normalize(Span<float> vector)
    {
        double length = Norms.Length(vector);
        if (!(length > 0)) return;
        for (int d = 0; d < vector.Length; d++) vector[d] = (float)(vector[d] / length);
    }

    private static void OverTokens(ReadOnlySpan<float> tokens, int count, Pooling pooling, Span<float> vector)
    {
        int dimensions = vector.Length;
        tokens[..dimensions].CopyTo(vector);
        if (pooling == Pooling.Cls) return;
        for (int token = 1; token < count; token++)
        {
            ReadOnlySpan<float> one = tokens.Slice(token * dimensions, dimensions);
            for (int d = 0; d < dimensions; d++) vector[d] = pooling == Pooling.Max ? Math.Max(vector[d], one[d]) : vector[d] + one[d];
        }

        if (pooling == Pooling.Max) return;
        for (int d = 0; d < dimensions; d++) vector[d] /= Math.Max(1, count);
    }

    private static void OverPlaces(ReadOnlySpan<float> channels, Pooling pooling, Span<float> vector)
    {
        int places = channels.Length / vector.Length;
        for (int d = 0; d < vector.Length; d++)
        {
            ReadOnlySpan<float> channel = channels.Slice(d * places, places);
            float value = pooling == Pooling.Max ? float.NegativeInfinity : 0;
            foreach (float place in channel) value = pooling == Pooling.Max ? Math.Max(value, place) : value + (place / places);
            vector[d] = value;
        }
    }
}
