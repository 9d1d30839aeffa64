using Item2Vec.Evaluation.Cases;

namespace Item2Vec.Evaluation.Metrics;

/// <summary>The result of an evaluation.</summary>
public sealed record EvaluationResult
{
    /// <summary>How the log was split.</summary>
    public required string Split { get; init; }

    /// <summary>The number of cases.</summary>
    public required int Cases { get; init; }

    /// <summary>The number of held-out sessions they come from.</summary>
    public required int Sessions { get; init; }

    /// <summary>The number of items, all of which are ranked in every case.</summary>
    public required int Items { get; init; }

    /// <summary>Cases whose target the training part does not know: misses.</summary>
    public required int CasesWithUnknownTarget { get; init; }

    /// <summary>Cases without a known item in the query.</summary>
    public required int CasesWithoutHistory { get; init; }

    /// <summary>Held-out events that repeat the item just used; see <see cref="RepeatRule"/>.</summary>
    public required int SelfRepeats { get; init; }

    /// <summary>Held-out events that <see cref="Protocol.Published"/> left out: of items that the training part does not have.</summary>
    public int UnknownEvents { get; init; }

    /// <summary>The models and baselines, in the order given.</summary>
    public required IReadOnlyList<ModelResult> Models { get; init; }
}

/// <summary>The result of one model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Metrics">The metrics by name, in a fixed order.</param>
/// <param name="Seconds">The time to score and rank all cases.</param>
public sealed record ModelResult(string Name, IReadOnlyDictionary<string, Estimate> Metrics, double Seconds)
{
    /// <summary>For each metric of accuracy the sums over groups of sessions, which <c>Evaluator.Compare</c> resamples.</summary>
    internal IReadOnlyDictionary<string, double[]>? Sums { get; init; }

    /// <summary>The same by slice.</summary>
    public IReadOnlyDictionary<string, SliceResult> Slices { get; init; } = new Dictionary<string, SliceResult>();
}

/// <summary>The result of one model on a slice of the cases.</summary>
/// <param name="Cases">The number of cases.</param>
/// <param name="Metrics">The metrics by name.</param>
public sealed record SliceResult(int Cases, IReadOnlyDictionary<string, Estimate> Metrics);

/// <summary>A number and its 95 % interval.</summary>
/// <param name="Value">The number.</param>
/// <param name="Low">The interval's lower end; NaN for no interval.</param>
/// <param name="High">The interval's upper end; NaN for no interval.</param>
public readonly record struct Estimate(double Value, double Low, double High);
