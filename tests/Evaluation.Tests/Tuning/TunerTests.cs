using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Evaluation.Tuning;

namespace Item2Vec.Evaluation.Tests.Tuning;

/// <summary>The search, with a metric whose best recipe is known.</summary>
public sealed class TunerTests
{
    /// <summary>
    /// Best at 64 dimensions, window 3, exponent 0.5 and a rate of 0.05; each epoch adds less than the one before, and beyond 45 they do
    /// harm.
    /// </summary>
    private static double Planted(TrainingOptions options)
        => 0.5 - (0.05 * Math.Abs(Math.Log2(options.Dimensions / 64.0))) - (0.04 * Math.Abs(options.Window - 3))
            - (0.1 * Math.Abs(options.NegativeExponent - 0.5))
            - (0.05 * Math.Abs(Math.Log2(Rate(options) / 0.05))) - (0.05 * Math.Abs(Math.Log(options.Epochs / 45.0)));

    private static double Rate(TrainingOptions options) => VariantRegistry.BuiltIn.Of(options).LearningRate(options);

    private static readonly TrainingOptions Start = new() { Epochs = 5, Optimizer = Optimizer.Sgd };

    private static SearchSpace Space(params string[] fixedNames) => SearchSpace.Around(Start, fixedNames.Contains);

    private static TuningResult Search(
        PlantedObjective objective, TuningOptions options, SearchSpace? space = null, CancellationToken cancel = default)
        => new Tuner(space ?? Space(), objective, options with { Clock = objective.Clock }).Run(cancellationToken: cancel);

    [Fact]
    public void It_finds_a_planted_optimum_up_to_what_chance_allows()
    {
        // Of 60 random recipes the best is far above the first, whatever the seed, and is grown to the epochs that serve it best.
        for (int seed = 1; seed <= 10; seed++)
        {
            TuningResult result = Search(new PlantedObjective(Planted), new TuningOptions { MaxTrials = 100, Seed = seed });
            Trial best = result.Best!;
            Assert.Equal(result.Trials.Max(trial => trial.Score), best.Score);
            Assert.Equal(45, best.Options.Epochs);
            Assert.InRange(best.Score, 0.35, 0.5);
            Assert.InRange(result.Trials[0].Score, 0.1, 0.25);
        }
    }

    [Fact]
    public void It_starts_from_the_given_recipe_spends_every_trial_and_is_the_same_each_time()
    {
        TuningOptions options = new() { MaxTrials = 25, Seed = 7 };
        TuningResult result = Search(new PlantedObjective(Planted), options);
        Assert.Equal(Start, result.Trials[0].Options);
        Assert.Equal(TuningEnd.Trials, result.End);
        Assert.Equal(Enumerable.Range(1, 25), result.Trials.Select(trial => trial.Number));
        Assert.Equal(result.Trials, Search(new PlantedObjective(Planted), options).Trials);
        Assert.NotEqual(result.Trials[1].Options, Search(new PlantedObjective(Planted), options with { Seed = 8 }).Trials[1].Options);
        Assert.Equal(25, result.Trials.Select(trial => trial.Options).Distinct().Count());
    }

    [Fact]
    public void What_is_fixed_stays_and_fixed_epochs_make_it_a_plain_random_search()
    {
        TuningResult result = Search(new PlantedObjective(Planted), new TuningOptions { MaxTrials = 30 }, Space("window", "epochs"));
        Assert.All(result.Trials, trial => Assert.Equal((5, 5, 0), (trial.Options.Window, trial.Options.Epochs, trial.Rung)));
        Assert.True(result.Trials.Select(trial => trial.Options.Dimensions).Distinct().Count() > 1);
        Assert.Throws<Item2VecException>(() => new Tuner(
            Space("dimensions", "window", "negative", "ns-exponent", "sample", "optimizer", "learning-rate", "epochs"),
            new PlantedObjective(Planted),
            new TuningOptions { MaxTrials = 3 }));
    }

    [Fact]
    public void A_small_space_is_searched_through_and_then_it_ends()
    {
        // One parameter of five values and epochs: 100 is the start, and the best of five is taken up while it rises.
        SearchSpace space = Space("window", "negative", "ns-exponent", "sample", "optimizer", "learning-rate");
        TuningResult result = Search(new PlantedObjective(Planted), new TuningOptions { MaxTrials = 1000, MaxEpochs = 135 }, space);
        Assert.Equal(TuningEnd.Exhausted, result.End);
        Assert.Equal([32, 64, 100, 160, 256], result.Trials.Select(trial => trial.Options.Dimensions).Distinct().Order());
        Assert.Equal((64, 45), (result.Best!.Options.Dimensions, result.Best.Options.Epochs));
        Assert.Contains(result.Trials, trial => trial.Options is { Dimensions: 64, Epochs: 135 });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_budget_is_kept_and_leaves_the_time_it_was_told_to(bool check)
    {
        foreach (int seconds in (int[])[20, 60, 300])
        {
            PlantedObjective objective = new(Planted);
            TuningResult result = Search(objective, new TuningOptions { Budget = TimeSpan.FromSeconds(seconds), LeaveTimeToCheck = check });
            Assert.Equal(TuningEnd.Budget, result.End);
            Trial best = result.Best!;
            double left = check ? Math.Min(seconds / 2.0, result.Trials[0].Options.Epochs + best.Options.Epochs) : 0;
            Assert.True(objective.Clock.Now.TotalSeconds <= seconds - left, $"{objective.Clock.Now} of {seconds} s, {left} s to be left");
            Assert.True(objective.Clock.Now.TotalSeconds >= seconds / 4.0, $"{objective.Clock.Now} of {seconds} s");
        }
    }

    [Fact]
    public void A_drawn_recipe_that_would_take_a_tenth_of_the_budget_is_passed_over_for_quicker_ones()
    {
        TuningResult result = Search(new PlantedObjective(Planted), new TuningOptions { Budget = TimeSpan.FromSeconds(100) });
        Trial[] fresh = [.. result.Trials.GroupBy(trial => trial.Configuration).Select(group => group.First()).Skip(1)];
        Assert.True(fresh.Length > 4);
        Assert.All(
            fresh, trial => Assert.InRange(TrialTimes.Estimate(trial.Options, result.Trials.Take(trial.Number - 1).ToArray()), 0, 10));

        // Without a budget many that are drawn take longer than that, and the numbers of the others show that they were passed over.
        Assert.Contains(
            Search(new PlantedObjective(Planted), new TuningOptions { MaxTrials = 20 }).Trials,
            trial => TrialTimes.Estimate(trial.Options, [result.Trials[0]]) > 10);
        Assert.True(fresh[^1].Configuration > fresh.Length, "none was passed over");
        Assert.Contains(result.Trials, trial => trial.Options.Epochs > 5);
    }

    [Fact]
    public void A_trial_that_takes_longer_than_the_budget_is_stopped_and_does_not_count()
    {
        PlantedObjective slow = new(Planted) { Before = _ => { } };
        TuningResult result = Search(slow, new TuningOptions { Budget = TimeSpan.FromSeconds(3) });
        Assert.Equal((TuningEnd.Budget, 0), (result.End, result.Trials.Count));
        Assert.Null(result.Best);
        Assert.Equal(3, slow.Clock.Now.TotalSeconds);
    }

    [Fact]
    public void Cancelling_keeps_what_was_found()
    {
        using CancellationTokenSource cancel = new();
        int asked = 0;
        PlantedObjective objective = new(Planted)
        {
            Before = _ =>
            {
                if (++asked == 6) cancel.Cancel();
            },
        };
        TuningResult result = Search(objective, new TuningOptions { MaxTrials = 50 }, cancel: cancel.Token);
        Assert.Equal((TuningEnd.Cancelled, 5), (result.End, result.Trials.Count));
        Assert.NotNull(result.Best);
    }

    [Fact]
    public void A_recipe_that_fails_is_told_and_passed_over_but_the_first_must_not()
    {
        static void Fail(TrainingOptions options)
        {
            if (options.Dimensions > 100) throw new Item2VecException("diverged");
        }

        TuningResult result = Search(new PlantedObjective(Planted) { Before = Fail }, new TuningOptions { MaxTrials = 40 });
        Assert.Contains(result.Trials, trial => trial.Outcome.Problem == "diverged");
        Assert.All(result.Trials, trial => Assert.Equal(trial.Options.Dimensions > 100, trial.Outcome.Problem is not null));
        Assert.InRange(result.Best!.Options.Dimensions, 32, 100);
        Assert.Throws<Item2VecException>(
            () => Search(new PlantedObjective(_ => throw new Item2VecException("no users")), new TuningOptions { MaxTrials = 4 }));
    }

    [Fact]
    public void Limits_are_checked()
    {
        foreach (TuningOptions bad in (TuningOptions[])[
            new(), new() { MaxTrials = -1 }, new() { Budget = TimeSpan.Zero }, new() { MaxTrials = 1, MaxEpochs = 0 }
        ])
            Assert.Equal(
                ErrorCode.Usage, Assert.Throws<Item2VecException>(() => new Tuner(Space(), new PlantedObjective(Planted), bad)).Code);
    }

    [Fact]
    public void Values_are_drawn_from_their_ranges()
    {
        List<TrainingOptions> drawn = [Start];
        while (drawn.Count < 200) drawn.Add(Space("optimizer").Draw(1, drawn)!);
        Assert.All(drawn, options => Assert.Empty(ItemTrainer.Problems(options)));
        Assert.All(drawn, options => Assert.InRange(Rate(options), 0.01, 0.1));

        // Log-uniform: half of them below the root of 0.01 and 0.1, by four standard deviations of 200 draws.
        Assert.InRange(drawn.Count(options => Rate(options) < 0.0316), 100 - 29, 100 + 29);
        Assert.Equal([TrainingOptions.WholeSession, 1, 2, 3, 5, 7, 10], drawn.Select(options => options.Window).Distinct().Order());
        Assert.All(drawn, options => Assert.Equal(Rate(options), Math.Round(Rate(options), 3)));
        SearchSpace mean = SearchSpace.Around(Start with { Architecture = Architecture.Cbow }, name => name == "optimizer");
        Assert.InRange(Rate(mean.Draw(1, drawn)!), 0.02, 0.2);
    }

    [Theory]
    [InlineData(null, 0.01, 0.1)]
    [InlineData(0.1, 0.04, 0.4)]
    public void The_learning_rate_is_drawn_around_that_of_the_optimizer_of_the_plan(double? given, double low, double high)
    {
        List<TrainingOptions> drawn = [Start with { LearningRate = given }];
        SearchSpace space = SearchSpace.Around(drawn[0], _ => false);
        while (drawn.Count < 400) drawn.Add(space.Draw(1, drawn)!);

        // A quarter of the plans has SGD, by four standard deviations of 400 draws.
        Assert.InRange(drawn.Count(options => options.Optimizer == Optimizer.Sgd), 100 - 35, 100 + 35);
        Assert.All(drawn.Where(options => options.Optimizer == Optimizer.Sgd), options => Assert.InRange(Rate(options), low, high));
        Assert.All(drawn.Where(options => options.Optimizer == Optimizer.AdaGrad), options => Assert.InRange(Rate(options), 0.08, 0.8));
    }
}
