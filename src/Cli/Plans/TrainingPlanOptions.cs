using System.CommandLine;
using Item2Vec.Cli.Logs;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Data;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Variants;

namespace Item2Vec.Cli.Plans;

/// <summary>
/// The options that train, evaluate and tune share: how a log is read, what is known of its items, and how vectors are learned; typed, or
/// from a file.
/// </summary>
internal sealed class TrainingPlanOptions
{
    private readonly ReadingOptions reading;
    private readonly ItemReadingOptions metadata;
    private readonly LearningOptions learning;
    private readonly VariantRegistry variants;

    /// <param name="command">The command that has them.</param>
    /// <param name="variants">What can be learned; null takes what the library has.</param>
    public TrainingPlanOptions(CliCommand command, VariantRegistry? variants = null)
    {
        this.variants = variants ?? VariantRegistry.BuiltIn;
        int before = command.Options.Count;
        reading = new ReadingOptions(command);
        int ofReading = command.Options.Count;
        metadata = new ItemReadingOptions(command);
        learning = new LearningOptions(command, this.variants.Options);
        All = [.. command.Options.Skip(before)];
        OfTraining = [.. command.Options.Skip(ofReading), .. All.Where(option => option.Name == "--min-count")];
        command.Add(ConfigFile.New());
    }

    /// <summary>The options, but for the file.</summary>
    public IReadOnlyList<Option> All { get; }

    /// <summary>Those of <see cref="All"/> that only matter where something is trained.</summary>
    public IReadOnlyList<Option> OfTraining { get; }

    /// <summary>The options given on the command line or in the file: key and value (null for a flag).</summary>
    public IEnumerable<(Option Option, string Key, string? Word)> Given(CliContext context)
        => All.Select(option => (Option: option, Result: context.Parsed.GetResult(option))).Where(one => one.Result is { Implicit: false })
            .Select(one => (one.Option, one.Option.Name[2..], one.Result!.Tokens.Count > 0 ? one.Result.Tokens[^1].Value : null));

    public TrainingPlan From(CliContext context)
    {
        TrainingOptions options = learning.From(context);
        SessionReaderOptions log = reading.From(context) with
        {
            EventTimes = options.MaxGap is not null || options.Decay is not null,
            BasketHistories = variants.Of(options).Needs.HasFlag(VariantNeeds.Baskets),
        };
        return new TrainingPlan(log, metadata.Reading(context), options, learning.Given(context), variants);
    }
}

/// <summary>What a model is made with.</summary>
/// <param name="Reading">How the log is read.</param>
/// <param name="Items">What is read of the items besides.</param>
/// <param name="Learning">How vectors are learned.</param>
/// <param name="Given">The properties of <paramref name="Learning"/> that are given: others may follow the log.</param>
/// <param name="Variants">What can be learned.</param>
internal sealed record TrainingPlan(
    SessionReaderOptions Reading, ItemReading Items, TrainingOptions Learning, IReadOnlySet<string> Given, VariantRegistry Variants)
{
    /// <summary>The share of events with the time of the one before them from which sessions are baskets.</summary>
    private const double BasketShare = 0.9;

    /// <summary>The minimum count of items, which is known once the log was read.</summary>
    public int MinCount => Reading.MinCount ?? Embeddings.Corpus.MinCount.Default;

    /// <summary>Finds what can be found wrong before the log is read.</summary>
    /// <param name="command">The command that was called.</param>
    /// <param name="more">Problems of the command's own.</param>
    public void Check(string command, params IEnumerable<string> more)
    {
        IReadOnlyList<string> problems = [.. Reading.Problems(), .. Variants.Problems(Learning), .. more];
        if (problems.Count > 0) throw OptionNames.ErrorOf(command, problems);
        Items.Check(Variants.Of(Learning), Reading.Threads);
    }

    /// <summary>The plan for a log that was read: options that are not given follow it. Notes what was chosen, and why.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="corpus">The sessions.</param>
    /// <param name="read">How they were read.</param>
    /// <param name="least">The minimum count of their items.</param>
    public TrainingPlan For(CliContext context, SessionCorpus corpus, ReadReport read, MinCount least)
    {
        TrainingRecipe recipe = TrainingRecipe.For(corpus, Learning, OrderingOf(read), Given.Contains, least.Value, Variants);
        string[] choices =
        [
            .. least.Reason is null ? (string[])[] : [Chosen(nameof(Reading.MinCount), $"{least.Value}", least.Reason)],
            .. recipe.Choices.Select(choice => Chosen(choice.Option, choice.Value, choice.Reason)),
        ];
        if (choices.Length > 0) context.WriteNote("chose " + string.Join(", ", choices));
        return this with { Learning = recipe.Options, Reading = Reading with { MinCount = least.Value } };
    }

    /// <summary>Finds what does not fit a split log, where only the items of the training part are ranked.</summary>
    public void CheckForSplit(string command, params IEnumerable<string> more)
    {
        if (Items.AddItems)
            throw new Item2VecException(
                $"--cold-items: {command} ranks the items that the training part has, and these would join them",
                "leave it out",
                ErrorCode.Usage);
        Check(command, more);
    }

    private static string Chosen(string option, string value, string reason) => $"{OptionNames.Of(option)} {value} ({reason})";

    /// <summary>
    /// Lists and lines are written in order, as a rule; rows need a column that orders them. Where that says the same of nearly all events
    /// of a session, they are a basket.
    /// </summary>
    private static EventOrdering OrderingOf(ReadReport read)
    {
        if (read.TiedEvents > BasketShare * (read.Events - read.Sessions)) return EventOrdering.None;
        return read.Layout != SessionLayout.Events || read.IsOrdered ? EventOrdering.Known : EventOrdering.Unknown;
    }
}

/// <summary>A log to be split. Keeps all items; the minimum count applies to the training part.</summary>
/// <param name="corpus">The sessions, with metadata where some is learned.</param>
/// <param name="order">The sessions in the order in which they began, or null if already in that order.</param>
/// <param name="plan">The plan for this log.</param>
internal sealed class LogToSplit(SessionCorpus corpus, IReadOnlyList<int>? order, TrainingPlan plan) : IDisposable
{
    /// <summary>The plan for this log.</summary>
    public TrainingPlan Plan => plan;

    public SessionCorpus Corpus => corpus;

    public IReadOnlyList<int>? Order => order;

    public static LogToSplit Read(CliContext context, IReadOnlyList<string> inputs, TrainingPlan plan, CancellationToken cancel)
    {
        SessionReaderOptions reading = plan.Reading with { MinCount = 1, SessionOrder = true };
        ReadResult read = ReadingDisplay.Show(context, progress => SessionReader.ReadWithReport(inputs, reading, progress, cancel));
        ReadingNotes.AboutData(context, read.Report);
        MinCount least = plan.Reading.MinCount is { } given ? new MinCount(given) : MinCount.For(CountsOf(read.Corpus.Vocabulary));
        BasketNotes.WriteNotes(context, read.Corpus, read.Report, plan.Learning);
        (_, SessionCorpus corpus) = plan.Items.Read(context, read.Corpus, inputs, read.Report, reading, cancel);
        return new LogToSplit(corpus, read.SessionOrder, plan.For(context, corpus, read.Report, least));
    }

    public void Dispose() => corpus.Dispose();

    private static IEnumerable<long> CountsOf(Vocabulary items) => Enumerable.Range(0, items.Count).Select(items.CountOf);
}
