using System.Globalization;
using Item2Vec.Evaluation.Tuning;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Tune;

/// <summary>The objective of a search.</summary>
/// <param name="Metric">The metric, by its name in results.</param>
/// <param name="Cutoff">The length of lists.</param>
/// <param name="Score">The score.</param>
/// <param name="Beta">The given weight of popularity, or null to choose it too.</param>
internal sealed record TuneGoal(string Metric, int Cutoff, ScoreMode Score, double? Beta)
{
    /// <summary>The default weight of popularity.</summary>
    public const double DefaultBeta = 0.5;

    public string ScoreName => Scorers.NameOf(Score);

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
        if (parts.Length != 2 || !AtLength.Contains(parts[0]) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int cutoff) || cutoff is < 1 or > 1000) return false;
        value = new TunedMetric($"{parts[0]}@{cutoff.ToString(CultureInfo.InvariantCulture)}", cutoff);
        return true;
    }
}
