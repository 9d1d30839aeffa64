using Item2Vec.Embeddings.Options;
using Item2Vec.Evaluation.Metrics;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>One training of a search and how well it did on the validation slice.</summary>
/// <param name="Number">The trial's number, from 1.</param>
/// <param name="Configuration">The recipe's number, from 0, which is the one the search starts from.</param>
/// <param name="Rung">How far up the ladder of epochs it stands, from 0.</param>
/// <param name="Options">The options, the epochs of this trial among them.</param>
/// <param name="Outcome">What came of it.</param>
public sealed record Trial(int Number, int Configuration, int Rung, TrainingOptions Options, TrialOutcome Outcome)
{
    /// <summary>The metric; below every other where the training failed.</summary>
    public double Score => Outcome.Problem is null ? Outcome.Metric.Value : double.NegativeInfinity;
}

/// <summary>What came of a trial.</summary>
/// <param name="Metric">The metric on the validation slice and its 95 % interval.</param>
/// <param name="Beta">The weight of popularity with which it was found, of those that were tried the best; NaN where popularity has no say.</param>
/// <param name="TrainSeconds">The time of the training.</param>
/// <param name="QuerySeconds">The time of the questions.</param>
public sealed record TrialOutcome(Estimate Metric, double Beta, double TrainSeconds, double QuerySeconds)
{
    /// <summary>Why the training failed (it diverged, or subsampling left nothing), or null.</summary>
    public string? Problem { get; init; }

    /// <summary>A training that failed.</summary>
    public static TrialOutcome Failed(string problem, double seconds) => new(new Estimate(double.NaN, double.NaN, double.NaN), double.NaN, seconds, 0) { Problem = problem };
}
