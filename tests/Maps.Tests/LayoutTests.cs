using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Maps.Tests.Support;

namespace Item2Vec.Maps.Tests;

public class LayoutTests
{
    private const int Neighbors = 10;

    /// <summary>Enough for a few hundred items.</summary>
    private const int Epochs = 400;

    public static TheoryData<MapMethod> Methods => [MapMethod.Pca, MapMethod.Tsne, MapMethod.Umap];

    public static TheoryData<MapMethod> NeighborMethods => [MapMethod.Tsne, MapMethod.Umap];

    [Theory]
    [MemberData(nameof(NeighborMethods))]
    public void Neighbors_of_the_vectors_are_neighbors_on_the_map(MapMethod method)
    {
        float[][] vectors = PlantedItems.Vectors(500);
        using ItemIndex index = PlantedItems.Index(vectors);
        int[][] wanted = PlantedItems.Nearest(PlantedItems.Units(vectors), Neighbors);
        double kept = Kept(wanted, ItemMap.Create(index, new MapOptions { Method = method, Epochs = Epochs }));
        double byComponents = Kept(wanted, ItemMap.Create(index, new MapOptions { Method = MapMethod.Pca }));

        // Within a cluster of 50 a random order keeps a fifth of the neighbors.
        double random = Neighbors / 49d;
        Assert.True(kept > random + 0.1, $"{method} keeps {kept}, a random order within clusters {random}");
        Assert.True(kept > byComponents + 0.1, $"{method} keeps {kept}, PCA {byComponents}");
    }

    [Theory]
    [MemberData(nameof(NeighborMethods))]
    public void Planted_clusters_lie_apart(MapMethod method)
    {
        const int clusters = 10;
        float[][] vectors = PlantedItems.Vectors(400, clusters);
        using ItemIndex index = PlantedItems.Index(vectors);
        double inVectors = Pure(PlantedItems.Nearest(PlantedItems.Units(vectors), Neighbors), clusters);
        ItemMap map = ItemMap.Create(index, new MapOptions { Method = method, Epochs = Epochs });
        double onMap = Pure(PlantedItems.Nearest(PlantedItems.Places(map), Neighbors), clusters);
        Assert.True(onMap >= inVectors - 0.01, $"{onMap} of the neighbors are of the same cluster on the map, {inVectors} in the vectors");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Threads_do_not_change_the_map(MapMethod method)
    {
        // With a graph, so that its search is part of the comparison; on one thread it is always the same.
        using ItemIndex index = PlantedItems.Index(PlantedItems.Vectors(1500), new IndexOptions { Threads = 1 });
        MapOptions options = new() { Method = method, Epochs = 60, Seed = 5 };
        ItemMap one = ItemMap.Create(index, options with { Threads = 1 });
        ItemMap three = ItemMap.Create(index, options with { Threads = 3 });
        Assert.Equal(one.X, three.X);
        Assert.Equal(one.Y, three.Y);
        Assert.Equal(one.ClusterOf, three.ClusterOf);
        Assert.Equal(one.Clusters, three.Clusters);
    }

    [Theory]
    [MemberData(nameof(NeighborMethods))]
    public void A_seed_gives_a_map_of_its_own(MapMethod method)
    {
        using ItemIndex index = PlantedItems.Index(120);
        MapOptions options = new() { Method = method, Epochs = 20 };
        Assert.NotEqual(ItemMap.Create(index, options).X.ToArray(), ItemMap.Create(index, options with { Seed = 2 }).X.ToArray());
    }

    [Theory]
    [InlineData("few")]
    [InlineData("constant")]
    [InlineData("zero")]
    [InlineData("some zero")]
    [InlineData("one dimension")]
    [InlineData("euclidean")]
    [InlineData("dot")]
    [InlineData("huge")]
    [InlineData("huge dot")]
    public void Places_are_finite(string kind)
    {
        float[][] planted = PlantedItems.Vectors(30, 3);
        float[][] huge = [.. planted.Select(vector => vector.Select(value => value * 1e30f).ToArray())];
        (float[][][] sets, Metric metric) = kind switch
        {
            "few" => ([.. Enumerable.Range(0, 7).Select(count => planted[..count])], Metric.Cosine),
            "constant" => ([[.. Enumerable.Repeat(planted[0], 60)]], Metric.Cosine),
            "zero" => ([[.. Enumerable.Repeat(new float[16], 20)]], Metric.Cosine),
            "some zero" => ([[.. Enumerable.Repeat(new float[16], 9), .. planted, .. planted, .. planted]], Metric.Cosine),
            "one dimension" => ([[.. Enumerable.Range(0, 12).Select(row => new float[] { row })]], Metric.Euclidean),
            "euclidean" => ([[.. planted, .. planted[..3]]], Metric.Euclidean),
            "dot" => ([planted], Metric.Dot),
            "huge" => ([huge], Metric.Euclidean),
            _ => ((float[][][])[huge], Metric.Dot),
        };
        foreach (float[][] vectors in sets)
        {
            using ItemIndex index = PlantedItems.Index(vectors, new IndexOptions { Metric = metric });
            foreach (MapMethod method in Enum.GetValues<MapMethod>())
            {
                ItemMap map = ItemMap.Create(index, new MapOptions { Method = method, Epochs = 40, MinClusterSize = 2 });
                Assert.Equal(vectors.Length, map.Count);
                Assert.Equal(vectors.Length, map.ClusterOf.Length);
                foreach (float[] place in PlantedItems.Places(map))
                    Assert.True(float.IsFinite(place[0]) && float.IsFinite(place[1]), $"{vectors.Length} vectors, {method}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(NeighborMethods))]
    public void Equal_vectors_do_not_share_a_place(MapMethod method)
    {
        using ItemIndex index = PlantedItems.Index([.. Enumerable.Repeat(PlantedItems.Vectors(1)[0], 40)]);
        ItemMap map = ItemMap.Create(index, new MapOptions { Method = method, Epochs = 100 });
        Assert.Equal(40, PlantedItems.Places(map).DistinctBy(place => (place[0], place[1])).Count());
    }

    [Theory]
    [InlineData(MapMethod.Pca, MapStage.Components)]
    [InlineData(MapMethod.Tsne, MapStage.Neighbors)]
    [InlineData(MapMethod.Tsne, MapStage.Layout)]
    [InlineData(MapMethod.Umap, MapStage.Clusters)]
    [InlineData(MapMethod.Umap, MapStage.Layout)]
    public void A_map_stops_at_once_when_it_is_cancelled(MapMethod method, MapStage stage)
    {
        using ItemIndex index = PlantedItems.Index(300);
        using CancellationTokenSource source = new();
        List<MapProgress> after = [];
        Reports progress = new(report =>
        {
            if (source.IsCancellationRequested) after.Add(report);
            else if (report.Stage == stage) source.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(
            () => ItemMap.Create(index, new MapOptions { Method = method, Threads = 1 }, progress, source.Token));
        Assert.Empty(after);
    }

    [Fact]
    public void Progress_ends_with_all_done_in_every_stage()
    {
        using ItemIndex index = PlantedItems.Index(200);
        Dictionary<MapStage, MapProgress> last = [];
        ItemMap.Create(index, new MapOptions { Epochs = 30, Threads = 1 }, new Reports(report => last[report.Stage] = report));
        Assert.Equal(Enum.GetValues<MapStage>(), last.Keys.Order());
        Assert.All(last.Values, report => Assert.Equal(report.Total, report.Done));
    }

    private static double Kept(int[][] wanted, ItemMap map)
        => PlantedItems.Nearest(PlantedItems.Places(map), Neighbors).Zip(wanted, (found, exact) => found.Intersect(exact).Count())
            .Average() / Neighbors;

    private static double Pure(int[][] neighbors, int clusters)
        => neighbors.Select((others, row) => others.Count(other => other % clusters == row % clusters)).Average() / Neighbors;

    private sealed class Reports(Action<MapProgress> report) : IProgress<MapProgress>
    {
        public void Report(MapProgress value) => report(value);
    }
}
