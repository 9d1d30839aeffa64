using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Mapping;

/// <summary>Maximizes the cosine of prediction and vector: loss <c>1 - cos(y, v)</c>, weighted by item.</summary>
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

/// <summary>The training objective of a residual unit.</summary>
internal interface IMapObjective
{
    /// <summary>
    /// The cases of an epoch, in a new order each time: the input of the prediction, and the data that the objective needs.
    /// </summary>
    IEnumerable<(int Item, int Case)> Epoch(RandomSource random);

    /// <summary>Writes the derivative of a case's loss by its prediction.</summary>
    void Slope(int @case, ReadOnlySpan<float> y, Span<float> slope, ref RandomSource random);
}

/// <summary>
/// Predictions near the vectors of co-occurring items: <c>-sum log s(a (cos(y, v) - cos(y, n)))</c> over drawn items n.
/// </summary>
/// <remarks>
/// The pairwise logistic loss of content2vec against the vectors of the model, s the logistic function and a <see cref="Sharpness"/>; each
/// drawn item is compared with the co-occurring one, so that what all vectors share neither attracts nor repels.
/// </remarks>
internal sealed class PairObjective : IMapObjective
{
    private const float Sharpness = 8;
    private const int Negatives = 5;
    private const int MaxPairs = 50_000;
    private readonly MapData data;
    private readonly int[] items;
    private readonly (int From, int To)[] pairs;

    public PairObjective(MapData data, int[] items, IReadOnlyList<(int From, int To)> pairs)
    {
        (this.data, this.items) = (data, items);
        HashSet<int> known = [.. items];
        this.pairs = [.. pairs.Where(pair => known.Contains(pair.From))];
    }

    public IEnumerable<(int Item, int Case)> Epoch(RandomSource random)
    {
        for (int i = 0; i < Math.Min(MaxPairs, pairs.Length); i++)
        {
            int pair = random.NextBelow(pairs.Length);
            yield return (pairs[pair].From, pair);
        }
    }

    public void Slope(int @case, ReadOnlySpan<float> y, Span<float> slope, ref RandomSource random)
    {
        slope.Clear();
        float length = Math.Max((float)Norms.Length(y), 1e-6f);
        float[] together = data.Y[pairs[@case].To];
        for (int i = 0; i < Negatives; i++)
        {
            float[] drawn = data.Y[items[random.NextBelow(items.Length)]];
            float margin = CosineObjective.Cosine(y, together, length) - CosineObjective.Cosine(y, drawn, length);
            float push = Sharpness / (1 + MathF.Exp(Sharpness * margin));
            CosineObjective.AddCosine(y, together, -push, slope);
            CosineObjective.AddCosine(y, drawn, push, slope);
        }
    }
}
