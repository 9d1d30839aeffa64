using Item2Vec.Content.Mapping;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Tests.Mapping;

public class ResidualUnitTests
{
    [Fact]
    public void At_the_start_nothing_is_added()
    {
        RandomSource random = new(1);
        ResidualUnit unit = new(3, 8, 2, ref random);
        float[] y = [1, 2];
        unit.AddTo(y, [1, -1, 0.5f]);
        Assert.Equal([1f, 2f], y);
    }

    [Fact]
    public void The_slope_of_the_cosine_is_its_difference_quotient()
    {
        float[] y = [0.3f, -0.8f, 0.5f];
        float[] v = [0.6f, 0, 0.8f];
        float[] slope = new float[3];
        CosineObjective.AddCosine(y, v, 2, slope);
        for (int d = 0; d < 3; d++)
        {
            float[] more = [.. y], less = [.. y];
            more[d] += 1e-3f;
            less[d] -= 1e-3f;
            Assert.Equal(2 * (Cosine(more, v) - Cosine(less, v)) / 2e-3, slope[d], 1e-3);
        }

        static double Cosine(float[] a, float[] b) => a.Zip(b).Sum(pair => (double)pair.First * pair.Second) / Norms.Length(a);
    }

    [Fact]
    public void A_hidden_layer_learns_what_no_linear_map_can()
    {
        // The sign of a product: the best linear map knows nothing of it.
        MapData data = Product(600);
        ContentMap linear = ContentMap.Learn(data, new ContentOptions { Map = ContentMapKind.Ridge }, [], default);
        ContentMap deep = ContentMap.Learn(data, new ContentOptions { Map = ContentMapKind.Mlp, HiddenUnits = 32 }, [], default);
        Assert.True(linear.HeldOutCosine < 0.75, $"linear: {linear.HeldOutCosine}");
        Assert.True(deep.HeldOutCosine > 0.9, $"with a hidden layer: {deep.HeldOutCosine}");
    }

    [Fact]
    public void Pairs_teach_it_as_well()
    {
        // Points of a square in three by three fields; the target of a point is its field, and points of a field occur together.
        RandomSource random = new(6);
        float[][] x = [.. Enumerable.Range(0, 900).Select(_ => new[] { random.NextFloat() - 0.5f, random.NextFloat() - 0.5f })];
        int[] fields = [.. x.Select(point => ((int)((point[0] + 0.5f) * 3) * 3) + (int)((point[1] + 0.5f) * 3))];
        MapData data = new(
            x, [.. fields.Select(field => Enumerable.Range(0, 9).Select(d => d == field ? 1f : 0).ToArray())], [.. x.Select(_ => 1.0)]);
        (int, int)[] pairs = [.. Enumerable.Range(0, 20_000).Select(_ => (random.NextBelow(900), random.NextBelow(900)))
            .Where(pair => pair.Item1 != pair.Item2 && fields[pair.Item1] == fields[pair.Item2])];
        double linear = ContentMap.Learn(data, new ContentOptions { Map = ContentMapKind.Ridge }, [], default).HeldOutCosine;
        double deep =
            ContentMap.Learn(data, new ContentOptions { Map = ContentMapKind.Pairwise, HiddenUnits = 32 }, pairs, default).HeldOutCosine;
        Assert.True(deep > linear + 0.1, $"linear {linear}, from pairs {deep}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_map()
    {
        MapData data = Product(100);
        ContentOptions options = new() { Map = ContentMapKind.Mlp, HiddenUnits = 8 };
        float[] first = ContentMap.Learn(data, options, [], default).Predict([0.5f, 0.5f]);
        Assert.Equal(first, ContentMap.Learn(data, options, [], default).Predict([0.5f, 0.5f]));
    }

    /// <summary>Points of the plane; the target of a point says whether its coordinates have the same sign.</summary>
    private static MapData Product(int count)
    {
        RandomSource random = new(5);
        float[][] x = [.. Enumerable.Range(0, count).Select(_ => new[] { (2 * random.NextFloat()) - 1, (2 * random.NextFloat()) - 1 })];
        float[][] y = [.. x.Select(point => point[0] * point[1] > 0 ? new float[] { 1, 0 } : [0, 1])];
        return new MapData(x, y, [.. x.Select(_ => 1.0)]);
    }
}
