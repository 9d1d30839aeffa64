using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Plans;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Queries;
using Item2Vec.Cli.Reports;
using Item2Vec.Evaluation.Baselines;
using Item2Vec.Evaluation.Blending;

namespace Item2Vec.Cli.Evaluate;

/// <summary>item2vec evaluate: how well a training plan finds held-out items, compared with simple baselines.</summary>
internal sealed class EvaluateCommand : CliCommand
{
    private readonly Argument<string[]> inputs;
    private readonly HoldOutOptions choices;
    private readonly Option<string> baselines;
    private readonly Option<double> beta;
    private readonly Option<string?> report;
    private readonly TrainingPlanOptions plans;
    private readonly CooccurrenceRunOptions cooccurrences;

    public EvaluateCommand()
        : base("evaluate", "Hold out a part of a log, train on the rest, and measure how well model and baselines find it")
    {
        inputs = new Argument<string[]>("input")
        {
            HelpName = "INPUT",
            Description = "Files or globs, as for train",
            Arity = ArgumentArity.OneOrMore,
        };
        Add(inputs);
        choices = new HoldOutOptions(this);
        baselines = Added(
            CliOption.Parsed<string>(
                "--baselines", "all|none|NAME,",
                $"Baselines to compare with: {string.Join(", ", BaselineRegistry.BuiltIn.Names)} [default: all]", ReadBaselines)
                .WithDefault("all"));
        beta = Added(QueryOptions.Beta("Weight of an item's popularity in item2vec next"));
        report = Added(ReportOption.New("the tables"));
        plans = new TrainingPlanOptions(this);
        cooccurrences = new CooccurrenceRunOptions(this, BlendLearner.MaxCases);
    }

    public override bool Trains => true;

    public override bool HasFullHelp => true;

    public override IReadOnlyList<Option> Configurable => [.. plans.All, beta];

    public override IReadOnlyList<string> Examples =>
    [
        "item2vec evaluate samples/data/watches.parquet --report report.html",
        "item2vec evaluate samples/data/online-retail/events.parquet --epochs 5 --split sessions:0.1 --protocol recent "
            + "--baselines popularity,vsknn",
        "item2vec evaluate samples/data/watches.parquet --split time:0.1 --protocol published --epochs 5",
        "item2vec evaluate samples/data/watches.parquet --items samples/data/videos.parquet --variant meta --metadata "
            + "topic --baselines markov",
    ];

    protected override int Run(CliContext context)
    {
        choices.Check(context);
        EvaluateRun run = new()
        {
            Inputs = context.Parsed.GetRequiredValue(inputs),
            Plan = plans.From(context),
            Options = choices.From(context),
            HeldOut = choices.HeldOut(context),
            Baselines = BaselineRegistry.BuiltIn.TryParse(context.Value(baselines), out IReadOnlyList<IBaseline> chosen) ? chosen : [],
            Beta = context.Value(beta),
            Cooccurrences = cooccurrences.From(context),
            Report = ReportOption.Target(context, report),
        };
        run.Check();
        using Interruption interruption = new(Interruption.Grace);
        return interruption.Run(
            cancel => run.Execute(context, cancel), () => "evaluate writes nothing before it is through: nothing is left behind");
    }

    private static bool ReadBaselines(string text, out string value, out string expected)
    {
        value = text;
        expected = $"all, none, or names of {string.Join(", ", BaselineRegistry.BuiltIn.Names)} separated by commas";
        return BaselineRegistry.BuiltIn.TryParse(text, out _);
    }
}
