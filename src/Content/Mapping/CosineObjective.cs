using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Mapping;

/// <summary>Prediction and vector point the same way: <c>1 - cos(y, v)</c>, weighted by item.</summary>
internal sealed class CosineObjective(MapData data, int[] items) : IMapObjective
{
    public IEnumerable<(int Item, int Case)> Epoch(RandomSource random)
    {
        int[] order = [.. items];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.NextBelow(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order.Select(item => (item, item));
    }

    public void Slope(int @case, ReadOnlySpan<float> y, Span<float> slope, ref RandomSource random)
    {
        slope.Clear();
        AddCosine(y, data.Y[@case], (float)-data.Weights[@case], slope);
    }

    /// <summary>Adds <c>factor * d cos(y, v) / dy</c> for a unit vector v and returns the cosine.</summary>
    public static float AddCosine(ReadOnlySpan<float> y, ReadOnlySpan<float> v, float factor, Span<float> slope)
    {
        float length = Math.Max((float)Norms.Length(y), 1e-6f);
        float cosine = Cosine(y, v, length);
        for (int t = 0; t < y.Length; t++) slope[t] += factor * (v[t] - (cosine * y[t] / length)) / length;
        return cosine;
    }

    /// <summary>The cosine of a vector of known length with a unit vector.</summary>
    public static float Cosine(ReadOnlySpan<float> y, ReadOnlySpan<float> v, float length)
    {
        float sum = 0;
        for (int t = 0; t < y.Length; t++) sum += y[t] * v[t];
        return sum / length;
    }
}
