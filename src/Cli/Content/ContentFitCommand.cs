using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Terminal;
using Item2Vec.Content;
using Item2Vec.Data;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Cli.Content;

/// <summary>item2vec content fit: fits a small text encoder to the texts of a table.</summary>
internal sealed class ContentFitCommand : CliCommand
{
    private static readonly TextEncoderOptions Defaults = new();
    private readonly Argument<string> table;
    private readonly Option<string> text;
    private readonly Option<string> output;
    private readonly Option<int> dimensions;

    public ContentFitCommand()
        : base("fit", "Fit a small text encoder (ONNX) to the texts of a table of items, with nothing downloaded")
    {
        table = new Argument<string>("items")
        {
            HelpName = "ITEMS", Description = "The table with the texts: .parquet, .csv, .tsv or .jsonl (also .gz)"
        };
        Add(table);
        text = Added(CliOption.Word("--text", "COLUMN,", "The columns with the texts").Needed());
        output = Added(
            CliOption.Word("--output", "FILE", "The encoder to write [default: encoder.onnx]", "-o").WithDefault("encoder.onnx"));
        dimensions = Added(
            CliOption.Whole("--dimensions", $"Dimensions of its vectors [default: {Defaults.Dimensions}]", 1, 1024)
                .WithDefault(Defaults.Dimensions));
    }

    public override bool Trains => true;

    public override IReadOnlyList<string> Examples
        => ["item2vec content fit samples/data/online-retail/items.parquet --text title --dimensions 128 -o encoder.onnx"];

    protected override int Run(CliContext context)
    {
        string path = context.Value(output);
        string items = context.Parsed.GetRequiredValue(table);
        if (ContentColumns.Names(context.Value(text)).Length == 0)
            throw new Item2VecException("--text names the columns with the texts", "for example --text title,description", ErrorCode.Usage);
        ContentFile.EnsureWritable(path, items);
        using Interruption interruption = new(Interruption.Grace);
        return interruption.Run(
            cancel =>
            {
                (Vocabulary known, ItemTableResult read) = ItemCatalog.Read(
                    items, ContentColumns.Options(context, context.Value(text)), cancel);
                IReadOnlyList<string?> texts = ContentColumns.Texts(known, read.Attributes);
                TextEncoderOptions options = new() { Dimensions = context.Value(dimensions), Seed = context.Value(GlobalOptions.Seed) };
                int written = TextEncoderBuilder.Write(texts, path, options, cancel);
                int count = texts.Count(value => !string.IsNullOrWhiteSpace(value));
                context.WriteNote(
                    $"made an encoder of {Readable.Count(count, "text")}, {Readable.Count(written, "dimension")}, "
                        + $"in {path} ({Readable.Bytes(new FileInfo(path).Length)})");
                context.PrintForTools(new FileReport(path, OnnxExport.Format, count, written));
                return ExitCode.Ok;
            },
            () => "nothing was written");
    }
}
