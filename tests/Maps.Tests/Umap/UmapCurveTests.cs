using Item2Vec.Maps.Umap;

namespace Item2Vec.Maps.Tests.Umap;

public class UmapCurveTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void No_curve_nearby_fits_better(double minDistance)
    {
        UmapCurve curve = new(minDistance);
        double error = Error(curve.A, curve.B);
        foreach (double factor in (double[])[0.99, 1.01])
        {
            Assert.True(Error(curve.A * factor, curve.B) > error);
            Assert.True(Error(curve.A, curve.B * factor) > error);
        }

        double Error(double a, double b) => Enumerable.Range(1, 299).Select(i => 3 * i / 299d).Sum(d => Math.Pow(
            (d < minDistance ? 1 : Math.Exp(minDistance - d)) - (1 / (1 + (a * Math.Pow(d, 2 * b)))), 2));
    }

    [Fact]
    public void Forces_are_those_of_the_formulas()
    {
        UmapCurve curve = new(0.1);
        for (double square = 1e-6; square < 50_000; square *= 1.03)
        {
            double power = curve.A * Math.Pow(square, curve.B);
            double attraction = -2 * curve.B * power / square / (1 + power);
            double repulsion = 2 * curve.B / ((0.001 + square) * (1 + power));
            Assert.Equal(1, curve.Attraction((float)square) / attraction, 5e-4);
            Assert.Equal(1, curve.Repulsion((float)square) / repulsion, 5e-4);
        }

        Assert.True(float.IsFinite(curve.Attraction(0)) && float.IsFinite(curve.Repulsion(0)) && float.IsFinite(curve.Attraction(1e30f)));
    }
}
