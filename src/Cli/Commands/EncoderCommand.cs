using System.CommandLine;
using Item2Vec.Content;
using Item2Vec.Data;
using Item2Vec.Embeddings;

namespace Item2Vec.Cli;

/// <summary>item2vec encoder: a small text encoder from the texts of a table, with nothing downloaded.</summary>
internal sealed class EncoderCommand : CliCommand
{
    private static readonly TextEncoderOptions Defaults = new();
    private readonly Argument<string> table;
    private readonly Option<string> text;
    private readonly Option<string> output;
    private readonly Option<int> dimensions;

    public EncoderCommand()
        : base("encoder", "Make a small text encoder (ONNX) from the texts of a table of items, with nothing downloaded")
    {
        table = new Argument<string>("items") { HelpName = "ITEMS", Description = "The table with the texts: .parquet, .csv, .tsv or .jsonl (also .gz)" };
        Add(table);
        text = Added(CliOption.Word("--text", "COLUMN,", "The columns with the texts").Needed());
        output = Added(CliOption.Word("--output", "FILE", "The encoder to write [default: encoder.onnx]", "-o").WithDefault("encoder.onnx"));
        dimensions = Added(CliOption.Whole("--dimensions", $"The length of its vectors [default: {Defaults.Dimensions}]", 1, 1024).WithDefault(Defaults.Dimensions));
    }

    public override bool Trains => true;

    public override IReadOnlyList<string> Examples => ["item2vec encoder samples/data/online-retail/items.parquet --text title -o encoder.onnx"];

    protected override int Run(CliContext context)
    {
        string path = context.Value(output);
        ContentFile.EnsureWritable(path);
        using Interruption interruption = new(Interruption.Grace);
        return interruption.Run(
            cancel =>
            {
                (Vocabulary items, ItemTableResult read) = ItemCatalog.Read(context.Parsed.GetRequiredValue(table), ContentColumns.Options(context, context.Value(text)), cancel);
                IReadOnlyList<string?> texts = ContentColumns.Texts(items, read.Attributes);
                TextEncoderOptions options = new() { Dimensions = context.Value(dimensions), Seed = context.Value(GlobalOptions.Seed) };
                int written = TextEncoderBuilder.Write(texts, path, options, cancel);
                context.Note($"made an encoder of {Show.Count(texts.Count(value => !string.IsNullOrWhiteSpace(value)), "text")}, {written} dimensions, in {path} ({ByteSize.Show(new FileInfo(path).Length)})");
                return ExitCode.Ok;
            },
            () => "nothing was written");
    }
}
