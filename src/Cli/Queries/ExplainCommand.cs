using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Queries;

/// <summary>item2vec explain: why two items are close.</summary>
internal sealed class ExplainCommand : CliCommand
{
    private readonly Option<string[]> items;
    private readonly Option<int> count;
    private readonly Option<string> model;

    public ExplainCommand()
        : base("explain", "Show why two items are close: sessions with both, shared neighbors, cosine")
    {
        items = Added(CliOption.Several("--item", "ID", "The two items: --item A --item B"));
        count = Added(CliOption.Whole("-k", "Maximum number of shared neighbors [default: 10]", 0, int.MaxValue).WithDefault(10));
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples => ["item2vec explain --item WK_Nr4tUtl8 --item aircAruvnKk"];

    protected override int Run(CliContext context)
    {
        if (context.Value(items) is not [string item, string other])
            throw new Item2VecException(
                $"explain: {Readable.Count(context.Value(items)?.Length ?? 0, "item")} given, two are needed",
                "item2vec explain --item A --item B",
                ErrorCode.Usage);
        using ItemIndex index = ModelOption.Open(context, model);
        string[] both = new ItemNames(index).Of([item, other]);
        context.Print(new ExplainReport(index.Explain(both[0], both[1]), context.Value(count), index.Vectors));
        return ExitCode.Ok;
    }
}
