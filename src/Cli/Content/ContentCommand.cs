using Item2Vec.Cli.Help;
using Item2Vec.Cli.Options;

namespace Item2Vec.Cli.Content;

/// <summary>item2vec content: vectors from the texts, images and numbers that describe items.</summary>
internal sealed class ContentCommand : CliCommand
{
    public ContentCommand()
        : base("content", "Encode texts and images of items, for items without sessions")
    {
        Add(new ContentEncodeCommand());
        Add(new ContentFitCommand());
    }

    public override IReadOnlyList<string> Examples =>
    [
        "item2vec content fit samples/data/online-retail/items.parquet --text title -o encoder.onnx",
        "item2vec content encode samples/data/online-retail/items.parquet --encoder encoder.onnx --text title",
    ];

    protected override int Run(CliContext context) => new HelpWriter().Invoke(context.Parsed);
}
