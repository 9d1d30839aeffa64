namespace Item2Vec.Cli;

/// <summary>item2vec index: the graph that queries are answered from.</summary>
internal sealed class IndexCommand : CliCommand
{
    public IndexCommand()
        : base("index", "Build, describe or measure the graph that queries are answered from")
    {
        Add(new IndexBuildCommand());
        Add(new IndexInfoCommand());
        Add(new IndexBenchCommand());
    }

    public override IReadOnlyList<string> Examples => ["item2vec index build", "item2vec index bench"];

    protected override int Run(CliContext context) => new HelpWriter().Invoke(context.Parsed);
}
