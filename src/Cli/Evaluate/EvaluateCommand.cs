using System.CommandLine;
using Item2Vec.Cli.Logs;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Plans;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Queries;
using Item2Vec.Cli.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Evaluation.Baselines;
using Item2Vec.Evaluation.Blending;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Evaluate;

/// <summary>item2vec evaluate: how well a training plan finds held-out items, compared with simple baselines.</summary>
internal sealed class EvaluateCommand : CliCommand
{
    private readonly Argument<string[]> inputs;
    private readonly Option<string[]> models;
    private readonly Option<ScoreMode[]> score;
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
        models = Added(CliOption.Several(
            "--model", "DIR",
            "Train nothing and ask this model about the log, which it was not trained on; several are compared on the same cases", "-m"));
        score = Added(ScoreOption.New(
            $"The score of --model [default: {ScoreMode.Next.Name}]", [ScoreMode.Next]));
        choices = new HoldOutOptions(this);
        baselines = Added(
            CliOption.Parsed<string>(
                "--baselines", "all|none|NAME,",
                $"Baselines to compare with: {string.Join(", ", BaselineRegistry.BuiltIn.Names)} [default: all]", ReadBaselines)
                .WithDefault("all"));
        beta = Added(QueryOptions.Beta("Weight of an item's popularity in item2vec next"));
        report = Added(ReportOption.New("the tables"));
        plans = new TrainingPlanOptions(this);
        cooccurrences = new CooccurrenceRunOptions(this, BlendLearner.DefaultSessions);
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
        if (context.Value(models) is { Length: > 0 } saved) return Compare(context, saved);
        if (IsGiven(context, score)) throw Unneeded(score, "without --model every score is evaluated");
        choices.Check(context);
        EvaluateRun run = new()
        {
            Inputs = LogInputs.Of(context, context.Parsed.GetRequiredValue(inputs)),
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

    private int Compare(CliContext context, string[] saved)
    {
        if (saved.Contains(string.Empty))
            throw new Item2VecException("--model: a name was expected", "give the directory of a model", ErrorCode.Usage);
        Option[] unneeded = [.. plans.OfTraining, .. cooccurrences.All, baselines, .. choices.OfOtherFiles];
        if (Array.Find(unneeded, option => IsGiven(context, option)) is Option given)
            throw Unneeded(given, "with --model nothing is trained, and the models are asked about the log itself");
        choices.Check(context, ofModels: true);
        SavedModelsRun run = new()
        {
            Inputs = context.Parsed.GetRequiredValue(inputs),
            Models = saved,
            Reading = plans.From(context).Reading,
            Options = choices.From(context),
            HeldOut = choices.HeldOut(context),
            Score = context.Value(score)[0],
            Beta = context.Value(beta),
            Report = ReportOption.Target(context, report),
        };
        run.Check();
        using Interruption interruption = new(Interruption.Grace);
        return interruption.Run(
            cancel => run.Execute(context, cancel), () => "evaluate writes nothing before it is through: nothing is left behind");
    }

    private static bool IsGiven(CliContext context, Option option) => context.Parsed.GetResult(option) is { Implicit: false };

    private static Item2VecException Unneeded(Option option, string reason)
        => new($"{option.Name}: {reason}", $"leave {option.Name} out", ErrorCode.Usage);

    private static bool ReadBaselines(string text, out string value, out string expected)
    {
        value = text;
        expected = $"all, none, or names of {string.Join(", ", BaselineRegistry.BuiltIn.Names)} separated by commas";
        return BaselineRegistry.BuiltIn.TryParse(text, out _);
    }
}
