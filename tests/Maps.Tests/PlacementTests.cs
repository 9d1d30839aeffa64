using Item2Vec.Indexing;
using Item2Vec.Maps.Tests.Support;

namespace Item2Vec.Maps.Tests;

public class PlacementTests
{
    public static TheoryData<MapMethod> Methods => LayoutTests.Methods;

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_vector_of_an_item_is_placed_at_the_item(MapMethod method)
    {
        using ItemIndex index = PlantedItems.Index(150);
        ItemMap map = ItemMap.Create(index, new MapOptions { Method = method, Epochs = 100 });
        for (int row = 0; row < 150; row++)
        {
            (float x, float y) = map.Place(index.Vector($"item{row}"));
            Assert.Equal(map.X[row], x, 1e-4);
            Assert.Equal(map.Y[row], y, 1e-4);
        }
    }

    [Theory]
    [InlineData(MapMethod.Tsne)]
    [InlineData(MapMethod.Umap)]
    public void A_new_vector_is_placed_amid_its_cluster(MapMethod method)
    {
        const int clusters = 10;
        float[][] vectors = PlantedItems.Vectors(500, clusters);
        using ItemIndex index = PlantedItems.Index(vectors[..400]);
        ItemMap map = ItemMap.Create(index, new MapOptions { Method = method, Epochs = 400 });
        float[][] places = PlantedItems.Places(map);
        int same = 0;
        for (int row = 400; row < 500; row++)
        {
            (float x, float y) = map.Place(vectors[row]);
            int[] nearest = [.. Enumerable.Range(0, 400).OrderBy(other => PlantedItems.Square(places[other], [x, y])).Take(5)];
            same += nearest.Count(other => other % clusters == row % clusters);
        }

        Assert.InRange(same / 500d, 0.98, 1);
    }

    [Fact]
    public void Neighbors_elsewhere_do_not_draw_a_vector_into_the_void()
    {
        // A vector between two clusters, nearer to one of them.
        float[][] vectors = PlantedItems.Vectors(300, 6);
        using ItemIndex index = PlantedItems.Index(vectors);
        ItemMap map = ItemMap.Create(index, new MapOptions { Epochs = 400 });
        float[] mixed = [.. vectors[0].Zip(vectors[1], (left, right) => (0.55f * left) + (0.45f * right))];
        (float x, float y) = map.Place(mixed);
        double nearest = PlantedItems.Places(map).Min(place => PlantedItems.Square(place, [x, y]));
        double spread = map.X.ToArray().Max() - map.X.ToArray().Min();
        Assert.True(Math.Sqrt(nearest) < spread / 20, $"{Math.Sqrt(nearest)} of {spread}");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_vector_that_cannot_be_placed_is_a_callers_mistake(MapMethod method)
    {
        using ItemIndex index = PlantedItems.Index(20);
        ItemMap map = ItemMap.Create(index, new MapOptions { Method = method, Epochs = 5 });
        Assert.Throws<ArgumentException>(() => map.Place(new float[3]));
        Assert.Throws<ArgumentException>(() => map.Place([.. Enumerable.Repeat(float.NaN, 16)]));
    }
}
