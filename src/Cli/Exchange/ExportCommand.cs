using System.CommandLine;
using Item2Vec.Cli.Options;
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
    private readonly Option<string?> rows;
    private readonly Option<bool> escape;
    private readonly Option<bool> byId;
    private readonly Option<string> model;

    public ExportCommand()
        : base("export", "Write the vectors to a file that other tools read")
    {
        format = Added(FormatOption.New("--to", (OnnxExport.Format, "a graph that answers what is similar, in any ONNX runtime")).Needed());
        output = Added(CliOption.Word("--output", "PATH", "The file to write, '-' for standard output", "-o").Needed());
        matrix = Added(MatrixOption.New(both: true));
        rows = Added(RowKinds.New("--rows", "What to write: items, users, or values of metadata [default: items]"));
        escape = Added(CliOption.Flag(
            "--escape", "Percent-encode what the format cannot represent in an id, such as spaces; otherwise such an id is an error"));
        byId = Added(CliOption.Flag("--by-id", "Make an ONNX graph take item ids instead of rows"));
        byId.Hidden = true;
        Add(ConfigFile.New("""{"by-id": true}"""));
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<Option> Configurable => [byId];

    public override IReadOnlyList<string> Examples
        =>
        [
            "item2vec export --to word2vec -o vectors.txt",
            "item2vec export --to parquet --matrix both -o vectors.parquet",
            "item2vec export --to onnx -o similar.onnx"
        ];

    protected override int Run(CliContext context)
    {
        string path = context.Value(output);
        if (path != StandardOutput) CheckIsNotTheModel(path, context.Value(model));
        using ItemIndex index = ModelOption.Open(context, model, verify: true);
        RowKind kind = RowKinds.From(context, rows, RowKind.Items);
        ItemVectors vectors = RowKinds.Of(index, kind).Vectors;
        VectorFormatOptions options = new()
        {
            Side = MatrixOption.Side(context, matrix, vectors, kind),
            EscapeItems = context.Value(escape),
        };
        if (context.Value(format) == OnnxExport.Format) return ExportGraph(context, vectors, kind, path, options.Side);
        if (context.Value(byId)) throw new Item2VecException("--by-id is for --to onnx", "leave it out", ErrorCode.Usage);
        IVectorFormat writer = FormatOption.Known.Find(context.Value(format));
        if (path == StandardOutput)
        {
            WriteToStandardOutput(writer, vectors, options, context.Streams);
            return ExitCode.Ok;
        }

        writer.Write(vectors, path, options);
        context.WriteNote(
            $"wrote {Readable.Count(vectors.Count, "vector")} of {vectors.Dimensions} dimensions to {path} "
                + $"({Readable.Bytes(new FileInfo(path).Length)})");
        context.PrintForTools(new FileReport(path, writer.Name, vectors.Count, vectors.Dimensions));
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
