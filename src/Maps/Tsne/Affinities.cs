using Item2Vec.Maps.Neighbors;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps.Tsne;

/// <summary>
/// How much items attract each other: <c>p_ij = (p_j|i + p_i|j) / 2n</c>, where <c>p_j|i</c> is a Gaussian around item i that has the
/// wanted perplexity (van der Maaten and Hinton 2008).
/// </summary>
internal static class Affinities
{
    /// <summary>Neighbors per item as a multiple of the perplexity (van der Maaten 2014).</summary>
    public const int NeighborsPerPerplexity = 3;

    private const int MaxSteps = 100;
    private const double Tolerance = 1e-6;

    /// <summary>The affinities, which add up to 1; the lists are used up.</summary>
    public static SparseGraph Of(NeighborLists lists, int length, double perplexity, MapWork work)
    {
        double entropy = Math.Log(Math.Clamp(perplexity, 1, Math.Max(1, length)));
        float share = 1f / (2f * Math.Max(1, lists.Count));
        return SparseGraph.Combine(lists, length, (_, squares) => Calibrate(squares, entropy), (own, other) => (own + other) * share, work);
    }

    /// <summary>Turns squared distances into probabilities of an entropy, by halving the interval of the precision.</summary>
    public static void Calibrate(Span<float> squares, double entropy)
    {
        double nearest = double.MaxValue;
        double mean = 0;
        foreach (float square in squares) nearest = Math.Min(nearest, square);
        foreach (float square in squares) mean += (square - nearest) / squares.Length;

        // Where all are as near, every precision gives the same.
        double beta = mean > 0 ? 1 / mean : 1;
        double low = 0;
        double high = double.PositiveInfinity;
        double sum = 0;
        for (int step = 0; step < MaxSteps; step++)
        {
            sum = 0;
            double weighted = 0;
            foreach (float square in squares)
            {
                double p = Math.Exp(-beta * (square - nearest));
                sum += p;
                weighted += p * (square - nearest);
            }

            double difference = Math.Log(sum) + (beta * weighted / sum) - entropy;
            if (Math.Abs(difference) < Tolerance) break;
            if (difference > 0) low = beta;
            else high = beta;
            double next = double.IsInfinity(high) ? beta * 2 : (low + high) / 2;
            if (next == beta || !double.IsFinite(next)) break;
            beta = next;
        }

        foreach (ref float square in squares) square = (float)(Math.Exp(-beta * (square - nearest)) / sum);
    }
}
