using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Exchange;

/// <summary>item2vec import: creates a model from vectors of another tool.</summary>
internal sealed class ImportCommand : CliCommand
{
    private readonly Argument<string> file;
    private readonly Option<string> format;
    private readonly Option<string> output;
    private readonly Option<bool> escape;

    public ImportCommand()
        : base("import", "Create a model from vectors of another tool")
    {
        file = new Argument<string>("file") { HelpName = "FILE", Description = "The file of vectors, or the directory of an export" };
        Add(file);
        format = Added(FormatOption.From().Needed());
        output = Added(
            CliOption.Word("--output", "DIR", $"The model to write [default: {ModelOption.Default}]", "-o")
                .WithDefault(ModelOption.Default));
        escape = Added(CliOption.Flag("--escape", "Decode percent-encoded ids, as export --escape writes them"));
    }

    public override IReadOnlyList<string> Examples
        => ["item2vec import vectors.txt --from word2vec -o imported-model", "item2vec import vectors.parquet --from parquet"];

    protected override int Run(CliContext context)
    {
        string path = context.Parsed.GetRequiredValue(file);
        string directory = context.Value(output);
        ModelDirectory.EnsureWritable(directory);
        VectorFormatOptions options = new() { EscapeItems = context.Value(escape), RejectOverflow = true };
        using ItemVectors vectors = FormatOption.Known.Find(context.Value(format)).Read(path, options);
        if (vectors.Count == 0)
            throw new Item2VecException($"{path}: there are no vectors in it, at least one was expected", "check how the file was written");
        ModelInfo info = new()
        {
            Data = new Dictionary<string, string>
            {
                ["importedFrom"] = Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), ["importFormat"] = context.Value(format),
            },
        };
        ModelDirectory.Save(directory, vectors, info);
        context.WriteNote($"imported {Readable.Count(vectors.Count, "vector")} of {vectors.Dimensions} dimensions into {directory}");
        context.PrintForTools(new ImportReport(directory, vectors.Count, vectors.Dimensions));
        context.WriteNote($"next: {NextCommand.Similar(vectors.Vocabulary, directory)}");
        return ExitCode.Ok;
    }
}

/// <summary>What import wrote, for tools.</summary>
internal sealed record ImportReport(string Model, int Items, int Dimensions) : IReport
{
    public IReadOnlyList<TextTable> ForPeople() => [ForTools()];

    public TextTable ForTools() => new(
        [new("model"), new("items"), new("dimensions")],
        [[Model, Items.ToString(CultureInfo.InvariantCulture), Dimensions.ToString(CultureInfo.InvariantCulture)]]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", Model);
        json.WriteNumber("items", Items);
        json.WriteNumber("dimensions", Dimensions);
        json.WriteEndObject();
    }
}
