using System.CommandLine;
using System.Diagnostics;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Plans;
using Item2Vec.Cli.Reports;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Splits;
using Item2Vec.Evaluation.Tuning;

namespace Item2Vec.Cli.Tune;

/// <summary>A run of tune: reads, splits in three, searches, checks the best plan on the test slice, writes it.</summary>
internal sealed class TuneRun
{
    /// <summary>The test slice has at most this many times the validation cases.</summary>
    public const int TestCasesOfOne = 4;

    private string? written;

    public required IReadOnlyList<string> Inputs { get; init; }

    public required TrainingPlan Plan { get; set; }

    /// <summary>The options given on the command line or in a file: they are not searched.</summary>
    public required IReadOnlyList<(Option Option, string Key, string? Word)> Given { get; init; }

    /// <summary>The search space around a plan.</summary>
    public required Func<TrainingOptions, SearchSpace> Space { get; init; }

    public required TuningOptions Limits { get; init; }

    public required EvaluationOptions Asking { get; init; }

    public required string Split { get; init; }

    public required long MaxEvents { get; init; }

    public required TuneGoal Goal { get; init; }

    public required string Output { get; init; }

    /// <summary>A page to write, or null.</summary>
    public string? Report { get; init; }

    /// <summary>The hint after an interruption.</summary>
    public string AfterInterruption => written ?? $"no trial was done yet: {Output} was not written";

    /// <summary>Finds errors before the log is read.</summary>
    public void Check() => Plan.CheckForSplit("tune", Asking.Problems());

    public int Execute(CliContext context, CancellationToken cancel)
    {
        long begin = Stopwatch.GetTimestamp();
        using TuningParts parts = Read(context, cancel);
        SearchSpace space = Space(Plan.Learning);
        using ValidationObjective objective = new(parts.Validation, Asking with { Resamples = 200 }, Goal.Score, Goal.Metric, Goal.Beta);
        context.WriteNote(
            $"searching "
                + $"{string.Join(", ", space.Parameters.Select(one => one.Name).Concat(space.SearchesEpochs ? ["epochs"] : []))} "
                + $"for {Goal.Metric} of {Goal.ScoreName}, by {Readable.Count(objective.Cases, "validation case")}");
        TuneTable table = new(space, Goal);
        Tuner tuner = new(
            space, objective, Limits with { Budget = Limits.Budget is TimeSpan all ? Later(all - Stopwatch.GetElapsedTime(begin)) : null });
        TuningResult found = TuneDisplay.Show(context, table, Limits.Budget, progress => tuner.Run(progress, cancel));
        if (found.Best is not Trial best)
        {
            cancel.ThrowIfCancellationRequested();
            throw new Item2VecException(
                "no training was done within the budget",
                "give it a longer --budget, or search on fewer events (--max-events)",
                ErrorCode.Usage);
        }

        if (found.End == TuningEnd.Cancelled) Write(best, found, null);
        cancel.ThrowIfCancellationRequested();
        TuneCheck? check = Confirm(
            context, parts.Test, space.Start, best, Limits.Budget - Stopwatch.GetElapsedTime(begin), () => Write(best, found, null),
            cancel);
        Write(best, found, check);
        TuneReport report = new(table, found, check, Split, objective.Cases, parts.Share);
        context.Print(report);
        ReportOption.Write(context, Report, () => TunePage.Of(report, ReportOption.CommandOf(context), string.Join(", ", Inputs)));
        context.WriteNote(
            $"wrote {Output}\nnext: item2vec train {string.Join(' ', Inputs.Select(NextCommand.Quote))} --config "
                + $"{NextCommand.Quote(Output)}");
        return ExitCode.Ok;
    }

    private TuningParts Read(CliContext context, CancellationToken cancel)
    {
        using LogToSplit log = LogToSplit.Read(context, Inputs, Plan, cancel);
        Plan = log.Plan;
        TuningParts parts = TuningParts.Of(log.Corpus, Split, Plan.MinCount, log.Order, MaxEvents, Limits.Seed);
        if (parts.Share < 1)
            context.WriteNote($"the log has more than {Readable.Count(MaxEvents)} events: "
                + $"searching on {Readable.Percent(parts.Share)} of its sessions, drawn at random (--max-events)");
        SessionCorpus training = parts.Validation.Training;
        context.WriteNote(
            $"training part of the search: {Readable.Count(training.Vocabulary.Count, "item")}, "
                + $"{Readable.Count(training.TokenCount, "event")}, {Readable.Count(training.SessionCount, "session")}");
        return parts;
    }

    /// <summary>Evaluates the first and the best plan on the test slice, as far as there is time; null if there is none.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="test">The training part including the validation slice, and the test slice.</param>
    /// <param name="start">The first plan.</param>
    /// <param name="best">The best trial.</param>
    /// <param name="time">The remaining time, or null for no limit.</param>
    /// <param name="save">Saves the best plan when the user interrupts.</param>
    /// <param name="cancel">The user's interruption.</param>
    private TuneCheck? Confirm(
        CliContext context, SplitCorpus test, TrainingOptions start, Trial best, TimeSpan? time, Action save, CancellationToken cancel)
    {
        using CancellationTokenSource late = new();
        if (time is TimeSpan left) late.CancelAfter(Later(left));
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            context.WriteNote("evaluating the first and the best plan on the test slice");
            return TuneCheck.Of(
                test, Asking with { MaxCases = (int)Math.Min(int.MaxValue, (long)TestCasesOfOne * Asking.MaxCases) }, Goal, start, best,
                stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (cancel.IsCancellationRequested) save();
            cancel.ThrowIfCancellationRequested();
            context.WriteNote("the budget ran out before the test evaluation: 'item2vec evaluate --config' does it");
            return null;
        }
    }

    private void Write(Trial best, TuningResult found, TuneCheck? check)
    {
        BestFile.Write(Output, Given, Space(Plan.Learning), Goal, best, found, Split, check);
        written = $"{Output} holds the best of {Readable.Count(found.Trials.Count, "trial")}";
    }

    /// <summary>At least a moment: what is due at once still has to begin.</summary>
    private static TimeSpan Later(TimeSpan time) => time > TimeSpan.FromMilliseconds(1) ? time : TimeSpan.FromMilliseconds(1);
}
