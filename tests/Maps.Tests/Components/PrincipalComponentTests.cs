using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Maps.Components;
using Item2Vec.Maps.Tests.Support;

namespace Item2Vec.Maps.Tests.Components;

public class PrincipalComponentTests
{
    [Fact]
    public void A_symmetric_matrix_is_taken_apart()
    {
        const int size = 7;
        Random random = new(3);
        double[] a = new double[size * size];
        for (int i = 0; i < size; i++)
            for (int j = 0; j <= i; j++) a[(i * size) + j] = a[(j * size) + i] = random.NextDouble() - 0.5;
        (double[] values, double[] vectors) = SymmetricEigen.Decompose([.. a], size);

        Assert.Equal(values.OrderDescending(), values);
        for (int v = 0; v < size; v++)
            for (int i = 0; i < size; i++)
            {
                double product = 0;
                for (int j = 0; j < size; j++) product += a[(i * size) + j] * vectors[(v * size) + j];
                Assert.Equal(values[v] * vectors[(v * size) + i], product, 1e-12);
            }
    }

    [Theory]
    [InlineData(Metric.Cosine)]
    [InlineData(Metric.Euclidean)]
    public void Places_vary_as_the_first_two_components_of_the_whole_covariance(Metric metric)
    {
        // More dimensions than directions are iterated, and a spectrum that falls slowly.
        const int dimensions = 40;
        float[][] vectors = PlantedItems.Vectors(800, 30, dimensions, noise: 1);
        using ItemIndex index = PlantedItems.Index(vectors, new IndexOptions { Metric = metric });
        ItemMap map = ItemMap.Create(index, new MapOptions { Method = MapMethod.Pca, ClusterResolution = 0 });

        float[][] seen = metric == Metric.Cosine ? PlantedItems.Units(vectors) : vectors;
        double[] mean = [.. Enumerable.Range(0, dimensions).Select(d => seen.Average(vector => (double)vector[d]))];
        double[] covariance = new double[dimensions * dimensions];
        for (int i = 0; i < dimensions; i++)
            for (int j = 0; j < dimensions; j++)
                covariance[(i * dimensions) + j] = seen.Average(vector => (vector[i] - mean[i]) * (vector[j] - mean[j]));
        (double[] values, _) = SymmetricEigen.Decompose(covariance, dimensions);

        double first = map.X.ToArray().Average(x => (double)x * x);
        double second = map.Y.ToArray().Average(y => (double)y * y);
        double unit = metric == Metric.Cosine ? 1 : Math.Pow(vectors.Max(vector => vector.Max(Math.Abs)), -2);
        Assert.Equal(1, first / (values[0] * unit), 0.001);
        Assert.Equal(1, second / (values[1] * unit), 0.01);
        Assert.Equal(0, map.X.ToArray().Zip(map.Y.ToArray(), (x, y) => (double)x * y).Average() / first, 1e-3);
        Assert.Equal(0, map.X.ToArray().Average(x => (double)x) / Math.Sqrt(first), 1e-4);
    }
}
