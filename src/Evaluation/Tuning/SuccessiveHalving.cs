namespace Item2Vec.Evaluation.Tuning;

/// <summary>
/// Chooses what to try next: many plans get few epochs, the best third of them three times as many, and so on, so that time is spent on the
/// most promising.
/// </summary>
/// <remarks>
/// Successive halving (Jamieson and Talwalkar 2016) in the asynchronous form that needs no number of plans in advance and can stop at any
/// time: a plan in the best third of its rung is promoted, else a new plan starts (ASHA, Li et al. 2020). Few epochs are misleading for
/// plans that learn slowly, so every fourth starts one rung higher, like Hyperband's brackets (Li et al. 2018). A plan whose metric did not
/// rise with its last promotion is not promoted again. From halfway on, the best of all is promoted as long as its metric rises, regardless
/// of its rung.
/// </remarks>
/// <param name="epochs">The rungs: epochs, ascending.</param>
internal sealed class SuccessiveHalving(IReadOnlyList<int> epochs)
{
    /// <summary>One in this many is promoted, with this many times the epochs (Li et al. 2018 recommend 3 or 4).</summary>
    public const int Reduction = 3;

    private const int BeginsHigher = 4;
    private const double GrowFrom = 0.5;

    /// <summary>The epochs of each rung.</summary>
    public IReadOnlyList<int> Epochs => epochs;

    /// <summary>The rungs from a number of epochs up to about another.</summary>
    public static IReadOnlyList<int> Rungs(int first, int last)
    {
        List<int> rungs = [first];
        while (rungs[^1] * Reduction <= last) rungs.Add(rungs[^1] * Reduction);
        return rungs;
    }

    /// <summary>The best trial so far, the first among equals; null before one has succeeded.</summary>
    public static Trial? Best(IReadOnlyList<Trial> trials)
        => trials.Where(trial => trial.Outcome.Problem is null).MaxBy(trial => trial.Score);

    /// <summary>Candidates for the next trial, the most promising first; one that takes too long can be skipped.</summary>
    /// <param name="trials">The trials so far.</param>
    /// <param name="spent">The share of time or trials that is used up.</param>
    /// <param name="fresh">The number of an untried plan, or null if there is none.</param>
    public IEnumerable<Step> Next(IReadOnlyList<Trial> trials, double spent, int? fresh)
    {
        if ((spent >= GrowFrom || fresh is null) && Best(trials) is Trial best && CanRise(best, trials))
            yield return new Step(best.Configuration, best.Rung + 1);
        for (int rung = epochs.Count - 2; rung >= 0; rung--)
            if (Promoted(rung, trials) is Trial promoted) yield return new Step(promoted.Configuration, rung + 1);
        if (fresh is int plan) yield return new Step(plan, epochs.Count > 1 && plan % BeginsHigher == BeginsHigher - 1 ? 1 : 0);
    }

    /// <summary>The best of a rung's best third that has not been promoted yet, or null.</summary>
    private Trial? Promoted(int rung, IReadOnlyList<Trial> trials)
    {
        Trial[] beside = [.. trials.Where(trial => trial.Rung == rung).OrderByDescending(trial => trial.Score)];
        return beside.Take(beside.Length / Reduction).FirstOrDefault(trial => CanRise(trial, trials));
    }

    private bool CanRise(Trial trial, IReadOnlyList<Trial> trials)
        => trial.Rung + 1 < epochs.Count && trial.Outcome.Problem is null
            && !trials.Any(
                other => other.Configuration == trial.Configuration
                    && (other.Rung > trial.Rung || (other.Rung < trial.Rung && other.Score >= trial.Score)));
}

/// <summary>A plan, by its number, and the rung to try it on.</summary>
internal readonly record struct Step(int Configuration, int Rung);
