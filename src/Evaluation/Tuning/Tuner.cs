using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;

namespace Item2Vec.Evaluation.Tuning;

/// <summary>
/// Searches for the training plan that does best on a validation slice: random search with successive halving, within a limit of time or
/// trials.
/// </summary>
/// <remarks>
/// Every trial trains from scratch, none continues an earlier one: the learning rate falls over all epochs of a training, so a model of 5
/// epochs that is trained for 10 more is not a model of 15. A trial's metric is therefore one that a training with these options
/// reproduces. With a limit of trials, one thread and one seed, a search is reproducible.
/// </remarks>
public sealed class Tuner
{
    /// <summary>The share of the budget that the first trial of a drawn plan may take; slower ones are skipped.</summary>
    private const double MaxForFresh = 0.1;

    /// <summary>This many plans in a row that take too long end the search.</summary>
    private const int MaxPassedOver = 50;

    private readonly SearchSpace space;
    private readonly ITrialObjective objective;
    private readonly TuningOptions options;
    private readonly SuccessiveHalving halving;
    private readonly List<TrainingOptions> configurations;
    private readonly List<Trial> trials = [];
    private readonly long begin;

    /// <summary>The first plan that was neither tried nor skipped.</summary>
    private int fresh;

    /// <summary>Creates a search, whose time begins now.</summary>
    /// <param name="space">The search space.</param>
    /// <param name="objective">The objective.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="Item2VecException">The options have no limit, or nothing can be searched.</exception>
    public Tuner(SearchSpace space, ValidationObjective objective, TuningOptions options)
        : this(space, (ITrialObjective)objective, options)
    {
    }

    internal Tuner(SearchSpace space, ITrialObjective objective, TuningOptions options)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        int first = space.Start.Epochs;
        halving = new SuccessiveHalving(space.SearchesEpochs ? SuccessiveHalving.Rungs(first, options.MaxEpochs) : [first]);
        if (space.Parameters.Count == 0 && halving.Epochs.Count == 1)
            throw new Item2VecException("nothing is left to choose: every parameter is fixed", "fix fewer of them", ErrorCode.Usage);
        this.space = space;
        this.objective = objective;
        this.options = options;
        configurations = [space.Start];
        begin = options.Clock.GetTimestamp();
    }

    private TimeSpan Elapsed => options.Clock.GetElapsedTime(begin);

    private double Spent => Math.Max(
        options.MaxTrials > 0 ? (double)trials.Count / options.MaxTrials : 0,
        options.Budget is TimeSpan budget ? Elapsed / (budget - Reserve(0)) : 0);

    /// <summary>Searches until a limit is reached or nothing is left to try.</summary>
    /// <param name="progress">Receives each trial and, a few times a second, the progress of its training.</param>
    /// <param name="cancellationToken">Ends the search; completed trials count.</param>
    /// <exception cref="Item2VecException">The first plan cannot be trained.</exception>
    public TuningResult Run(IProgress<TuningProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        TuningEnd? end = null;
        while (end is null)
        {
            if (options.MaxTrials > 0 && trials.Count >= options.MaxTrials) end = TuningEnd.Trials;
            else if (Next(out bool any) is Step step) end = Try(step, progress, cancellationToken);
            else end = any ? TuningEnd.Budget : TuningEnd.Exhausted;
        }

        progress?.Report(new TuningProgress([.. trials], null, null, Elapsed));
        return new TuningResult([.. trials], end.Value);
    }

    /// <summary>The most promising step that is likely to end in time.</summary>
    /// <param name="any">Whether there is any step at all.</param>
    private Step? Next(out bool any)
    {
        any = false;
        for (int draw = 0; draw < MaxPassedOver; draw++)
        {
            if (fresh == configurations.Count && space.Draw(options.Seed, configurations) is TrainingOptions drawn)
                configurations.Add(drawn);
            bool hasFresh = fresh < configurations.Count;
            foreach (Step step in halving.Next(trials, Spent, hasFresh ? fresh : null))
            {
                any = true;
                bool isFresh = hasFresh && step.Configuration == fresh;
                if (!Fits(step, isFresh)) continue;
                if (isFresh) fresh++;
                return step;
            }

            if (!hasFresh) break;
            fresh++;
        }

        return null;
    }

    /// <summary>Whether a step is likely to end in time, and is not too expensive for an unknown plan.</summary>
    private bool Fits(Step step, bool isFresh)
    {
        if (options.Budget is not TimeSpan budget) return true;
        double seconds = TrialTimes.Estimate(OptionsOf(step), trials);
        return Elapsed + TimeSpan.FromSeconds(seconds) + Reserve(seconds) <= budget
            && !(isFresh && seconds > budget.TotalSeconds * MaxForFresh);
    }

    /// <summary>Runs a trial; returns why the search is over, or null.</summary>
    private TuningEnd? Try(Step step, IProgress<TuningProgress>? progress, CancellationToken cancellationToken)
    {
        TrainingOptions tried = OptionsOf(step);
        using CancellationTokenSource? deadline = options.Budget is TimeSpan budget
            ? new CancellationTokenSource(Positive(budget - Elapsed - Reserve(TrialTimes.Estimate(tried, trials))), options.Clock)
            : null;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, deadline?.Token ?? CancellationToken.None);
        progress?.Report(new TuningProgress([.. trials], tried, null, Elapsed));
        long from = options.Clock.GetTimestamp();
        TrialOutcome outcome;
        try
        {
            outcome = objective.Measure(
                tried,
                progress is null ? null : new Relay(at => progress.Report(new TuningProgress(trials, tried, at, Elapsed))),
                stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return cancellationToken.IsCancellationRequested ? TuningEnd.Cancelled : TuningEnd.Budget;
        }
        catch (Item2VecException problem) when (trials.Count > 0)
        {
            outcome = TrialOutcome.Failed(problem.Message, options.Clock.GetElapsedTime(from).TotalSeconds);
        }

        trials.Add(new Trial(trials.Count + 1, step.Configuration, step.Rung, tried, outcome));
        return null;
    }

    private TrainingOptions OptionsOf(Step step) => configurations[step.Configuration] with { Epochs = halving.Epochs[step.Rung] };

    /// <summary>
    /// The time to reserve for training the first plan and the best again, if a trial that takes this many seconds may be the best.
    /// </summary>
    private TimeSpan Reserve(double seconds)
    {
        if (!options.LeaveTimeToCheck || trials.Count == 0) return TimeSpan.Zero;
        double best = SuccessiveHalving.Best(trials) is Trial trial ? TrialTimes.Estimate(trial.Options, trials, options.AsksToCheck) : 0;
        TimeSpan reserve = TimeSpan.FromSeconds(TrialTimes.Estimate(space.Start, trials, options.AsksToCheck) + Math.Max(seconds, best));
        return reserve < options.Budget / 2 ? reserve : options.Budget!.Value / 2;
    }

    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private sealed class Relay(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}

/// <summary>The objective of a search, which is maximized.</summary>
internal interface ITrialObjective
{
    /// <summary>Trains with some options and measures the result.</summary>
    /// <param name="options">The options.</param>
    /// <param name="progress">Receives the progress of the training.</param>
    /// <param name="cancellationToken">Stops the trial.</param>
    /// <returns>The outcome; the same for the same options if one thread trains.</returns>
    /// <exception cref="Item2VecException">Training with these options is impossible.</exception>
    /// <exception cref="OperationCanceledException">The trial was stopped.</exception>
    TrialOutcome Measure(TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);
}

/// <summary>Estimates the time of a trial from completed ones.</summary>
internal static class TrialTimes
{
    /// <summary>The overhead of a pair besides the arithmetic of its dimensions, in dimensions.</summary>
    private const int PairOverhead = 32;

    /// <summary>A trial is stopped when it takes this much longer than estimated.</summary>
    private const double Slack = 1.25;

    /// <summary>The seconds that a training and its evaluation will take; 0 before anything is known.</summary>
    /// <param name="options">The training.</param>
    /// <param name="done">The completed trials.</param>
    /// <param name="asks">How many times the cases of a trial are evaluated.</param>
    public static double Estimate(TrainingOptions options, IReadOnlyList<Trial> done, int asks = 1)
    {
        if (done.Count == 0) return 0;
        Trial[] same = [.. done.Where(trial => trial.Options with { Epochs = options.Epochs } == options)];
        Trial[] from = same.Length > 0 ? same : [.. done];
        double training = from.Sum(trial => trial.Outcome.TrainSeconds) / from.Sum(trial => Work(trial.Options)) * Work(options);
        double asking = asks * from.Average(trial => trial.Outcome.QuerySeconds);
        return Slack * (training + asking);
    }

    /// <summary>A whole session is one window and has one negative per pair: it takes about as long as a window of this width.</summary>
    private const int WidthOfSession = 5;

    /// <summary>Multiplications per event: epochs x context items x (negatives + 1) x dimensions.</summary>
    private static double Work(TrainingOptions options)
    {
        int window = options.Window == TrainingOptions.WholeSession ? WidthOfSession : options.Window;
        double context = options.DynamicWindow ? (window + 1) / 2.0 : window;
        return (double)options.Epochs * (1 + (2 * context * (options.NegativeSamples + 1) * (options.Dimensions + PairOverhead)));
    }
}
