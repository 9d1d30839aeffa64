using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Search;
using Item2Vec.Maps.Neighbors;
using Item2Vec.Maps.Tsne;

namespace Item2Vec.Maps;

/// <summary>
/// The place of a vector in a layout that stays as it is: where the attraction of its neighbors is in balance, <c>sum of p q (y - y_j) =
/// 0</c> with t-SNE's p and q.
/// </summary>
/// <remarks>
/// A mean of the neighbors' places weighted by p q, found by repeating it from the best place of a neighbor: unlike a plain mean it lies
/// amid most of them where some are elsewhere on the map, and not between.
/// </remarks>
internal static class Placement
{
    private const int Neighbors = 15;

    /// <summary>The perplexity of the neighbors' weights: a third of them, as in the layout.</summary>
    private const double Perplexity = 5;

    private const int Steps = 30;

    /// <summary>Vectors whose squared distance is less are the same but for rounding.</summary>
    private const float SameSquare = 1e-6f;

    /// <summary>The place.</summary>
    public static (float X, float Y) Of(ItemIndex index, ReadOnlySpan<float> vector, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ScoredRow[] found = new ScoredRow[Math.Min(Neighbors, index.Count)];
        found = found[..index.NearestRows(vector, found)];
        if (found.Length == 0) return (0, 0);
        float[] weights = Array.ConvertAll(found, neighbor => NeighborLists.Square(index.Metric, neighbor.Score));
        if (weights[0] < SameSquare && index.Metric != Metric.Dot) return (x[found[0].Row], y[found[0].Row]);
        Affinities.Calibrate(weights, Math.Log(Math.Min(Perplexity, Math.Max(1, found.Length / 3d))));

        (double X, double Y) place = default;
        double most = -1;
        foreach (ScoredRow neighbor in found)
        {
            (double X, double Y) start = (x[neighbor.Row], y[neighbor.Row]);
            double attraction = Mean(start, found, weights, x, y).Attraction;
            if (attraction > most) (most, place) = (attraction, start);
        }

        for (int step = 0; step < Steps; step++) place = Mean(place, found, weights, x, y).Place;
        return ((float)place.X, (float)place.Y);
    }

    private static ((double X, double Y) Place, double Attraction) Mean(
        (double X, double Y) at, ScoredRow[] found, float[] weights, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        (double X, double Y) sum = (0, 0);
        double attraction = 0;
        for (int i = 0; i < found.Length; i++)
        {
            double dx = at.X - x[found[i].Row];
            double dy = at.Y - y[found[i].Row];
            double pq = weights[i] / (1 + (dx * dx) + (dy * dy));
            sum = (sum.X + (pq * x[found[i].Row]), sum.Y + (pq * y[found[i].Row]));
            attraction += pq;
        }

        return (attraction > 0 ? (sum.X / attraction, sum.Y / attraction) : at, attraction);
    }
}
