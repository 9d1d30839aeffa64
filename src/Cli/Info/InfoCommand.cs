using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Info;

/// <summary>item2vec info: what a model is.</summary>
internal sealed class InfoCommand : CliCommand
{
    /// <summary>The note after --verify.</summary>
    public const string Verified = "checksums and links are right";

    private readonly Option<bool> verify;
    private readonly Option<string> model;

    public InfoCommand()
        : base("info", "Show what a model is: options, data, loss per epoch, index, sizes")
    {
        verify = Added(CliOption.Flag("--verify", "Read all data, compare it with its checksums and follow every link of the index"));
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples => ["item2vec info", "item2vec info --verify --format json"];

    protected override int Run(CliContext context)
    {
        string path = context.Value(model);
        using ModelDirectory? opened = File.Exists(path) ? null : ModelDirectory.Open(path);
        using ItemIndex index = ItemIndex.Open(path, context.Value(verify));
        context.Print(opened is null ? new IndexReport(path, index) : new InfoReport(opened.Path, opened.Info, index));
        if (context.Value(verify)) context.WriteNote(Verified);
        return ExitCode.Ok;
    }
}
