using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Terminal;
using Item2Vec.Content;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Content;

/// <summary>item2vec content encode: runs the content of items through an ONNX encoder and writes their vectors.</summary>
internal sealed class ContentEncodeCommand : CliCommand
{
    private readonly Argument<string> table;
    private readonly Option<string> encoder;
    private readonly ContentColumns columns;
    private readonly Option<string> output;
    private readonly Option<bool> resume;
    private readonly ContentEncodeOptions encoding;

    public ContentEncodeCommand()
        : base("encode", "Encode the content of items (texts, images or numbers) with an ONNX model, for train --content")
    {
        table = new Argument<string>("items")
        {
            HelpName = "ITEMS", Description = "The table of the items with an id column: .parquet, .csv, .tsv or .jsonl (also .gz)"
        };
        Add(table);
        encoder = Added(CliOption.Word("--encoder", "FILE", "The encoder, an .onnx file", "-e").Needed());
        columns = new ContentColumns(this);
        output = Added(CliOption.Word("--output", "FILE", "The vectors to write [default: content.i2v]", "-o").WithDefault("content.i2v"));
        resume = Added(CliOption.Flag("--resume", "Continue an interrupted run with the same items, encoder and options"));
        encoding = new ContentEncodeOptions(this);
    }

    public override bool Trains => true;

    public override IReadOnlyList<string> Examples =>
    [
        "item2vec content fit samples/data/online-retail/items.parquet --text title --dimensions 128 -o encoder.onnx",
        "item2vec content encode samples/data/online-retail/items.parquet --encoder encoder.onnx --text title",
    ];

    protected override int Run(CliContext context)
    {
        string path = context.Value(output);
        EncoderOptions options = encoding.From(context) with { Resume = context.Value(resume) };
        if (options.Problems() is [_, ..] problems) throw OptionNames.ErrorOf("content encode", problems);
        columns.Check(context);
        string model = context.Value(encoder), items = context.Parsed.GetRequiredValue(table);
        foreach (string written in new[] { path, path + ".journal" })
            ContentFile.EnsureWritable(written, items, model, EncoderOptions.VocabularyPath(model, options));
        if (options.Resume)
            context.WriteNote(File.Exists(path + ".journal")
                ? $"going on with {path}.journal"
                : $"no journal at {path}.journal: encoding from the start");
        using Interruption interruption = new(Interruption.Grace);
        return interruption.Run(
            cancel =>
            {
                ContentSource content = columns.Read(context, items, cancel);
                using ItemVectors vectors = ContentEncodeDisplay.Show(
                    context,
                    out int unreadable,
                    progress => ContentEncoder.Encode(content, model, options, path + ".journal", progress, cancel));
                vectors.Save(path);
                AtomicFile.Delete(path + ".journal");
                int without = content.Items.Count - vectors.Count - unreadable;
                if (without > 0) context.WriteNote($"  skipped  {Readable.Count(without, "item")} without content");
                if (unreadable > 0) context.WriteNote($"  left out {Readable.Count(unreadable, "item")} whose content cannot be read");
                int zero = Enumerable.Range(0, vectors.Count).Count(row => vectors.Vector(row).All(value => value == 0));
                if (zero > 0)
                    context.Warn(
                        $"{Readable.Count(zero, "item")} {(zero == 1 ? "has" : "have")} a zero vector: the encoder knows nothing of their "
                            + "content, and content places them nowhere");
                context.WriteNote(
                    $"wrote {Readable.Count(vectors.Count, "vector")} of {Readable.Count(vectors.Dimensions, "dimension")} to {path} "
                        + $"({Readable.Bytes(new FileInfo(path).Length)})");
                context.PrintForTools(new FileReport(path, "i2v", vectors.Count, vectors.Dimensions));
                return ExitCode.Ok;
            },
            () => File.Exists(path + ".journal") ? "what is done is kept; the same command with --resume goes on" : "nothing was written");
    }
}
