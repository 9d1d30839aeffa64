using System.CommandLine;
using Item2Vec.Cli.Map;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Progress;
using Item2Vec.Cli.Queries;
using Item2Vec.Cli.Terminal;
using Item2Vec.Content;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Exchange;

/// <summary>item2vec export: writes the vectors to a file that other tools read.</summary>
internal sealed class ExportCommand : CliCommand
{
    private const string StandardOutput = "-";

    private readonly Option<string> format;
    private readonly Option<string> output;
    private readonly Option<string> matrix;
    private readonly Option<string> type;
    private readonly Option<bool> normalize;
    private readonly Option<string?> rows;
    private readonly Option<bool> escape;
    private readonly Option<string?> method;
    private readonly Option<bool> byId;
    private readonly Option<string> model;

    public ExportCommand()
        : base("export", "Write the vectors to a file that other tools read")
    {
        format = Added(FormatOption.To(
            (AtlasExport.Format, "a table for Embedding Atlas: items laid out, with their clusters and neighbors"),
            (OnnxExport.Format, "a graph that answers what is similar, in any ONNX runtime")).Needed());
        output = Added(CliOption.Word(
            "--output", "PATH", "The file to write, '-' for standard output; a directory for npy and projector", "-o").Needed());
        matrix = Added(MatrixOption.New(both: true));
        type = Added(CliOption.Choice("--type", $"The numbers, where the format has both [default: {Types[0]}]", Types)
            .WithDefault(Types[0]));
        normalize = Added(CliOption.Flag("--normalize", "Scale every vector to length 1"));
        rows = Added(RowKinds.New("--rows", "What to write: items, users, or values of metadata [default: items]"));
        escape = Added(CliOption.Flag(
            "--escape", "Percent-encode what the format cannot represent in an id, such as spaces; otherwise such an id is an error"));
        method = Added(LayoutOptions.NewMethod("With --to atlas: how to lay out"));
        byId = Added(CliOption.Flag("--by-id", "Make an ONNX graph take item ids instead of rows"));
        byId.Hidden = true;
        Add(ConfigFile.New("""{"by-id": true}"""));
        model = Added(ModelOption.New());
    }

    public override bool Trains => true;

    public override IReadOnlyList<Option> Configurable => [byId];

    public override IReadOnlyList<string> Examples
        =>
        [
            "item2vec export --to word2vec -o vectors.txt",
            "item2vec export --to parquet --matrix both -o vectors.parquet",
            "item2vec export --to npy --normalize --type float16 -o vectors",
            "item2vec export --to onnx -o similar.onnx"
        ];

    private static string[] Types => [.. Enum.GetNames<NumberType>().Select(name => name.ToLowerInvariant())];

    protected override int Run(CliContext context)
    {
        string path = context.Value(output);
        string to = context.Value(format);
        bool isGraph = to == OnnxExport.Format, isAtlas = to == AtlasExport.Format;
        if (path != StandardOutput) CheckIsNotTheModel(path, context.Value(model));
        if (!isGraph && context.Value(byId)) throw Misplaced("--by-id is for --to onnx");
        if (!isAtlas && context.Value(method) is not null) throw Misplaced("--method is for --to atlas");
        VectorFormatOptions options = new()
        {
            EscapeItems = context.Value(escape),
            NumberType = (NumberType)Array.IndexOf(Types, context.Value(type)),
            Normalize = context.Value(normalize),
        };
        if ((isGraph || isAtlas) && options.Normalize) throw Misplaced($"--normalize is not for --to {to}");
        if ((isGraph || isAtlas) && options.NumberType != NumberType.Float32) throw Misplaced($"--type is not for --to {to}");
        IVectorFormat? writer = isGraph || isAtlas ? null : FormatOption.Known.Find(to);
        if (writer is { IsDirectory: true }) CheckDirectory(path, writer);
        using ItemIndex index = ModelOption.Open(context, model, verify: true);
        RowKind kind = RowKinds.From(context, rows, RowKind.Items);
        ItemIndex chosen = RowKinds.Of(index, kind);
        options = options with { Side = MatrixOption.Side(context, matrix, chosen.Vectors, kind) };
        if (isGraph) return ExportGraph(context, chosen.Vectors, kind, path, options.Side);
        if (isAtlas) return ExportAtlas(context, chosen, path, options.Side);
        if (path == StandardOutput)
        {
            WriteToStandardOutput(writer!, chosen.Vectors, options, context.Streams);
            return ExitCode.Ok;
        }

        writer!.Write(chosen.Vectors, path, options);
        Report(context, chosen.Vectors, path, to);
        return ExitCode.Ok;
    }

    private static void Report(CliContext context, ItemVectors vectors, string path, string format)
    {
        long bytes = Directory.Exists(path)
            ? new DirectoryInfo(path).EnumerateFiles().Sum(file => file.Length) : new FileInfo(path).Length;
        context.WriteNote(
            $"wrote {Readable.Count(vectors.Count, "vector")} of {vectors.Dimensions} dimensions to {path} ({Readable.Bytes(bytes)})");
        context.PrintForTools(new FileReport(path, format, vectors.Count, vectors.Dimensions));
    }

    private static Item2VecException Misplaced(string what) => new(what, "leave it out", ErrorCode.Usage);

    private static void CheckDirectory(string path, IVectorFormat writer)
    {
        if (path == StandardOutput)
            throw new Item2VecException(
                $"--to {writer.Name} writes several files, which standard output cannot take", "name a directory: -o vectors",
                ErrorCode.Usage);
        if (Path.GetExtension(path) is ".npy" or ".tsv" or ".txt")
            throw new Item2VecException(
                $"{path}: --to {writer.Name} writes several files into a directory",
                $"name the directory: -o {Path.ChangeExtension(path, null)}", ErrorCode.Usage);
    }

    private int ExportAtlas(CliContext context, ItemIndex index, string path, VectorSide side)
    {
        if (side != VectorSide.Input)
            throw new Item2VecException(
                "--matrix: a map is of the input vectors, which similar compares", "leave it out", ErrorCode.Usage);
        if (path == StandardOutput)
            throw new Item2VecException(
                "an atlas table is not written to standard output", "name a file: -o atlas.parquet", ErrorCode.Usage);
        AtomicFile.EnsureWritable(path);
        using Interruption interruption = new(Interruption.Grace);
        interruption.Run(
            cancel =>
            {
                AtlasExport.Write(context, index, LayoutOptions.Method(context, method), path, cancel);
                return true;
            },
            () => "export writes nothing before it is through: nothing is left behind");
        context.WriteNote(
            $"wrote the places of {Readable.Count(index.Count, "item")} to {path} ({Readable.Bytes(new FileInfo(path).Length)}); "
                + $"see them with: embedding-atlas {path} --x x --y y --neighbors neighbors");
        context.PrintForTools(new FileReport(path, AtlasExport.Format, index.Count, index.Dimensions));
        return ExitCode.Ok;
    }

    private int ExportGraph(CliContext context, ItemVectors vectors, RowKind kind, string path, VectorSide side)
    {
        if (path == StandardOutput)
            throw new Item2VecException(
                "an ONNX graph comes with a file of ids beside it, which standard output cannot take",
                "name a file: -o similar.onnx",
                ErrorCode.Usage);
        if (side == VectorSide.Both)
            throw new Item2VecException(
                "--matrix both: an ONNX graph compares one vector of an item", "give input or output", ErrorCode.Usage);
        string ids = OnnxExport.Write(vectors, path, side, context.Value(byId));
        context.WriteNote(
            $"wrote a graph of {Readable.Count(vectors.Count, kind == RowKind.Metadata ? "value" : RowKinds.Noun(kind))} to {path} "
                + $"({Readable.Bytes(new FileInfo(path).Length)}), their ids to {ids}");
        context.PrintForTools(new FileReport(path, OnnxExport.Format, vectors.Count, vectors.Dimensions));
        return ExitCode.Ok;
    }

    /// <summary>Rejects a target that is a file of the model being read.</summary>
    private static void CheckIsNotTheModel(string path, string model)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Path.Exists(model) || Path.GetFullPath(Path.Combine(model, ".")).TrimEnd(Path.DirectorySeparatorChar) != directory) return;
        if (File.Exists(path)
            && (Path.GetExtension(path) == ".i2v" || Path.GetFileName(path) is ModelDirectory.InfoFile or ModelDirectory.RunFile))
            throw new Item2VecException(
                $"{path}: is a file of the model that is exported and would be written over", "name another file with -o", ErrorCode.Usage);
    }

    /// <summary>Formats write a temporary file and rename it, so standard output gets a copy.</summary>
    private static void WriteToStandardOutput(IVectorFormat writer, ItemVectors vectors, VectorFormatOptions options, Streams streams)
    {
        using ScratchDirectory scratch = new();
        string copy = Path.Combine(scratch.Path, "vectors");
        writer.Write(vectors, copy, options);
        streams.CopyFile(copy);
    }
}
