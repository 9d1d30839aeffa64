using System.Globalization;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Training.Inference;

/// <summary>Options of <see cref="VectorInference"/>. Immutable.</summary>
public sealed record InferenceOptions
{
    /// <summary>Steps per restart, 1 to 10,000: each uses every item of the history. Default 20.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>The size of the first step, above 0 to 100; it falls linearly to zero. A few small steps stay near the mean of the items. Default 0.1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Negative items drawn for each step, 1 to 10,000; their total weight is that of the training's. Default 64: more make restarts agree more closely.</summary>
    public int NegativeSamples { get; init; } = 64;

    /// <summary>Restarts from different starting points, whose mean is the result, 1 to 1,000. Default 3.</summary>
    public int Restarts { get; init; } = 3;

    /// <summary>An item of the history weighs this share of the one after it, above 0 to 1; 1 for a basket, which has no order. Default 0.8.</summary>
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
        if (problems.Count > 0) throw new Item2VecException(string.Join("; ", problems), code: ErrorCode.Usage);

        void Check(bool valid, string option, IFormattable value, string rule)
        {
            if (!valid) problems.Add($"{option} {value.ToString(null, CultureInfo.InvariantCulture)} {rule}");
        }
    }
}
