using Item2Vec.Maps.Components;

namespace Item2Vec.Maps.Tests;

public class ComponentTests
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
}
