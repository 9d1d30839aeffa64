using Item2Vec.Embeddings.Numerics;
using Item2Vec.Maps.Kernels;
using Item2Vec.Maps.Neighbors;
using Item2Vec.Maps.Work;

namespace Item2Vec.Maps.Tsne;

/// <summary>How t-SNE descends.</summary>
internal sealed record TsneSettings
{
    /// <summary>Passes over all items.</summary>
    public required int Epochs { get; init; }

    /// <summary>The factor of attraction at first: clusters find together while they are small (van der Maaten and Hinton 2008).</summary>
    public float Exaggeration { get; init; } = 6;

    /// <summary>The share of passes with that factor.</summary>
    public double ExaggeratedShare { get; init; } = 2 / 15d;

    /// <summary>The share of passes after them in which the factor falls to 1: items unfold with fewer of them left behind.</summary>
    public double FallingShare { get; init; } = 1 / 3d;

    /// <summary>See <see cref="RepulsionTree.Compute"/>; the error of the forces is one or two percent.</summary>
    public float Theta { get; init; } = 0.8f;

    /// <summary>The passes for a number of items.</summary>
    public static int DefaultEpochs(int items) => items <= 100_000 ? 1500 : 750;

    /// <summary>Whether a pass has the whole factor.</summary>
    public bool IsExaggerated(int epoch) => epoch < Epochs * ExaggeratedShare;

    /// <summary>The factor of attraction in a pass.</summary>
    public float FactorOf(int epoch)
    {
        if (IsExaggerated(epoch)) return Exaggeration;
        double left = Math.Max(0, 1 - ((epoch - (Epochs * ExaggeratedShare)) / (Epochs * FallingShare)));
        return 1 + ((Exaggeration - 1) * (float)(left * left));
    }
}

/// <summary>t-SNE: gradient descent from a start that is given, with momentum and a gain per coordinate.</summary>
internal sealed class TsneLayout : IDisposable
{
    private const int ChunkRows = 512;

    /// <summary>The learning rate is the number of items by this (Belkina et al. 2019), and for few items the lowest.</summary>
    private const float ItemsPerRate = 12, MinLearningRate = 200;

    private const float EarlyMomentum = 0.5f, LateMomentum = 0.8f, MinGain = 0.01f;

    /// <summary>The longest step: a start that is badly scaled must not throw points off the map.</summary>
    private const float MaxStep = 5;

    private readonly SparseGraph affinities;
    private readonly NativeBuffer<float> places;
    private readonly NativeBuffer<float> forces;
    private readonly NativeBuffer<float> velocities;
    private readonly NativeBuffer<float> gains;
    private readonly RepulsionTree tree;

    /// <param name="affinities">The attraction, which stays the caller's.</param>
    /// <param name="places">The start, x and y of each item in turn; moved.</param>
    public TsneLayout(SparseGraph affinities, NativeBuffer<float> places)
    {
        this.affinities = affinities;
        this.places = places;
        forces = NativeBuffer<float>.Allocate(places.Length);
        velocities = NativeBuffer<float>.Allocate(places.Length);
        gains = NativeBuffer<float>.Allocate(places.Length);
        tree = new RepulsionTree(affinities.Count);
    }

    /// <summary>Runs all passes.</summary>
    public void Run(TsneSettings settings, MapWork work)
    {
        for (long i = 0; i < gains.Length; i++) gains[i] = 1;
        float rate = Math.Max(MinLearningRate, affinities.Count / ItemsPerRate);
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            work.Report(epoch, settings.Epochs);
            double normalizer = tree.Compute(places, settings.Theta, forces, work);
            float momentum = settings.IsExaggerated(epoch) ? EarlyMomentum : LateMomentum;
            Step(settings.FactorOf(epoch), normalizer, rate, momentum, work);
        }

        work.Report(settings.Epochs, settings.Epochs);
    }

    /// <summary>
    /// A quarter of the gradient of the Kullback-Leibler divergence, <c>sum of (p_ij - q_ij / z) q_ij (y_i - y_j)</c>, into a buffer.
    /// </summary>
    internal void Gradient(float theta, NativeBuffer<float> gradient, MapWork work)
    {
        double normalizer = tree.Compute(places, theta, forces, work);
        for (int row = 0; row < affinities.Count; row++)
            (gradient[2L * row], gradient[(2L * row) + 1]) = GradientOf(row, 1, (float)(1 / normalizer));
    }

    public void Dispose()
    {
        forces.Dispose();
        velocities.Dispose();
        gains.Dispose();
    }

    private (float X, float Y) GradientOf(int row, float exaggeration, float share)
    {
        (float x, float y) = ForceKernel.Attract(places, row, affinities.Row(row), affinities.WeightsOf(row));
        return ((exaggeration * x) - (share * forces[2L * row]), (exaggeration * y) - (share * forces[(2L * row) + 1]));
    }

    private void Step(float exaggeration, double normalizer, float rate, float momentum, MapWork work)
    {
        float share = (float)(1 / normalizer);
        (double X, double Y)[] sums = new (double, double)[MapWork.Chunks(affinities.Count, ChunkRows)];
        work.Each(affinities.Count, ChunkRows, (_, from, to) =>
        {
            for (int row = from; row < to; row++)
            {
                (float x, float y) = GradientOf(row, exaggeration, share);
                (forces[2L * row], forces[(2L * row) + 1]) = (x, y);
            }
        });
        work.Each(affinities.Count, ChunkRows, (chunk, from, to) =>
        {
            (double X, double Y) sum = (0, 0);
            for (int row = from; row < to; row++)
            {
                sum.X += Move(2L * row, rate, momentum);
                sum.Y += Move((2L * row) + 1, rate, momentum);
            }

            sums[chunk] = sum;
        });

        // The center stays where it is, or rounding would let the map drift.
        float meanX = (float)(sums.Sum(sum => sum.X) / affinities.Count);
        float meanY = (float)(sums.Sum(sum => sum.Y) / affinities.Count);
        work.Each(affinities.Count, ChunkRows, (_, from, to) =>
        {
            for (long row = from; row < to; row++)
            {
                places[2 * row] -= meanX;
                places[(2 * row) + 1] -= meanY;
            }
        });
    }

    /// <summary>Moves a coordinate; its gain grows while it keeps going one way (Jacobs 1988).</summary>
    private float Move(long at, float rate, float momentum)
    {
        float gradient = forces[at];
        float gain = gradient > 0 != velocities[at] > 0 ? gains[at] + 0.2f : gains[at] * 0.8f;
        gains[at] = gain = Math.Max(gain, MinGain);
        float velocity = (momentum * velocities[at]) - (rate * gain * gradient);
        velocities[at] = velocity = Math.Clamp(velocity, -MaxStep, MaxStep);
        return places[at] += velocity;
    }
}
