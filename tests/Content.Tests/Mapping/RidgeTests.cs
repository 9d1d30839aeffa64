using Item2Vec.Content.Mapping;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Tests.Mapping;

public class RidgeTests
{
    [Fact]
    public void One_feature_gives_the_slope_that_the_formula_gives()
    {
        // Weighted mean of y: (1 * 1 + 3 * 5) / 4 = 4. x'C(y - mean) = 1 * 2 * (1 - 4) + 3 * -1 * (5 - 4) = -9. x'Cx = 4 + 3 = 7.
        Ridge ridge = new([[2], [-1]], [[1], [5]], [1, 3]);
        LinearMap map = ridge.Solve(0.5);
        Assert.Equal(4, map.Intercept[0], 1e-12);
        Assert.Equal(-9.0 / (7 + (0.5 * 7)), map.Weights[0], 1e-12);
        Assert.Equal(4 - (9.0 / 10.5 * 3), map.Apply([3])[0], 1e-6);
    }

    [Fact]
    public void A_linear_relation_is_found_again()
    {
        RandomSource random = new(3);
        double[] truth = [.. Enumerable.Range(0, 12).Select(_ => (double)random.NextFloat() - 0.5)];
        float[][] x = [.. Enumerable.Range(0, 200).Select(_ => new float[4].Select(_ => random.NextFloat() - 0.5f).ToArray())];
        float[][] y = [.. x.Select(
            row => Enumerable.Range(0, 3).Select(t => (float)Enumerable.Range(0, 4).Sum(i => row[i] * truth[(i * 3) + t])).ToArray())];
        LinearMap map = new Ridge(x, y, [.. x.Select(_ => 1.0)]).Solve(1e-9);
        for (int i = 0; i < 12; i++) Assert.Equal(truth[i], map.Weights[i], 0.05);
    }

    [Fact]
    public void Cholesky_solves_what_a_product_makes()
    {
        // A = [[4, 2], [2, 3]], X = [[1, 0], [-2, 5]].
        double[] a = [4, 2, 2, 3];
        double[] b = [0, 10, -4, 15];
        Assert.True(Cholesky.Solve(a, 2, b, 2));
        Assert.Equal([1, 0, -2, 5], b, (x, y) => Math.Abs(x - y) < 1e-12);
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_told() => Assert.False(Cholesky.Solve([1, 2, 2, 1], 2, [1, 1], 1));
}
