using System.CommandLine;
using Item2Vec.Cli.Logs;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Plans;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Reports;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Evaluation.Blending;

namespace Item2Vec.Cli.Train;

/// <summary>item2vec train: sessions in, a model out.</summary>
internal sealed class TrainCommand : CliCommand
{
    private readonly Argument<string[]> inputs;
    private readonly Option<string> output;
    private readonly TrainingPlanOptions plans;
    private readonly ContentRunOptions content;
    private readonly ResumeOptions resume;
    private readonly CooccurrenceRunOptions cooccurrences;
    private readonly Option<bool> index;
    private readonly Option<string?> report;
    private readonly Option<string> recorded;
    private readonly Option<bool> cold;
    private readonly Option<bool> dryRun;

    /// <param name="variants">What can be learned; null takes what the library has.</param>
    public TrainCommand(VariantRegistry? variants = null)
        : base("train", "Train item vectors from sessions: rows of session and item, rows of lists, or lines of text")
    {
        inputs = new Argument<string[]>("input")
        {
            HelpName = "INPUT",
            Description = "Files or globs: .parquet, .csv, .tsv, .jsonl (also .gz), or .txt with one session a line",
            Arity = ArgumentArity.OneOrMore,
        };
        Add(inputs);
        output = Added(
            CliOption.Word(
                "--output", "DIR", $"The model to write; an older model there is replaced at the end [default: {ModelOption.Default}]",
                "-o")
                .WithDefault(ModelOption.Default));
        dryRun = Added(ResumeOptions.Heading, CliOption.Flag(
            "--dry-run", "Read the log and tell what the training would take: items, tokens, memory, time; nothing is written"));
        plans = new TrainingPlanOptions(this, variants);
        content = new ContentRunOptions(this);
        resume = new ResumeOptions(this);
        cooccurrences = new CooccurrenceRunOptions(this, BlendLearner.DefaultSessions);
        index = Added(ResumeOptions.Heading, CliOption.Switch(
            "--index", "Link items for quicker queries; models of a few thousand items are not linked in any case [default: true]")
            .WithDefault(true));
        cold = Added("Items", ColdRun.NewOption());
        recorded = Added(ResumeOptions.Heading, RecordedRun.NewOption());
        report = Added(ResumeOptions.Heading, ReportOption.New("how the training went, with a map of the items,"));
    }

    public override bool Trains => true;

    public override bool HasFullHelp => true;

    public override IReadOnlyList<Option> Configurable => plans.All;

    public override IReadOnlyList<string> Examples =>
    [
        "item2vec train samples/data/watches.parquet",
        "item2vec train samples/data/online-retail/events.parquet --items samples/data/online-retail/items.parquet -o retail-model",
        "item2vec train samples/data/watches.parquet --items samples/data/videos.parquet --variant meta --metadata topic -o topic-model",
    ];

    protected override int Run(CliContext context)
    {
        string directory = context.Value(output);
        ResumeState start = new(resume.Checkpoints(context, directory), resume.WarmStart(context), directory);
        TrainRun run = new()
        {
            Inputs = LogInputs.Of(context, context.Parsed.GetRequiredValue(inputs)),
            Plan = plans.From(context),
            Directory = directory,
            Resume = start,
            Cooccurrences = cooccurrences.From(context),
            Content = content.From(context),
            Index = context.Value(index),
            CalibratesCold = context.Value(cold),
            Recorded = RecordedRun.Of(context, directory, context.Value(recorded)),
            Report = ReportOption.Target(context, report),
            IsDryRun = context.Value(dryRun),
        };
        run.Check();

        // A checkpoint takes the time that the disk takes; who does not want to wait stops twice.
        using Interruption interruption = new(start.Checkpoints is null ? Interruption.Grace : Timeout.InfiniteTimeSpan);
        return interruption.Run(cancel => run.Execute(context, cancel), () => start.AfterInterruption);
    }
}
