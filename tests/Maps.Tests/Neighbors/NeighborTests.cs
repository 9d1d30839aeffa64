using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Maps.Neighbors;
using Item2Vec.Maps.Tests.Support;
using Item2Vec.Maps.Tsne;
using Item2Vec.Maps.Umap;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps.Tests.Neighbors;

public class NeighborTests
{
    private static readonly MapWork Work = new(2, null, CancellationToken.None);

    [Theory]
    [InlineData(Metric.Cosine)]
    [InlineData(Metric.Euclidean)]
    public void Neighbors_are_the_nearest_with_their_squared_distances(Metric metric)
    {
        float[][] vectors = PlantedItems.Vectors(200);
        float[][] seen = metric == Metric.Cosine ? PlantedItems.Units(vectors) : vectors;
        using ItemIndex index = PlantedItems.Index(vectors, new IndexOptions { Metric = metric });
        using NeighborLists lists = NeighborLists.Find(index, 12, Work);
        int[][] exact = PlantedItems.Nearest(seen, 12);
        int found = 0;
        for (int row = 0; row < vectors.Length; row++)
        {
            found += exact[row].Intersect(lists.Rows(row).ToArray()).Count();
            Assert.DoesNotContain(row, lists.Rows(row).ToArray());
            for (int i = 0; i < 12; i++)
                Assert.Equal(PlantedItems.Square(seen[row], seen[lists.Rows(row)[i]]), lists.Squares(row)[i], 1e-5);
        }

        Assert.InRange(found / (12d * vectors.Length), 0.98, 1);
    }

    [Fact]
    public void A_graph_finds_the_neighbors_that_comparing_all_finds()
    {
        float[][] vectors = PlantedItems.Vectors(6000, 60);
        using ItemIndex byGraph = PlantedItems.Index(vectors, new IndexOptions { EfConstruction = 60 });
        using ItemIndex exactly = PlantedItems.Index(vectors[..]);
        using NeighborLists found = NeighborLists.Find(byGraph, 15, Work);
        int same = 0;
        for (int row = 0; row < 6000; row += 60)
            same += exactly.Similar($"item{row}", 15, new() { Exact = true }).Count(
                neighbor => found.Rows(row).Contains(int.Parse(neighbor.Item[4..], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.InRange(same / 1500d, 0.95, 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    public void Affinities_have_the_wanted_perplexity(double perplexity)
    {
        float[] squares = [.. Enumerable.Range(1, 30).Select(i => i * i * 3f)];
        Affinities.Calibrate(squares, Math.Log(perplexity));
        Assert.Equal(1, squares.Sum(), 1e-5);
        Assert.Equal(perplexity, Math.Exp(-squares.Where(p => p > 0).Sum(p => p * Math.Log(p))), 0.001);
        Assert.Equal(squares.OrderDescending(), squares);
    }

    [Fact]
    public void Memberships_add_up_to_the_logarithm_of_the_neighbors()
    {
        float[] squares = [.. Enumerable.Range(1, 15).Select(i => i * i * 0.7f)];
        FuzzyGraph.Calibrate(squares, Math.Log2(15));
        Assert.Equal(Math.Log2(15), squares.Sum(), 1e-4);
        Assert.Equal(1, squares[0], 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_edge_has_one_weight_from_both_ends(bool isFuzzy)
    {
        using ItemIndex index = PlantedItems.Index(150);
        using NeighborLists lists = NeighborLists.Find(index, 9, Work);
        using NeighborLists kept = lists.First(9);
        using SparseGraph graph = isFuzzy ? FuzzyGraph.Of(lists, 9, Work) : Affinities.Of(lists, 9, 3, Work);
        double sum = 0;
        for (int row = 0; row < graph.Count; row++)
        {
            int[] others = graph.Row(row).ToArray();
            Assert.Equal(others.Distinct().Order(), others);
            foreach (int other in kept.Rows(row)) Assert.Contains(other, others);
            foreach ((int other, float weight) in others.Zip(graph.WeightsOf(row).ToArray()))
            {
                Assert.True(kept.Rows(row).Contains(other) || kept.Rows(other).Contains(row));
                Assert.Equal(weight, graph.WeightsOf(other)[graph.Row(other).IndexOf(row)]);
                sum += weight;
            }
        }

        if (!isFuzzy) Assert.Equal(1, sum, 1e-4);
    }
}
