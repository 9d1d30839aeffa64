using System.CommandLine;
using Item2Vec.Cli.Logs;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Plans;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Queries;
using Item2Vec.Cli.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Evaluation.Tuning;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Tune;

/// <summary>item2vec tune: the training plan that finds held-out items best, within a time limit.</summary>
internal sealed class TuneCommand : CliCommand
{
    private const string DefaultOutput = "best.json";

    private readonly Argument<string[]> inputs;
    private readonly Option<string> output;
    private readonly Option<TimeSpan?> budget;
    private readonly Option<int> trials;
    private readonly Option<TunedMetric> metric;
    private readonly Option<ScoreMode[]> score;
    private readonly Option<double?> beta;
    private readonly Option<int> maxEpochs;
    private readonly Option<int> cases;
    private readonly Option<int> maxEvents;
    private readonly Option<string?> report;
    private readonly HoldOutOptions choices;
    private readonly TrainingPlanOptions plans;

    public TuneCommand()
        : base("tune", "Search for the options of train that find held-out items best; those given here are not searched")
    {
        inputs = new Argument<string[]>("input")
        {
            HelpName = "INPUT",
            Description = "Files or globs, as for train",
            Arity = ArgumentArity.OneOrMore,
        };
        Add(inputs);
        output = Added(
            CliOption.Word("--output", "FILE", $"Where to write the best options, for train --config [default: {DefaultOutput}]", "-o")
                .WithDefault(DefaultOutput));
        budget = Added(CliOption.Parsed<TimeSpan?>(
            "--budget", "TIME", "Time limit for everything: 90s, 10m, 2h [default: 10m, or any with --trials]", Duration.TryRead));
        trials = Added(
            CliOption.Whole(
                "--trials", "Maximum number of trainings; with --threads 1 and no --budget the search is reproducible [default: unlimited]",
                1, int.MaxValue)
                .WithDefault(0));
        metric = Added(
            CliOption.Parsed<TunedMetric>(
                "--metric", "NAME@K", "The metric to maximize: hit, recall, precision, mrr or ndcg at a cutoff, or auc [default: ndcg@20]",
                TunedMetric.TryRead)
                .WithDefault(TunedMetric.Default));
        score = Added(
            ScoreOption.New(
                "The score to tune for: next item, similarity, or both blended with co-occurrences [default: next]",
                [ScoreMode.Next]));
        beta = Added(QueryOptions.ChosenBeta("Weight of an item's popularity in --score next [default: chosen, too]"));
        maxEpochs = Added(
            CliOption.Whole("--max-epochs", "The epochs that no trial goes beyond [default: 45]", 1, 100_000)
                .WithDefault(new TuningOptions().MaxEpochs));
        choices = new HoldOutOptions(this, ofTable: false);
        cases = Added(
            CliOption.Whole(
                "--cases", "Ask this many validation cases or few more, of sessions drawn at random [default: 5000]", 100, int.MaxValue)
                .WithDefault(5000));
        maxEvents = Added(CliOption.Whole(
            "--max-events", "Search on a sample of the sessions where the log has more events than this [default: 2000000]", 1000,
            int.MaxValue)
            .WithDefault(2_000_000));
        report = Added(ReportOption.New("all trials"));
        plans = new TrainingPlanOptions(this);
    }

    public override bool Trains => true;

    public override bool HasFullHelp => true;

    public override IReadOnlyList<Option> Configurable => [.. plans.All, beta];

    public override IReadOnlyList<string> Examples =>
    [
        "item2vec tune samples/data/watches.parquet --budget 30s --trials 3 --report tune.html",
        "item2vec tune samples/data/watches.parquet --trials 3 --epochs 2 --metric hit@10 --dimensions 32 -o small.json",
    ];

    protected override int Run(CliContext context)
    {
        choices.Check(context);
        TunedMetric chosen = context.Value(metric);
        (Option Option, string Key, string? Word)[] given = [.. plans.Given(context)];
        TuneRun run = new()
        {
            Inputs = LogInputs.Of(context, context.Parsed.GetRequiredValue(inputs)),
            Plan = plans.From(context),
            Given = given,
            Space = learning => SearchSpace.Around(learning, name => given.Any(one => one.Key == name)),
            Limits = new TuningOptions
            {
                Budget = context.Value(budget) ?? (context.Value(trials) > 0 ? null : TimeSpan.FromMinutes(10)),
                MaxTrials = context.Value(trials),
                MaxEpochs = context.Value(maxEpochs),
                LeaveTimeToCheck = true,
                AsksToCheck = TuneRun.TestCasesOfOne,
                Seed = context.Value(GlobalOptions.Seed),
            },
            Asking = choices.From(context) with { Cutoffs = [chosen.Cutoff], ColdCounts = [], MaxCases = context.Value(cases) },
            Split = choices.SplitText(context),
            MaxEvents = context.Value(maxEvents),
            Goal = new TuneGoal(chosen.Name, chosen.Cutoff, context.Value(score)[0], context.Value(beta)),
            Output = context.Value(output),
            Report = ReportOption.Target(context, report),
        };
        run.Check();
        AtomicFile.EnsureWritable(run.Output);
        using Interruption interruption = new(Interruption.Grace);
        return interruption.Run(cancel => run.Execute(context, cancel), () => run.AfterInterruption);
    }
}
