using Item2Vec.Maps.Neighbors;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps.Umap;

/// <summary>
/// The fuzzy simplicial set of UMAP (McInnes, Healy and Melville 2018, algorithms 2 and 3): how surely two items are neighbors, in the
/// scale of each item's own neighborhood.
/// </summary>
internal static class FuzzyGraph
{
    private const int MaxSteps = 64;
    private const double Tolerance = 1e-5;

    /// <summary>The lowest scale, as a share of the mean distance.</summary>
    private const double MinScale = 1e-3;

    /// <summary>The graph of the first neighbors of each item; the lists are used up.</summary>
    public static SparseGraph Of(NeighborLists lists, int length, MapWork work)
    {
        double target = Math.Log2(Math.Max(2, length));
        return SparseGraph.Combine(
            lists, length, (_, squares) => Calibrate(squares, target), static (own, other) => own + other - (own * other), work);
    }

    /// <summary>
    /// Turns squared distances into memberships <c>exp(-(d - nearest) / scale)</c>, the scale so that they add up to the target.
    /// </summary>
    public static void Calibrate(Span<float> squares, double target)
    {
        double nearest = double.MaxValue;
        double mean = 0;
        foreach (ref float square in squares)
        {
            square = MathF.Sqrt(square);
            if (square > 0) nearest = Math.Min(nearest, square);
            mean += (double)square / squares.Length;
        }

        if (nearest == double.MaxValue) nearest = 0;
        double low = 0;
        double high = double.PositiveInfinity;
        double scale = mean > 0 ? mean : 1;
        for (int step = 0; step < MaxSteps; step++)
        {
            double sum = 0;
            foreach (float distance in squares) sum += Math.Exp(-Math.Max(0, distance - nearest) / scale);
            if (Math.Abs(sum - target) < Tolerance) break;
            if (sum > target) high = scale;
            else low = scale;
            scale = double.IsInfinity(high) ? scale * 2 : (low + high) / 2;
        }

        scale = Math.Max(scale, Math.Max(MinScale * mean, 1e-30));
        foreach (ref float distance in squares) distance = (float)Math.Exp(-Math.Max(0, distance - nearest) / scale);
    }
}
