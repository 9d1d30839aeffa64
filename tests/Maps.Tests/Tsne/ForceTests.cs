using Item2Vec.Embeddings.Numerics;
using Item2Vec.Maps.Neighbors;
using Item2Vec.Maps.Tests.Support;
using Item2Vec.Maps.Tsne;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps.Tests.Tsne;

public class ForceTests
{
    private static readonly MapWork Work = new(2, null, CancellationToken.None);

    [Fact]
    public void The_gradient_is_that_of_the_cost()
    {
        const int count = 60;
        using SparseGraph p = Graph(count);
        float[] start = Random(count, 2, seed: 4);
        using NativeBuffer<float> places = NativeBuffer<float>.Copy(start);
        using NativeBuffer<float> gradient = NativeBuffer<float>.Allocate(2 * count);
        using TsneLayout layout = new(p, places);
        layout.Gradient(0, gradient, Work);

        double[] at = Array.ConvertAll(start, value => (double)value);
        for (int i = 0; i < 2 * count; i++)
        {
            const double step = 1e-4;
            (double before, at[i]) = (at[i], at[i] + step);
            double up = Cost(p, at);
            at[i] = before - step;
            double down = Cost(p, at);
            at[i] = before;

            // The layout leaves out the factor 4 of the gradient.
            Assert.Equal((up - down) / (2 * step), 4 * gradient[i], 2e-5);
        }
    }

    [Theory]
    [InlineData(0, 1e-5)]
    [InlineData(0.5, 0.01)]
    [InlineData(1, 0.05)]
    public void Repulsion_is_the_exact_sum_up_to_the_angle(float theta, double bound)
    {
        const int count = 1200;
        float[] layout = [.. Random(count - 300, 30, seed: 1), .. Random(300, 1, seed: 2)];
        (double[] exact, double normalizer) = Exact(layout);
        using NativeBuffer<float> places = NativeBuffer<float>.Copy(layout);
        using NativeBuffer<float> forces = NativeBuffer<float>.Allocate(2 * count);
        double sum = new RepulsionTree(count).Compute(places, theta, forces, Work);
        double error = 0;
        for (int i = 0; i < exact.Length; i++) error += Math.Pow(forces[i] - exact[i], 2);
        double relative = Math.Sqrt(error / exact.Sum(force => force * force));
        Assert.True(relative < bound, $"the error is {relative}");
        Assert.Equal(1, sum / normalizer, bound);
    }

    [Fact]
    public void Points_that_no_square_parts_are_one_body()
    {
        // A thousand points in one place, and one far away that makes the square wide.
        float[] layout = [.. Enumerable.Repeat(1f, 2000), 5000, 5000, 1.5f, 1];
        using NativeBuffer<float> places = NativeBuffer<float>.Copy(layout);
        using NativeBuffer<float> forces = NativeBuffer<float>.Allocate(layout.Length);
        double sum = new RepulsionTree(layout.Length / 2).Compute(places, 0.5f, forces, Work);
        (double[] exact, double normalizer) = Exact(layout);
        Assert.Equal(1, sum / normalizer, 1e-3);
        Assert.Equal(exact[2002], forces[2002], 1e-3 * exact[2002]);
        Assert.Equal(0, forces[0] - exact[0], 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(33)]
    public void Any_number_of_points_is_complete(int count)
    {
        float[] layout = Random(count, 3, seed: count);
        (double[] exact, _) = Exact(layout);
        using NativeBuffer<float> places = NativeBuffer<float>.Copy(layout);
        using NativeBuffer<float> forces = NativeBuffer<float>.Allocate(layout.Length);
        new RepulsionTree(count).Compute(places, 0, forces, Work);
        for (int i = 0; i < exact.Length; i++) Assert.Equal(exact[i], forces[i], 1e-4);
    }

    [Fact]
    public void Points_are_sorted_by_quarters_of_quarters()
    {
        const int count = 40_000;
        using NativeBuffer<float> places = NativeBuffer<float>.Copy(Random(count, 5, seed: 6));
        MortonOrder order = new(count);
        order.Sort(places, Work);
        ulong[] sorted = order.Sorted.ToArray();
        Assert.Equal(sorted.Order(), sorted);
        Assert.Equal(count, sorted.Select(entry => (uint)entry).Distinct().Count());

        // The first bits of a code are the quarter of the square.
        int inQuarter = sorted.Count(entry =>
        {
            long point = (uint)entry;
            bool isRight = places[2 * point] - order.Corner.X >= order.Side / 2;
            bool isHigh = places[(2 * point) + 1] - order.Corner.Y >= order.Side / 2;
            return (isHigh ? 2u : 0) + (isRight ? 1u : 0) == (uint)(entry >> 62);
        });
        Assert.Equal(count, inQuarter);
    }

    [Fact]
    public void Attraction_is_exaggerated_at_first_and_then_falls_to_what_it_is()
    {
        TsneSettings settings = new() { Epochs = 150, Exaggeration = 6 };
        float[] factors = [.. Enumerable.Range(0, 150).Select(settings.FactorOf)];
        Assert.Equal(factors.OrderDescending(), factors);
        Assert.All(factors[..20], factor => Assert.Equal(6, factor));
        Assert.InRange(factors[30], 1.5, 5);
        Assert.All(factors[70..], factor => Assert.Equal(1, factor));
    }

    private static SparseGraph Graph(int count)
    {
        float[][] vectors = PlantedItems.Vectors(count, 4);
        using Item2Vec.Indexing.ItemIndex index = PlantedItems.Index(vectors);
        using NeighborLists lists = NeighborLists.Find(index, 15, Work);
        return Affinities.Of(lists, 15, 5, Work);
    }

    /// <summary>The Kullback-Leibler divergence, without the part that places do not change.</summary>
    private static double Cost(SparseGraph p, double[] places)
    {
        int count = places.Length / 2;
        double normalizer = 0;
        double cost = 0;
        for (int i = 0; i < count; i++)
            for (int j = 0; j < count; j++)
                if (i != j) normalizer += Q(places, i, j);
        for (int i = 0; i < count; i++)
            for (int k = 0; k < p.Row(i).Length; k++)
                cost -= p.WeightsOf(i)[k] * Math.Log(Q(places, i, p.Row(i)[k]) / normalizer);
        return cost;
    }

    private static double Q(double[] places, int i, int j)
        => 1 / (1 + Math.Pow(places[2 * i] - places[2 * j], 2) + Math.Pow(places[(2 * i) + 1] - places[(2 * j) + 1], 2));

    private static (double[] Forces, double Normalizer) Exact(float[] layout)
    {
        double[] places = Array.ConvertAll(layout, value => (double)value);
        double[] forces = new double[layout.Length];
        double normalizer = 0;
        for (int i = 0; i < layout.Length / 2; i++)
            for (int j = 0; j < layout.Length / 2; j++)
            {
                if (i == j) continue;
                double q = Q(places, i, j);
                normalizer += q;
                forces[2 * i] += q * q * (places[2 * i] - places[2 * j]);
                forces[(2 * i) + 1] += q * q * (places[(2 * i) + 1] - places[(2 * j) + 1]);
            }

        return (forces, normalizer);
    }

    private static float[] Random(int count, double width, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, 2 * count).Select(_ => (float)(width * ((random.NextDouble() * random.NextDouble()) - 0.25)))];
    }
}
