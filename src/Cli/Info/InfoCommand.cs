using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Info;

/// <summary>item2vec info: what a model is.</summary>
internal sealed class InfoCommand : CliCommand
{
    private readonly Option<bool> verify;
    private readonly Option<string> model;

    public InfoCommand()
        : base("info", "Tell what a model is: options, data, loss of each epoch, sizes")
    {
        verify = Added(CliOption.Flag("--verify", "Read all data and compare it with its checksums"));
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples => ["item2vec info", "item2vec info --verify --format json"];

    protected override int Run(CliContext context)
    {
        using ModelDirectory opened = ModelDirectory.Open(context.Value(model), context.Value(verify));
        context.Print(new InfoReport(opened.Path, opened.Info, opened.Vectors.Attributes.Names)
        {
            Metadata = MetadataSummary.Of(opened.Vectors), Cooccurrences = CooccurrenceSummary.Of(opened.Vectors),
        });
        if (context.Value(verify)) context.WriteNote("checksums are right");
        return ExitCode.Ok;
    }
}
