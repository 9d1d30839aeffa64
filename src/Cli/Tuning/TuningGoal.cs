using Item2Vec.Evaluation.Tuning;

namespace Item2Vec.Cli;

/// <summary>What a search is for.</summary>
/// <param name="Metric">The metric, by its name in results.</param>
/// <param name="Cutoff">Where lists are cut.</param>
/// <param name="Score">The question.</param>
/// <param name="Beta">The weight of popularity that was asked for, or null when it is chosen, too.</param>
internal sealed record TuningGoal(string Metric, int Cutoff, TunedScore Score, double? Beta)
{
    /// <summary>The weight of popularity when nobody says.</summary>
    public const double DefaultBeta = 0.5;

    public string ScoreName => Score == TunedScore.Similar ? "similar" : "recommend";

    /// <summary>The beta of a trial: its own, or what the command line says, or the default.</summary>
    public double BetaOf(Trial trial) => double.IsFinite(trial.Outcome.Beta) ? trial.Outcome.Beta : Beta ?? DefaultBeta;
}
