using System.Globalization;
using Item2Vec.Evaluation.Tuning;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Tune;

/// <summary>What a search is for.</summary>
/// <param name="Metric">The metric, by its name in results.</param>
/// <param name="Cutoff">Where lists are cut.</param>
/// <param name="Score">The question.</param>
/// <param name="Beta">The weight of popularity that was asked for, or null when it is chosen, too.</param>
internal sealed record TuneGoal(string Metric, int Cutoff, ScoreMode Score, double? Beta)
{
    /// <summary>The weight of popularity when nobody says.</summary>
    public const double DefaultBeta = 0.5;

    public string ScoreName => Scorers.NameOf(Score);

    /// <summary>The beta of a trial: its own, or what the command line says, or the default.</summary>
    public double BetaOf(Trial trial) => double.IsFinite(trial.Outcome.Beta) ? trial.Outcome.Beta : Beta ?? DefaultBeta;
}

/// <summary>A metric and where it cuts lists.</summary>
/// <param name="Name">Its name in results: ndcg@20, auc.</param>
/// <param name="Cutoff">The length of lists.</param>
internal sealed record TunedMetric(string Name, int Cutoff)
{
    private static readonly string[] AtLength = ["hit", "recall", "precision", "mrr", "ndcg"];

    public static TunedMetric Default { get; } = new("ndcg@20", 20);

    /// <summary>A reader of options.</summary>
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
