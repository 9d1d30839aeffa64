namespace Item2Vec.Evaluation.Tuning;

/// <summary>
/// Says what to try next: many recipes get few epochs, the best third of them three times as many, and so on, so that time goes where it promises most.
/// </summary>
/// <remarks>
/// Successive halving (Jamieson and Talwalkar 2016) in the form that needs no number of recipes beforehand and can stop at any time: whoever is in
/// the best third of those that stand on a rung goes up, else a new recipe begins (ASHA, Li et al. 2020). Few epochs mislead about recipes that learn slowly,
/// so every fourth begins one rung higher, as with Hyperband's brackets (Li et al. 2018). A recipe whose metric did not rise with its last step
/// up goes no further: it has had its epochs. Halfway through, the best of all is taken up as long as its metric rises, whoever else stands beside it.
/// </remarks>
/// <param name="epochs">The rungs: epochs, rising.</param>
internal sealed class SuccessiveHalving(IReadOnlyList<int> epochs)
{
    /// <summary>One of so many goes up, with so many times the epochs (Li et al. 2018 recommend 3 or 4).</summary>
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

    /// <summary>The best trial so far, of equal ones the first; null before one has succeeded.</summary>
    public static Trial? Best(IReadOnlyList<Trial> trials)
        => trials.Where(trial => trial.Outcome.Problem is null).MaxBy(trial => trial.Score);

    /// <summary>What may come next, the most promising first; a step that takes too long can be passed over for the one behind it.</summary>
    /// <param name="trials">What has been tried.</param>
    /// <param name="spent">The share of time or trials that is used up.</param>
    /// <param name="fresh">The number of a recipe that has not been tried, or null when there is none.</param>
    public IEnumerable<Step> Next(IReadOnlyList<Trial> trials, double spent, int? fresh)
    {
        if ((spent >= GrowFrom || fresh is null) && Best(trials) is Trial best && CanRise(best, trials)) yield return new Step(best.Configuration, best.Rung + 1);
        for (int rung = epochs.Count - 2; rung >= 0; rung--)
            if (Promoted(rung, trials) is Trial promoted) yield return new Step(promoted.Configuration, rung + 1);
        if (fresh is int recipe) yield return new Step(recipe, epochs.Count > 1 && recipe % BeginsHigher == BeginsHigher - 1 ? 1 : 0);
    }

    /// <summary>The best of a rung's best third that has not gone up yet, or null.</summary>
    private Trial? Promoted(int rung, IReadOnlyList<Trial> trials)
    {
        Trial[] beside = [.. trials.Where(trial => trial.Rung == rung).OrderByDescending(trial => trial.Score)];
        return beside.Take(beside.Length / Reduction).FirstOrDefault(trial => CanRise(trial, trials));
    }

    private bool CanRise(Trial trial, IReadOnlyList<Trial> trials)
        => trial.Rung + 1 < epochs.Count && trial.Outcome.Problem is null
            && !trials.Any(other => other.Configuration == trial.Configuration && (other.Rung > trial.Rung || (other.Rung < trial.Rung && other.Score >= trial.Score)));
}

/// <summary>A recipe, by its number, and the rung it is to be tried on.</summary>
internal readonly record struct Step(int Configuration, int Rung);
