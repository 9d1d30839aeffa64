using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Training.Inference;

/// <summary>
/// Infers the vector of an unseen user or basket from its items: the input vector that predicts them. The model's own vectors do not
/// change.
/// </summary>
/// <remarks>
/// <para>
/// Gradient descent on <c>sum_j w_j (-log sigmoid(u . out_j) - k mean_i log sigmoid(-u . out_i)) / sum_j w_j</c>, j the items, i negatives
/// drawn as in the training and k their number there (PV-DBOW with frozen outputs: Le and Mikolov 2014, section 2.3). It starts at the mean
/// of the items' input vectors, which finds what comes
    /// next more often than a start near zero. Works with any model that has output
/// vectors, with or without users.
/// </para>
/// <para>Immutable and thread-safe. The same items in the same order always give the same vector. Create it once for
/// many queries: the sampling tables are built here. The vectors must outlive it.</para>
/// </remarks>
public sealed class VectorInference : IDisposable
{
    /// <summary>The weight of negatives if a model does not record how it was trained.</summary>
    private static readonly TrainingOptions Unknown = new();

    private readonly ItemVectors vectors;
    private readonly InferenceOptions options;
    private readonly NegativeSampler negatives;
    private readonly float negativeWeight;

    /// <param name="vectors">The model.</param>
    /// <param name="options">The options; null takes the defaults.</param>
    /// <exception cref="Item2VecException">The model has no output vectors, or an option is out of range
    /// (<see cref="ErrorCode.Usage"/>).</exception>
    public VectorInference(ItemVectors vectors, InferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        this.vectors = vectors;
        this.options = options ?? new InferenceOptions();
        this.options.Validate();
        if (!vectors.HasOutput)
            throw new Item2VecException(
                "the model has no output vectors, from which a vector could be inferred",
                "take the mean of the items instead",
                ErrorCode.Usage);
        TrainingOptions training = vectors.Training?.Options ?? Unknown;
        long[] counts = [.. Enumerable.Range(0, vectors.Count).Select(row => Math.Max(1, vectors.Vocabulary.CountOf(row)))];
        negatives = new NegativeSampler(new NegativePool(0, counts), training.NegativeExponent);
        negativeWeight = (float)training.NegativeSamples / this.options.NegativeSamples;
    }

    /// <summary>The vector of some items, <see cref="ItemVectors.Dimensions"/> numbers.</summary>
    /// <param name="items">The items, oldest first.</param>
    /// <exception cref="Item2VecException">An item is unknown (<see cref="ErrorCode.NotFound"/>), or there is none
    /// (<see cref="ErrorCode.Usage"/>).</exception>
    public float[] Infer(IReadOnlyList<string> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0) throw new Item2VecException("there is no item to infer a vector from", code: ErrorCode.Usage);
        return Infer([.. items.Select(vectors.Vocabulary.RowOf)], new HistoryWeighting(options.Decay));
    }

    /// <summary>As <see cref="Infer(IReadOnlyList{string})"/>, for rows validated by the caller.</summary>
    internal float[] Infer(ReadOnlySpan<int> rows, HistoryWeighting weighting)
    {
        using Lease lease = vectors.Acquire();
        if (weighting.IsUnordered) (rows, weighting) = Sorted(rows, weighting);
        ulong seed = SeedOf(rows);
        double[] sum = new double[vectors.Dimensions];
        for (int restart = 0; restart < options.Restarts; restart++)
        {
            ReadOnlySpan<float> found = Restart(rows, weighting, new RandomSource(IdHash.Mix(seed + (ulong)restart)));
            for (int d = 0; d < sum.Length; d++) sum[d] += found[d];
        }

        return Array.ConvertAll(sum, value => (float)(value / options.Restarts));
    }

    /// <summary>One run: starts at the mean of the items' input vectors with a little noise, then descends.</summary>
    private float[] Restart(ReadOnlySpan<int> rows, HistoryWeighting weighting, RandomSource random)
    {
        EmbeddingMatrix output = vectors.Output!;
        float[] vector = new float[output.Stride];
        float[] gradient = new float[output.Stride];
        int[] drawn = new int[options.NegativeSamples];
        double first = 1 / DecayedWeights.Total(rows.Length, weighting);
        Begin(vector, rows, new DecayedWeights(rows.Length, weighting, first), ref random);
        for (int step = 0; step < options.Steps; step++)
        {
            Array.Clear(gradient);
            foreach ((int at, double weight) in new DecayedWeights(rows.Length, weighting, first))
                FrozenStep.Add(gradient, vector, output.PaddedRow(rows[at]), (float)weight, label: 1);
            negatives.Draw(drawn, ref random);
            foreach (int row in drawn) FrozenStep.Add(gradient, vector, output.PaddedRow(row), negativeWeight, label: 0);
            FrozenStep.Move(vector, gradient, (float)(options.LearningRate * (1 - ((double)step / options.Steps))));
        }

        return vector;
    }

    private void Begin(Span<float> vector, ReadOnlySpan<int> rows, DecayedWeights weights, ref RandomSource random)
    {
        for (int d = 0; d < vectors.Dimensions; d++) vector[d] = (random.NextFloat() - 0.5f) / vectors.Dimensions;
        foreach ((int at, double weight) in weights) FrozenStep.Move(vector, vectors.Input.PaddedRow(rows[at]), (float)weight);
    }

    /// <summary>A basket has no order: its result does not depend on the order of its items.</summary>
    private static (int[] Rows, HistoryWeighting Weighting) Sorted(ReadOnlySpan<int> rows, HistoryWeighting weighting)
    {
        int[] sorted = rows.ToArray();
        double[] factors = weighting.Factors.ToArray();
        if (factors.Length == 0) Array.Sort(sorted);
        else Array.Sort(sorted, factors);
        return (sorted, weighting with { Factors = factors });
    }

    /// <summary>A hash of the ids in order, so that the same items have the same starting point in every model.</summary>
    private ulong SeedOf(ReadOnlySpan<int> rows)
    {
        using Lease lease = vectors.Vocabulary.Acquire();
        ulong seed = IdHash.Mix((ulong)options.Seed);
        foreach (int row in rows) seed = IdHash.Mix(seed + IdHash.Of(vectors.Vocabulary.Utf8(row)) + 0x9e3779b97f4a7c15);
        return seed;
    }

    /// <summary>Frees the sampling tables; the vectors are the caller's.</summary>
    public void Dispose() => negatives.Dispose();
}

/// <summary>Options of <see cref="VectorInference"/>. Immutable.</summary>
public sealed record InferenceOptions
{
    /// <summary>Steps per restart, 1 to 10,000: each uses every item of the history. Default 20.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>
    /// The size of the first step, above 0 to 100; it falls linearly to zero. A few small steps stay near the mean of the items. Default
    /// 0.1.
    /// </summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>
    /// Negative items drawn for each step, 1 to 10,000; their total weight is that of the training's. Default 64: more make restarts agree
    /// more closely.
    /// </summary>
    public int NegativeSamples { get; init; } = 64;

    /// <summary>Restarts from different starting points, whose mean is the result, 1 to 1,000. Default 3.</summary>
    public int Restarts { get; init; } = 3;

    /// <summary>
    /// An item of the history weighs this share of the one after it, above 0 to 1; 1 for a basket, which has no order. Default 0.8.
    /// </summary>
    public double Decay { get; init; } = 0.8;

    /// <summary>Random seed, combined with the history itself. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        List<string> problems = [];
        Check(Steps is >= 1 and <= 10_000, nameof(Steps), Steps, "must be 1 to 10000");
        Check(LearningRate is > 0 and <= 100, nameof(LearningRate), LearningRate, "must be above 0 and at most 100");
        Check(NegativeSamples is >= 1 and <= 10_000, nameof(NegativeSamples), NegativeSamples, "must be 1 to 10000");
        Check(Restarts is >= 1 and <= 1000, nameof(Restarts), Restarts, "must be 1 to 1000");
        Check(Decay is > 0 and <= 1, nameof(Decay), Decay, "must be above 0 and at most 1");
        OptionProblems.Reject(problems);

        void Check(bool valid, string option, IFormattable value, string rule)
        {
            if (!valid) problems.Add($"{option} {value.ToString(null, CultureInfo.InvariantCulture)} {rule}");
        }
    }
}
