using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Mapping;

/// <summary>Predictions lie near the vectors of what occurs together with the item: <c>-log s(a cos(y, v)) - sum log s(-a cos(y, n))</c> over drawn items n.</summary>
/// <remarks>The pairwise loss of content2vec against the vectors of the model, s the logistic function; a is <see cref="Sharpness"/>.</remarks>
internal sealed class PairObjective : IMapObjective
{
    private const float Sharpness = 8;
    private const int Negatives = 5;
    private const int MostPairs = 50_000;
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
        for (int i = 0; i < Math.Min(MostPairs, pairs.Length); i++)
        {
            int pair = random.NextBelow(pairs.Length);
            yield return (pairs[pair].From, pair);
        }
    }

    public void Slope(int @case, ReadOnlySpan<float> y, Span<float> slope, ref RandomSource random)
    {
        slope.Clear();
        float length = Math.Max((float)Norms.Length(y), 1e-6f);
        Add(y, data.Y[pairs[@case].To], 1, length, slope);
        for (int i = 0; i < Negatives; i++) Add(y, data.Y[items[random.NextBelow(items.Length)]], 0, length, slope);
    }

    private static void Add(ReadOnlySpan<float> y, float[] v, float label, float length, Span<float> slope)
    {
        float probability = 1 / (1 + MathF.Exp(-Sharpness * CosineObjective.Cosine(y, v, length)));
        CosineObjective.AddCosine(y, v, Sharpness * (probability - label), slope);
    }
}
