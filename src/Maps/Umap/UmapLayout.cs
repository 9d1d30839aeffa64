using Item2Vec.Embeddings.Numerics;
using Item2Vec.Maps.Neighbors;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps.Umap;

/// <summary>UMAP: descent on samples of edges, which attract, and of random items, which repel.</summary>
/// <remarks>
/// Threads do not share places while they write them: within an epoch an item sees the others where they were when the epoch began,
/// and moves only itself. So the layout does not depend on threads. An edge is in the lists of both of its ends, each of which it moves.
/// </remarks>
internal sealed class UmapLayout
{
    private const int ChunkRows = 256;
    private const int Negatives = 5;

    /// <summary>The longest step per coordinate at learning rate 1, as in umap-learn.</summary>
    private const float MaxStep = 4;

    private readonly SparseGraph graph;
    private readonly UmapCurve curve;
    private readonly long seed;
    private readonly float maxWeight;

    /// <param name="graph">The graph, which stays the caller's.</param>
    /// <param name="curve">The forces.</param>
    /// <param name="seed">The random seed.</param>
    public UmapLayout(SparseGraph graph, UmapCurve curve, long seed)
    {
        this.graph = graph;
        this.curve = curve;
        this.seed = seed;
        for (int row = 0; row < graph.Count; row++)
            foreach (float weight in graph.WeightsOf(row)) maxWeight = Math.Max(maxWeight, weight);
    }

    /// <summary>Epochs by the number of items: more than umap-learn's 200 from 10,000 items on, as they are quicker.</summary>
    public static int DefaultEpochs(int items) => items <= 100_000 ? 500 : 200;

    /// <summary>Runs all epochs.</summary>
    /// <param name="places">The start, x and y of each item in turn; moved.</param>
    /// <param name="epochs">How many.</param>
    /// <param name="work">Threads, progress and cancellation.</param>
    public void Run(NativeBuffer<float> places, int epochs, MapWork work)
    {
        using NativeBuffer<float> moved = NativeBuffer<float>.Allocate(places.Length);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            work.Report(epoch, epochs);
            float rate = 1 - (epoch / (float)epochs);
            work.Each(graph.Count, ChunkRows, (_, from, to) =>
            {
                for (int row = from; row < to; row++) (moved[2L * row], moved[(2L * row) + 1]) = Move(places, row, epoch, rate);
            });
            work.Each(graph.Count, ChunkRows, (_, from, to) =>
            {
                int length = 2 * (to - from);
                moved.Slice(2L * from, length).CopyTo(places.Slice(2L * from, length));
            });
        }

        work.Report(epochs, epochs);
    }

    private (float X, float Y) Move(NativeBuffer<float> places, int row, int epoch, float rate)
    {
        float x = places[2L * row];
        float y = places[(2L * row) + 1];
        ReadOnlySpan<int> columns = graph.Row(row);
        ReadOnlySpan<float> weights = graph.WeightsOf(row);
        RandomSource random = RandomSource.For(seed, epoch, row);
        for (int i = 0; i < columns.Length; i++)
        {
            // Up to an epoch an edge has been sampled as many times as its share of it says.
            float share = weights[i] / maxWeight;
            if ((int)((epoch + 1) * share) == (int)(epoch * share)) continue;
            float dx = x - places[2L * columns[i]];
            float dy = y - places[(2L * columns[i]) + 1];
            float factor = curve.Attraction((dx * dx) + (dy * dy));
            x += rate * Math.Clamp(factor * dx, -MaxStep, MaxStep);
            y += rate * Math.Clamp(factor * dy, -MaxStep, MaxStep);
            for (int negative = 0; negative < Negatives; negative++)
            {
                int other = random.NextBelow(graph.Count);
                if (other == row) continue;
                dx = x - places[2L * other];
                dy = y - places[(2L * other) + 1];
                factor = curve.Repulsion((dx * dx) + (dy * dy));
                x += rate * Math.Clamp(factor * dx, -MaxStep, MaxStep);
                y += rate * Math.Clamp(factor * dy, -MaxStep, MaxStep);
            }
        }

        return (x, y);
    }
}
