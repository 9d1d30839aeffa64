using System.Globalization;
using System.Text.Json;
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
    public string Describe(TrainingOptions options)
        => string.Join(", ", Values(options).Select(value => $"{value.Name} {value.Text}"));

    /// <summary>The values of the searched parameters, and the epochs.</summary>
    public IEnumerable<(string Name, string Text)> Values(TrainingOptions options)
        => space.Parameters.Select(parameter => (parameter.Name, parameter.Text(options)))
            .Append((SearchSpace.Epochs, Readable.Exact(options.Epochs)));

    /// <summary>Writes a value as a number, or else as a text.</summary>
    public static void WriteJson(Utf8JsonWriter json, string name, string text)
    {
        if (OptionValue.TryReadNumber(text, out double number)) json.WriteNumber(name, number);
        else json.WriteString(name, text);
    }

    /// <summary>A table of trials, in the order given.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="withTimes">Whether to include their times, which differ from run to run.</param>
    public TextTable Of(IEnumerable<Trial> trials, bool withTimes = true) => new(
        [
            new("trial", true), .. space.Parameters.Select(parameter => new TextColumn(parameter.Name, true)),
            new(SearchSpace.Epochs, true),
            .. HasBeta ? (TextColumn[])[new(ConfigFile.Beta, true)] : [], new(goal.Metric, true), new("95 %"),
            .. withTimes ? (TextColumn[])[new("time", true)] : [], new("note"),
        ],
        [.. trials.Select(trial => Row(trial, withTimes))]);

    public static string Metric(Estimate estimate)
        => double.IsFinite(estimate.Value) ? estimate.Value.ToString("0.0000", CultureInfo.InvariantCulture) : "-";

    public static string Interval(Estimate estimate) => Readable.Interval(estimate.Low, estimate.High, "0.0000");

    private string[] Row(Trial trial, bool withTimes) =>
    [
        Readable.Count(trial.Number), .. Values(trial.Options).Select(value => value.Text),
        .. HasBeta ? (string[])[double.IsFinite(trial.Outcome.Beta) ? Readable.Exact(trial.Outcome.Beta) : "-"] : [],
        Metric(trial.Outcome.Metric), Interval(trial.Outcome.Metric),
        .. withTimes ? (string[])[Readable.Time(TimeSpan.FromSeconds(trial.Outcome.TrainSeconds + trial.Outcome.QuerySeconds))] : [],
        trial.Outcome.Problem ?? (trial.Configuration == 0 && trial.Rung == 0 ? TuneCheck.First : string.Empty),
    ];
}

/// <summary>The objective of a search.</summary>
/// <param name="Metric">The metric, by its name in results.</param>
/// <param name="Cutoff">The length of lists.</param>
/// <param name="Score">The score.</param>
/// <param name="Beta">The given weight of popularity, or null to choose it too.</param>
internal sealed record TuneGoal(string Metric, int Cutoff, ScoreMode Score, double? Beta)
{
    /// <summary>The default weight of popularity.</summary>
    public static readonly double DefaultBeta = new RecommendOptions().PopularityWeight;

    public string ScoreName => Score.Name;

    /// <summary>The beta of a trial: its own, the given one, or the default.</summary>
    public double BetaOf(Trial trial) => double.IsFinite(trial.Outcome.Beta) ? trial.Outcome.Beta : Beta ?? DefaultBeta;
}

/// <summary>A metric and its cutoff.</summary>
/// <param name="Name">Its name in results: ndcg@20, auc.</param>
/// <param name="Cutoff">The length of lists.</param>
internal sealed record TunedMetric(string Name, int Cutoff)
{
    private static readonly string[] AtLength = ["hit", "recall", "precision", "mrr", "ndcg"];

    public static TunedMetric Default { get; } = new("ndcg@20", 20);

    /// <summary>Parses an option.</summary>
    public static bool TryRead(string text, out TunedMetric value, out string expected)
    {
        expected = $"one of {string.Join(", ", AtLength)} with a length from 1 to 1000, such as ndcg@20, or auc";
        value = new TunedMetric(text, Default.Cutoff);
        if (text == "auc") return true;
        string[] parts = text.Split('@');
        if (parts.Length != 2 || !AtLength.Contains(parts[0])
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int cutoff)
            || cutoff is < 1 or > 1000) return false;
        value = new TunedMetric($"{parts[0]}@{cutoff.ToString(CultureInfo.InvariantCulture)}", cutoff);
        return true;
    }
}
