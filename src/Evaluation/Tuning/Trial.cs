using Item2Vec.Embeddings.Options;
using Item2Vec.Evaluation.Metrics;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>One training of a search and its metric on the validation slice.</summary>
/// <param name="Number">The trial's number, from 1.</param>
/// <param name="Configuration">The plan's number, starting at 0 for the first.</param>
/// <param name="Rung">Its rung in the ladder of epochs, from 0.</param>
/// <param name="Options">The options, including the epochs of this trial.</param>
/// <param name="Outcome">The outcome.</param>
public sealed record Trial(int Number, int Configuration, int Rung, TrainingOptions Options, TrialOutcome Outcome)
{
    /// <summary>The metric; below every other if the training failed.</summary>
    public double Score => Outcome.Problem is null ? Outcome.Metric.Value : double.NegativeInfinity;
}

/// <summary>The outcome of a trial.</summary>
/// <param name="Metric">The metric on the validation slice and its 95 % interval.</param>
/// <param name="Beta">The best weight of popularity among those tried; NaN if it does not apply.</param>
/// <param name="TrainSeconds">The time of the training.</param>
/// <param name="QuerySeconds">The time of the evaluation.</param>
public sealed record TrialOutcome(Estimate Metric, double Beta, double TrainSeconds, double QuerySeconds)
{
    /// <summary>Why the training failed (it diverged, or subsampling left nothing), or null.</summary>
    public string? Problem { get; init; }

    /// <summary>A training that failed.</summary>
    public static TrialOutcome Failed(string problem, double seconds)
        => new(new Estimate(double.NaN, double.NaN, double.NaN), double.NaN, seconds, 0) { Problem = problem };
}
