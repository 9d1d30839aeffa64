using System.CommandLine;
using Item2Vec.Cli.Help;
using Item2Vec.Cli.Info;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Index;

/// <summary>item2vec index: the graph that queries are answered from.</summary>
internal sealed class IndexCommand : CliCommand
{
    public IndexCommand()
        : base("index", "Build or measure the graph that queries are answered from")
    {
        Add(new IndexBuildCommand());
        Add(new IndexBenchCommand());
        Add(new IndexInfoCommand());
    }

    public override IReadOnlyList<string> Examples => ["item2vec index build", "item2vec index bench"];

    protected override int Run(CliContext context) => new HelpWriter().Invoke(context.Parsed);
}

/// <summary>item2vec index info: the former command for the part of <c>info</c> about the graph.</summary>
internal sealed class IndexInfoCommand : CliCommand
{
    private readonly Option<bool> verify;
    private readonly Option<string> model;

    public IndexInfoCommand()
        : base("info", "Show the graph of a model, as 'item2vec info' does")
    {
        Hidden = true;
        verify = Added(CliOption.Flag("--verify", "Read all data, compare it with its checksums and follow every link"));
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples => ["item2vec info --verify"];

    protected override int Run(CliContext context)
    {
        string path = context.Value(model);
        using ItemIndex index = ItemIndex.Open(path, context.Value(verify));
        context.Print(new IndexReport(path, index));
        if (context.Value(verify)) context.WriteNote(InfoCommand.Verified);
        return ExitCode.Ok;
    }
}
