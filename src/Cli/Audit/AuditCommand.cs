using System.CommandLine;
using Item2Vec.Cli.Logs;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Reports;

namespace Item2Vec.Cli.Audit;

/// <summary>item2vec audit: what the lists of a model do to items, groups of items and groups of users.</summary>
internal sealed class AuditCommand : CliCommand
{
    private readonly Argument<string[]> inputs;
    private readonly AuditingOptions choices;
    private readonly Option<string?> report;
    private readonly ReadingOptions reading;
    private readonly Option<string> model;

    public AuditCommand()
        : base("audit", "Audit the lists of a model: popularity, coverage, loops, groups, bias")
    {
        inputs = new Argument<string[]>("input")
        {
            HelpName = "INPUT",
            Description = "A log, as for train: who used what [default: the model's own item counts]",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Add(inputs);
        choices = new AuditingOptions(this);
        report = Added(ReportOption.New("the tables"));
        model = Added(ModelOption.New());
        reading = new ReadingOptions(this, learns: false);
    }

    public override bool Trains => true;

    public override IReadOnlyList<string> Examples =>
    [
        "item2vec audit --report audit.html",
        "item2vec audit samples/data/watches.parquet --items samples/data/videos.parquet --by topic --user-by activity",
    ];

    protected override int Run(CliContext context)
    {
        AuditRun run = new()
        {
            Inputs = LogInputs.Of(context, context.Parsed.GetValue(inputs) ?? []),
            Model = context.Value(model),
            Reading = reading.From(context) with { MinCount = 1 },
            Options = choices.From(context),
            Question = choices.Question(context),
            Report = ReportOption.Target(context, report),
        };
        run.Check();
        using Interruption interruption = new(Interruption.Grace);
        return interruption.Run(
            cancel => run.Execute(context, cancel), () => "audit writes nothing before it is through: nothing is left behind");
    }
}
