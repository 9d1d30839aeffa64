using Item2Vec.Evaluation.Cases;

namespace Item2Vec.Evaluation.Metrics;

/// <summary>What an evaluation found.</summary>
public sealed record EvaluationResult
{
    /// <summary>How the log was split.</summary>
    public required string Split { get; init; }

    /// <summary>The number of questions.</summary>
    public required int Cases { get; init; }

    /// <summary>The number of held-out sessions they come from.</summary>
    public required int Sessions { get; init; }

    /// <summary>The number of items, all of which are ranked for every case.</summary>
    public required int Items { get; init; }

    /// <summary>Cases that look for an item which the training part does not know: it counts as missed.</summary>
    public required int CasesWithUnknownTarget { get; init; }

    /// <summary>Cases without a known item to ask with.</summary>
    public required int CasesWithoutHistory { get; init; }

    /// <summary>Held-out events that repeat the item just used; see <see cref="RepeatRule"/>.</summary>
    public required int SelfRepeats { get; init; }

    /// <summary>The models and baselines, in the order given.</summary>
    public required IReadOnlyList<ModelResult> Models { get; init; }
}

/// <summary>What an evaluation found of one model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Metrics">The metrics by name, in a fixed order.</param>
/// <param name="Seconds">How long it took to score and rank all cases.</param>
public sealed record ModelResult(string Name, IReadOnlyDictionary<string, Estimate> Metrics, double Seconds)
{
    /// <summary>The same over parts of the cases, by the part's name.</summary>
    public IReadOnlyDictionary<string, SliceResult> Slices { get; init; } = new Dictionary<string, SliceResult>();
}

/// <summary>What an evaluation found of one model over a part of the cases.</summary>
/// <param name="Cases">The number of cases.</param>
/// <param name="Metrics">The metrics by name.</param>
public sealed record SliceResult(int Cases, IReadOnlyDictionary<string, Estimate> Metrics);

/// <summary>A number and its 95 % interval.</summary>
/// <param name="Value">The number.</param>
/// <param name="Low">The interval's lower end; NaN where there is no interval.</param>
/// <param name="High">The interval's upper end; NaN where there is no interval.</param>
public readonly record struct Estimate(double Value, double Low, double High);
