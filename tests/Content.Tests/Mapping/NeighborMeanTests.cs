using Item2Vec.Content.Encoders;
using Item2Vec.Content.Mapping;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Tests.Mapping;

public class NeighborMeanTests
{
    private const int Topics = 24;
    private const int OfTopic = 30;
    private const int Hubs = 6;
    private const int Dimensions = Topics + 1;

    [Fact]
    public void Neighbors_weigh_by_the_power_of_their_cosine()
    {
        // Cosines with (1, 0) are 1, 0.6 and -1: the sum is 1 (1, 0) + 0.36 (0, 1), and half of the regression's vector (0, -1) is added to
        // its direction.
        NeighborMean neighbors = new(Identity, new MapData([[2, 0], [0.6f, 0.8f], [-1, 0]], [[1, 0], [0, 1], [0, -1]], [1, 1, 1]));
        (int Item, float Cosine)[] nearest = neighbors.Nearest([[3, 0]], [-1])[0];
        Assert.Equal([0, 1, 2], nearest.Select(one => one.Item));
        Assert.Equal([1, 0.6, -1], nearest.Select(one => (double)one.Cosine), (a, b) => Math.Abs(a - b) < 1e-6);
        float[] mixed = neighbors.Mix([0, -1], nearest, new NeighborWeights(2, 0.5f));
        double length = Math.Sqrt(1 + (0.36 * 0.36)), x = 1 / length, y = (0.36 / length) - 0.5;
        Assert.Equal(x / Math.Sqrt((x * x) + (y * y)), mixed[0], 1e-6);
        Assert.Equal(y / Math.Sqrt((x * x) + (y * y)), mixed[1], 1e-6);
    }

    [Fact]
    public void An_item_is_no_neighbor_of_itself()
    {
        NeighborMean neighbors = new(Identity, new MapData([[1, 0], [0.6f, 0.8f]], [[1, 0], [0, 1]], [1, 1]) { Rows = [7, 9] });
        Assert.Equal([1], neighbors.Nearest([[1, 0]], [7])[0].Select(one => one.Item));
    }

    [Fact]
    public void Where_nothing_is_near_the_regression_stands()
    {
        NeighborMean neighbors = new(Identity, new MapData([[1, 0], [0.6f, 0.8f]], [[1, 0], [0, 1]], [1, 1]));
        foreach (float[] x in (float[][])[[0, 0], [-1, -1]])
        {
            Assert.Equal([0.8f, 0.6f], neighbors.Mix([0.8f, 0.6f], neighbors.Nearest([x], [-1])[0], new NeighborWeights(4, 0.5f)));
        }
    }

    [Fact]
    public void Only_the_nearest_count()
    {
        // All but the last 40 lie a quarter turn away; were they counted, they would be neighbors with cosine 0.
        float[][] x = [.. Enumerable.Range(0, 100).Select(i => i < 60 ? new float[] { 0, 1 } : [1, 0.001f * i])];
        (int Item, float Cosine)[] nearest = new NeighborMean(Identity, new MapData(x, x, new double[100])).Nearest([[1, 0]], [-1])[0];
        Assert.Equal(Enumerable.Range(60, NeighborMean.Neighbors), nearest.Select(one => one.Item));
    }

    [Fact]
    public void Many_queries_find_what_each_finds_by_itself()
    {
        MapData data = Market(out float[][] fresh);
        ContentMap map = ContentMap.Learn(data, new ContentOptions { Map = ContentMapKind.Knn }, [], default);
        float[][] together = map.Predict(fresh, [.. fresh.Select(_ => -1)]);
        for (int i = 0; i < fresh.Length; i++) Assert.Equal(map.Predict(fresh[i]), together[i], (a, b) => MathF.Abs(a - b) < 1e-6f);
        Assert.Equal(
            together,
            ContentMap.Learn(data, new ContentOptions { Map = ContentMapKind.Knn }, [], default)
                .Predict(fresh, [.. fresh.Select(_ => -1)]));
    }

    [Fact]
    public void An_item_in_the_middle_of_all_is_not_the_first_neighbor_of_new_ones()
    {
        MapData data = Market(out float[][] fresh);
        int ridge = HubsFirst(data, fresh, ContentMapKind.Ridge), knn = HubsFirst(data, fresh, ContentMapKind.Knn);
        Assert.True(ridge >= fresh.Length / 2, $"the market has no hub: it is first for {ridge} of {fresh.Length} by regression");
        Assert.True(knn <= fresh.Length / 20, $"the hub is first for {knn} of {fresh.Length}");
    }

    private static LinearMap Identity => new([1, 0, 0, 1], [0.3, 0.4]);

    private static int HubsFirst(MapData data, float[][] fresh, ContentMapKind kind)
    {
        ContentMap map = ContentMap.Learn(data, new ContentOptions { Map = kind }, [], default);
        return fresh.Count(x =>
        {
            float[] place = map.Predict(x);
            return Enumerable.Range(0, data.Y.Length).MaxBy(i => VectorOperations.Dot(place, data.Y[i])) >= Topics * OfTopic;
        });
    }

    /// <summary>
    /// Items of topics whose vectors share a direction, and some that have little but it. Content is a point of the circle, an arc for each
    /// topic: a linear map of two numbers cannot tell 24 topics apart and stays near what all have in common.
    /// </summary>
    private static MapData Market(out float[][] fresh)
    {
        RandomSource random = new(4);
        List<float[]> x = [], y = [];
        for (int i = 0; i < (Topics * OfTopic) + Hubs; i++)
        {
            int topic = i < Topics * OfTopic ? i % Topics : -1;
            x.Add(Content(i, ref random));
            float[] vector = [.. Enumerable.Range(0, Dimensions)
                .Select(d => (d == Topics ? 0.8f : d == topic ? 1 : 0) + (topic < 0 ? 0 : 0.2f * (random.NextFloat() - 0.5f)))];
            Pools.Normalize(vector);
            y.Add(vector);
        }

        fresh = new float[60][];
        for (int i = 0; i < fresh.Length; i++) fresh[i] = Content(i, ref random);
        return new MapData([.. x], [.. y], [.. x.Select(_ => 1.0)]);
    }

    private static float[] Content(int topic, ref RandomSource random)
    {
        (float y, float x) = MathF.SinCos(MathF.Tau / Topics * ((topic % Topics) + (0.5f * (random.NextFloat() - 0.5f))));
        return [x, y];
    }
}
