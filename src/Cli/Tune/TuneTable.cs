using System.Globalization;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Options;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Evaluation.Tuning;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Tune;

/// <summary>Trials as lines and table cells.</summary>
internal sealed class TuneTable(SearchSpace space, TuneGoal goal)
{
    public SearchSpace Space => space;

    public TuneGoal Goal => goal;

    private bool HasBeta => goal.Score == ScoreMode.Next;

    /// <summary>The chosen values of a trial: "dimensions 64, window 3, epochs 15".</summary>
    public string Describe(TrainingOptions options) => string.Join(", ", Values(options).Select(value => $"{value.Name} {Readable.Exact(value.Value)}"));

    /// <summary>The values of the searched parameters, and the epochs.</summary>
    public IEnumerable<(string Name, double Value)> Values(TrainingOptions options)
        => space.Parameters.Select(parameter => (parameter.Name, parameter.Get(options))).Append((SearchSpace.Epochs, options.Epochs));

    /// <summary>A table of trials, in the order given.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="withTimes">Whether to include their times, which differ from run to run.</param>
    public TextTable Of(IEnumerable<Trial> trials, bool withTimes = true) => new(
        [
            new("trial", true), .. space.Parameters.Select(parameter => new TextColumn(parameter.Name, true)), new(SearchSpace.Epochs, true),
            .. HasBeta ? (TextColumn[])[new(ConfigFile.Beta, true)] : [], new(goal.Metric, true), new("95 %"),
            .. withTimes ? (TextColumn[])[new("time", true)] : [], new("note"),
        ],
        [.. trials.Select(trial => Row(trial, withTimes))]);

    public static string Metric(Estimate estimate) => double.IsFinite(estimate.Value) ? estimate.Value.ToString("0.0000", CultureInfo.InvariantCulture) : "-";

    public static string Interval(Estimate estimate) => Readable.Interval(estimate.Low, estimate.High, "0.0000");

    private string[] Row(Trial trial, bool withTimes) =>
    [
        Readable.Count(trial.Number), .. Values(trial.Options).Select(value => Readable.Exact(value.Value)),
        .. HasBeta ? (string[])[double.IsFinite(trial.Outcome.Beta) ? Readable.Exact(trial.Outcome.Beta) : "-"] : [],
        Metric(trial.Outcome.Metric), Interval(trial.Outcome.Metric),
        .. withTimes ? (string[])[Readable.Time(TimeSpan.FromSeconds(trial.Outcome.TrainSeconds + trial.Outcome.QuerySeconds))] : [],
        trial.Outcome.Problem ?? (trial.Configuration == 0 && trial.Rung == 0 ? TuneCheck.First : string.Empty),
    ];
}
