using Item2Vec.Embeddings.Options;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Evaluation.Tuning;

namespace Item2Vec.Evaluation.Tests.Tuning;

public sealed class SuccessiveHalvingTests
{
    private static readonly SuccessiveHalving Halving = new(SuccessiveHalving.Rungs(5, 135));

    private static List<Trial> Trials(params (int Recipe, int Rung, double Score)[] scores) =>
    [
        .. scores.Select((one, at) => new Trial(at + 1, one.Recipe, one.Rung, new TrainingOptions { Epochs = Halving.Epochs[one.Rung] },
            double.IsNaN(one.Score) ? TrialOutcome.Failed("diverged", 1) : new TrialOutcome(new Estimate(one.Score, 0, 1), 0.5, 1, 1))),
    ];

    private static (int, int)[] Next(List<Trial> trials, double spent = 0, bool hasMore = true)
        => [.. Halving.Next(trials, spent, hasMore ? trials.Select(trial => trial.Configuration + 1).DefaultIfEmpty(0).Max() : null)
            .Select(step => (step.Configuration, step.Rung))];

    [Fact]
    public void Rungs_are_thrice_the_one_below_up_to_the_most_epochs()
    {
        Assert.Equal([5, 15, 45, 135], SuccessiveHalving.Rungs(5, 135));
        Assert.Equal([5, 15, 45], SuccessiveHalving.Rungs(5, 134));
        Assert.Equal([200], SuccessiveHalving.Rungs(200, 135));
    }

    [Fact]
    public void The_first_recipe_is_the_one_to_start_from_and_new_ones_follow_until_three_stand_on_a_rung()
    {
        Assert.Equal([(0, 0)], Next([]));
        Assert.Equal([(2, 0)], Next(Trials((0, 0, 0.2), (1, 0, 0.3))));
        Assert.Equal([(1, 1), (3, 1)], Next(Trials((0, 0, 0.2), (1, 0, 0.3), (2, 0, 0.1))));
    }

    [Fact]
    public void The_best_third_goes_up_each_once_and_the_highest_rung_first()
    {
        List<Trial> trials = Trials(
            (0, 0, 0.2), (1, 0, 0.3), (2, 0, 0.1), (4, 0, 0.4), (5, 0, 0.5), (6, 0, 0.25), (5, 1, 0.6), (1, 1, 0.35), (8, 1, 0.7));

        // Of six on the lowest rung 5 and 4 are the best third, and 5 has gone up; of three on the next, 8 is.
        Assert.Equal([(8, 2), (4, 1), (9, 0)], Next(trials));
    }

    [Fact]
    public void Who_did_no_better_with_more_epochs_goes_no_further()
    {
        // On the middle rung, 1 is the best but was better below; the next best is not among the best third.
        Assert.Equal([(5, 0)], Next(Trials((0, 0, 0.2), (1, 0, 0.5), (2, 0, 0.1), (1, 1, 0.45), (3, 1, 0.3), (4, 1, 0.2))));
    }

    [Fact]
    public void Halfway_through_the_best_of_all_goes_up_while_it_rises()
    {
        Assert.Equal((1, 1), Next(Trials((0, 0, 0.2), (1, 0, 0.3)), spent: 0.5)[0]);
        Assert.Equal((1, 2), Next(Trials((0, 0, 0.2), (1, 0, 0.3), (1, 1, 0.31)), spent: 0.9)[0]);
        Assert.Equal((2, 0), Next(Trials((0, 0, 0.2), (1, 0, 0.3), (1, 1, 0.3)), spent: 0.9)[0]);
        Assert.Empty(Next(Trials((0, 0, 0.2), (0, 1, 0.1)), hasMore: false));
    }

    [Fact]
    public void A_training_that_failed_is_never_the_best_and_never_goes_up()
    {
        List<Trial> trials = Trials((0, 0, double.NaN), (1, 0, double.NaN), (2, 0, double.NaN));
        Assert.Null(SuccessiveHalving.Best(trials));
        Assert.Equal([(3, 1)], Next(trials, spent: 0.9));
        trials.AddRange(Trials((3, 1, 0.1)));
        Assert.Equal(3, SuccessiveHalving.Best(trials)!.Configuration);
    }
}
