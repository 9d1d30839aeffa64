using Item2Vec.Cli.Attributes;
using Item2Vec.Cli.Audit;
using Item2Vec.Cli.Content;
using Item2Vec.Cli.Evaluate;
using Item2Vec.Cli.Exchange;
using Item2Vec.Cli.Help;
using Item2Vec.Cli.Index;
using Item2Vec.Cli.Info;
using Item2Vec.Cli.Map;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Queries;
using Item2Vec.Cli.Serve;
using Item2Vec.Cli.Train;
using Item2Vec.Cli.Tune;

namespace Item2Vec.Cli;

/// <summary>A set of commands, in help order. A new command is one file and one line here. Immutable.</summary>
internal sealed class CommandRegistry
{
    /// <summary>The command that tells of all others.</summary>
    private const string Manual = "man";

    private readonly (string Name, Func<CliCommand> Create)[] all;

    private CommandRegistry((string Name, Func<CliCommand> Create)[] commands) => all = commands;

    /// <summary>The commands of the tool.</summary>
    public static CommandRegistry BuiltIn { get; } = new(
    [
        ("train", () => new TrainCommand()),
        ("find", () => new FindCommand()),
        ("similar", () => new SimilarCommand()),
        ("analogy", () => new AnalogyCommand()),
        ("recommend", () => new RecommendCommand()),
        ("vector", () => new VectorCommand()),
        ("explain", () => new ExplainCommand()),
        ("evaluate", () => new EvaluateCommand()),
        ("tune", () => new TuneCommand()),
        ("audit", () => new AuditCommand()),
        ("map", () => new MapCommand()),
        ("info", () => new InfoCommand()),
        ("attributes", () => new AttributesCommand()),
        ("index", () => new IndexCommand()),
        ("export", () => new ExportCommand()),
        ("import", () => new ImportCommand()),
        ("content", () => new ContentCommand()),
        ("serve", () => new ServeCommand()),
        ("completion", () => new CompletionCommand()),
        (Manual, () => new ManCommand()),
    ]);

    /// <summary>
    /// Only the command that the first argument names, so that a query does not pay for the options of all others; else all.
    /// </summary>
    public IEnumerable<CliCommand> For(string[] args)
    {
        foreach ((string name, Func<CliCommand> create) in all)
            if (args.Length > 0 && args[0] == name && name != Manual) return [create()];
        return all.Select(entry => entry.Create());
    }

    /// <summary>These commands and another behind them, in place of one that has its name.</summary>
    public CommandRegistry With(string name, Func<CliCommand> create) => new([.. all.Where(one => one.Name != name), (name, create)]);
}
