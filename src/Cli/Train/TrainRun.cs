using System.Globalization;
using Item2Vec.Cli.Logs;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Plans;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Reports;
using Item2Vec.Cli.Terminal;
using Item2Vec.Content;
using Item2Vec.Data;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Events;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Evaluation.Blending;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Maps;

namespace Item2Vec.Cli.Train;

/// <summary>One run of train: check, read, learn, write, in this order, so that a bad option or output costs no work.</summary>
internal sealed class TrainRun
{
    public required IReadOnlyList<string> Inputs { get; init; }

    public required TrainingPlan Plan { get; set; }

    public required string Directory { get; init; }

    public required ResumeState Resume { get; init; }

    /// <summary>What is kept of pairs of items beside the vectors.</summary>
    public required CooccurrenceRun Cooccurrences { get; init; }

    /// <summary>Content of the items, or null.</summary>
    public required ContentRun? Content { get; init; }

    /// <summary>Whether the items are linked (see <see cref="ItemIndex"/>) when there are enough of them.</summary>
    public required bool Index { get; init; }

    /// <summary>Whether it is learned how items without events rank among the others.</summary>
    public bool CalibratesCold { get; init; } = true;

    /// <summary>Events that a service recorded beside the model, or null.</summary>
    public RecordedRun? Recorded { get; init; }

    /// <summary>Whether only what the training would take is told.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>A page to write for people, or null.</summary>
    public string? Report { get; init; }

    private SessionReaderOptions Reading => Plan.Reading;

    private TrainingOptions Learning => Plan.Learning;

    /// <summary>Finds what can be found wrong before the log is read.</summary>
    public void Check()
    {
        Plan.Check("train");
        ModelDirectory.EnsureWritable(Directory);
        Resume.Check(Learning, Plan.Given.Contains);
        Cooccurrences.Check();
        Content?.Check();
    }

    public int Execute(CliContext context, CancellationToken cancel)
    {
        ReadResult read = ReadingDisplay.Show(context, progress => SessionReader.ReadWithReport(
            Inputs, Reading with { SessionOrder = Cooccurrences.Pairs is not null, Recorded = Recorded?.Events }, progress, cancel));
        using SessionCorpus sessions = read.Corpus;
        ReadingNotes.AboutData(context, read.Report);
        BasketNotes.WriteNotes(context, sessions, read.Report, Learning);

        // Before training: a table of items that cannot be read costs no training either.
        (ItemAttributes attributes, SessionCorpus corpus) = Plan.Items.Read(context, sessions, Inputs, read.Report, Reading, cancel);
        using SessionCorpus described = corpus;
        Plan = Plan.For(context, corpus, read.Report, read.Report.MinCount);
        Content?.Check(corpus.Vocabulary);
        CooccurrenceRun pairs = Cooccurrences.InOrder(read.SessionOrder);
        using BlendSlice? slice = pairs.Slice(corpus, Learning.Seed, isLatest: true);
        if (IsDryRun) return Measure(context, slice?.Rest ?? corpus, corpus.Metadata?.Items ?? corpus.Vocabulary, pairs, cancel);
        using ItemVectors trained = Train(context, slice?.Rest ?? corpus, cancel);
        if (Resume.Checkpoints is null) cancel.ThrowIfCancellationRequested();
        using ContentRun? content = Content;
        ContentResult? byContent = content?.Place(context, trained, corpus, Learning, cancel);
        using ItemVectors placed = byContent?.Vectors ?? trained;
        using ItemVectors titled = placed.With(Plan.Items.ReadJoined(placed.Vocabulary, attributes, Reading.Threads, cancel));
        using ItemVectors counted = pairs.AddTo(context, titled, corpus, slice, cancel);
        using ItemVectors complete = ColdRun.AddTo(
            context, counted, slice, PlacesOf(byContent, trained, corpus), CalibratesCold, Learning.Seed, cancel);
        TrainReport report = new(Directory, placed.Count, trained.Training!, TrainWarning.Of(ModelCheck.Run(complete, Learning.Threads)));
        ModelInfo info = Info(read.Report, report);
        Save(context, complete, info, cancel);
        Resume.Finish();

        WriteNotes(context, report, trained.Vocabulary);
        context.PrintForTools(report);
        if (Report is not null) WriteReport(context, report, info, corpus, cancel);
        return ExitCode.Ok;
    }

    /// <summary>What gives vectors to items without events: content, or metadata.</summary>
    private static Func<IReadOnlyList<int>, IReadOnlyList<PlacedVector?>>? PlacesOf(
        ContentResult? content, ItemVectors trained, SessionCorpus corpus)
        => content is not null ? content.PlacesOf
            : corpus.Metadata is ItemMetadata metadata && trained.Metadata is not null
                ? rows => PlacedVector.ByMetadata(trained, metadata, rows)
                : null;

    private int Measure(CliContext context, SessionCorpus corpus, Vocabulary items, CooccurrenceRun pairs, CancellationToken cancel)
    {
        DryRun measured = DryRun.Measure(corpus, items.Count, Plan, pairs, cancel);
        measured.WriteNotes(context);
        context.PrintForTools(measured);
        return ExitCode.Ok;
    }

    private ItemVectors Train(CliContext context, SessionCorpus corpus, CancellationToken cancel)
    {
        Resume.WriteNotes(context);

        // Closed before the model is written, which may be the one to start from.
        using ItemVectors? older = Resume.OpenOlder();
        return TrainingDisplays.For(context).Show(
            progress => ItemTrainer.Train(Plan.Variants, corpus, Learning, Resume.Checkpoints, older, progress, cancellationToken: cancel));
    }

    private void Save(CliContext context, ItemVectors vectors, ModelInfo info, CancellationToken cancel)
    {
        if (!Index || vectors.Count < ItemIndex.MinItemsForGraph)
        {
            ModelDirectory.Save(Directory, vectors, info);
            return;
        }

        using ItemIndex index = IndexRun.Build(
            context, vectors, IndexOptions.For(vectors.Count) with { Threads = Learning.Threads, Seed = Learning.Seed }, cancel);
        cancel.ThrowIfCancellationRequested();
        index.SaveModel(Directory, info);
    }

    private void WriteReport(CliContext context, TrainReport report, ModelInfo info, SessionCorpus sessions, CancellationToken cancel)
    {
        using ItemIndex index = ItemIndex.Open(Directory);
        ItemMap map = TrainItems.Map(context, index, Learning.Threads, cancel);
        ReportOption.Write(context, Report, () => TrainPage.Of(
            report, info, sessions, TrainItems.Sections(index, map, Directory), ReportOption.CommandOf(context)));
    }

    private ModelInfo Info(ReadReport read, TrainReport report) => new()
    {
        Data = new Dictionary<string, string>
        {
            ["fingerprint"] = read.Fingerprint,
            ["files"] =
                read.Files.Count <= 5 ? string.Join(", ", read.Files.Select(Path.GetFileName)) : Readable.Count(read.Files.Count, "file"),
            ["columns"] = string.Join(", ", read.Columns.Select(choice => $"{ReadingNotes.RoleName(choice.Role)} = {choice.Column}")),
            ["order"] = read.Ordering,
            ["time"] = read.Times ?? "none",
            ["rows"] = Readable.Exact(read.Rows),
            ["events"] = Readable.Exact(read.Events),
            ["sessions"] = Readable.Exact(read.Sessions),
            ["minCount"] = Readable.Exact(read.MinCount.Value),
            ["rareItems"] = Readable.Exact(read.RareItems),
        }.With(EventLog.ModelKey, Recorded?.Span.ToString()),
        Run = new Dictionary<string, string>(report.Warnings.Select(warning => KeyValuePair.Create(warning.Key, warning.Text)))
        {
            ["readSeconds"] = read.Seconds.ToString("0.000", CultureInfo.InvariantCulture),
            ["tokensPerSecond"] = report.Training.TokensPerSecond.ToString("0", CultureInfo.InvariantCulture),
        },
    };

    private static void WriteNotes(CliContext context, TrainReport report, Vocabulary vocabulary)
    {
        TrainingSummary training = report.Training;
        context.WriteNote(
            $"trained {Readable.Count(report.Items, "vector")} of {training.Options.Dimensions} dimensions: "
                + $"{Readable.Count(training.Epochs, "epoch")} in "
                + $"{Readable.Time(TimeSpan.FromSeconds(training.TrainSeconds))} ({Readable.Count((long)training.TokensPerSecond)} "
                + $"tokens/s), loss {Readable.Loss(training.Loss)}");
        if (training.WarmStart is WarmStartSummary start)
            context.WriteNote(
                $"  started from the older model's vectors for {Readable.Count(start.Known, "item")}; {Readable.Count(start.New)} new, "
                    + $"{Readable.Count(start.Dropped)} of the older model dropped");
        if (training.WarmStart is { Known: 0 }) context.Warn("the older model knows none of the items: is it of other data?");
        foreach (TrainWarning warning in report.Warnings) context.Warn($"{warning.Text}: {warning.Remedy}");
        context.WriteNote($"wrote {report.Directory}");
        context.WriteNote($"next: {NextCommand.Similar(vocabulary, report.Directory)}");
    }
}
