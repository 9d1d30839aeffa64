using Item2Vec.Cli.Logs;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Data;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Splits;

namespace Item2Vec.Cli.Plans;

/// <summary>What a command holds out of a log, or is given besides it.</summary>
/// <param name="Name">The text of --split.</param>
internal sealed record HeldOut(string Name)
{
    /// <summary>The split, or null where <see cref="Column"/> says it.</summary>
    public required CorpusSplit? Split { get; init; }

    /// <summary>Whether the split is given, not the default.</summary>
    public bool IsGiven { get; init; }

    /// <summary>The column that says which sessions are for testing, or null.</summary>
    public string? Column { get; init; }

    /// <summary>A file of cases to evaluate instead of held-out events, or null.</summary>
    public string? Pairs { get; init; }

    /// <summary>Files of sessions to ask about instead of held-out ones; empty for none.</summary>
    public IReadOnlyList<string> Test { get; init; } = [];

    /// <summary>Reads a log in two parts.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="inputs">The log.</param>
    /// <param name="plan">How it is read; becomes the plan for this log.</param>
    /// <param name="cancel">Cancels the reading.</param>
    public SplitCorpus Read(CliContext context, IReadOnlyList<string> inputs, ref TrainingPlan plan, CancellationToken cancel)
    {
        plan = plan with { Reading = plan.Reading with { SplitColumn = Pairs is null ? Column : null } };
        using LogToSplit log = LogToSplit.Read(context, inputs, plan, cancel);
        plan = log.Plan;
        int minCount = plan.MinCount;
        if (Pairs is not null) return FixedPairs.Read(Pairs, log.Corpus, minCount);
        if (Column is null && Test.Count == 0) return Split!.Split(log.Corpus, minCount, log.Order);
        using SessionCorpus test = ReadTest(context, inputs, plan.Reading, cancel);
        return GivenSplit.Of(Column is null ? "test" : Name, log.Corpus, test, minCount, log.Order);
    }

    /// <summary>Weights and goals only matter for training.</summary>
    private SessionCorpus ReadTest(
        CliContext context, IReadOnlyList<string> inputs, SessionReaderOptions reading, CancellationToken cancel)
    {
        reading = reading with { MinCount = 1, Part = LogPart.Test, WeightColumn = null, GoalColumn = null };
        ReadResult read = ReadingDisplay.Show(
            context, progress => SessionReader.ReadWithReport(Column is null ? Test : inputs, reading, progress, cancel));
        ReadingNotes.AboutData(context, read.Report);
        return read.Corpus;
    }
}
