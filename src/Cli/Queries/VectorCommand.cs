using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Queries;

/// <summary>item2vec vector: prints the vector of an item or a user.</summary>
internal sealed class VectorCommand : CliCommand
{
    private readonly SubjectOptions subjects;
    private readonly Option<string[]> history = CliOption.Several(
        "--history",
        "ID,",
        "A history instead of an item, oldest first, separated by commas: the vector inferred from it; '-' reads one history per "
            + "line from standard input");

    private readonly Option<string[]> metadata = MetadataQueryOptions.Metadata();
    private readonly Option<string> matrix;
    private readonly Option<string> model;

    public VectorCommand()
        : base("vector", "Print the vector of an item or a user")
    {
        subjects = new SubjectOptions(this, history, metadata);
        matrix = Added(MatrixOption.New());
        model = Added(ModelOption.New());
    }

    public override IReadOnlyList<string> Examples => ["item2vec vector --item WK_Nr4tUtl8 --format json"];

    protected override int Run(CliContext context)
    {
        using ItemIndex index = ModelOption.Open(
            context, model, throughGraph: context.Value(history) is not { Length: > 0 });
        if (context.Value(history) is { Length: > 0 } histories)
        {
            context.Print(Inferred(histories, index, context.Streams.Input));
            return ExitCode.Ok;
        }

        if (context.Value(metadata) is { Length: > 0 } values)
        {
            context.Print(OfMetadata(values, index, MatrixOption.IsOutput(context, matrix, index.RequireMetadata().Vectors)));
            return ExitCode.Ok;
        }

        Subjects asked = subjects.From(context);
        if (asked.Kind == RowKind.Items) asked = asked with { Ids = new ItemNames(index).Of(asked.Ids) };
        ItemVectors vectors = RowKinds.Of(index, asked.Kind).Vectors;
        bool output = MatrixOption.IsOutput(context, matrix, vectors, asked.Kind);
        int[] rows = [.. asked.Ids.Select(vectors.Vocabulary.RowOf)];
        float[][] numbers = [.. rows.Select(row => output ? vectors.OutputVector(row) : vectors.Vector(row))];
        context.Print(new VectorReport(asked.Ids, numbers, asked.Several, RowKinds.Noun(asked.Kind)));
        return ExitCode.Ok;
    }

    /// <summary>The mean vector of values of metadata.</summary>
    private static VectorReport OfMetadata(string[] given, ItemIndex index, bool output)
    {
        MetadataQuery query = MetadataQuery.Of(index.Vectors, MetadataQueryOptions.Read(given, index.Vectors));
        return new VectorReport(
            [string.Join(',', query.Values)], [output ? query.OutputVector() : query.Vector()], several: false, "metadata");
    }

    /// <summary>One history, whose items may be in several values, or one from each line of standard input.</summary>
    private static VectorReport Inferred(string[] values, ItemIndex index, Stream standardInput)
    {
        (string[] lines, bool several) =
            values is ["-"] ? ItemList.FromOptionOrInput(values, standardInput) : ([string.Join(',', values)], false);
        Vocabulary vocabulary = index.Vectors.Vocabulary;
        float[][] inferred = [.. lines.Select(line => index.Infer(ItemList.Read(several ? [line] : values, vocabulary)))];
        return new VectorReport(lines, inferred, several, "history");
    }
}

/// <summary>Items, or what <paramref name="noun"/> names, and their vectors; several are a JSON array.</summary>
internal sealed class VectorReport(string[] items, float[][] vectors, bool several, string noun = "item") : IReport
{
    private const int NumbersInLine = 8;

    public IReadOnlyList<TextTable> ForPeople()
        => [.. items.Select((item, at) => new TextTable(
            [.. Enumerable.Repeat(new TextColumn(string.Empty, IsNumber: true), Math.Min(NumbersInLine, vectors[at].Length))],
            [.. vectors[at].Chunk(NumbersInLine).Select(line => Row(line, Math.Min(NumbersInLine, vectors[at].Length)))])
        {
            Heading = $"{item}  {vectors[at].Length} dimensions",
            ShowColumnNames = false,
        })];

    public TextTable ForTools() => new(
        [
            new(noun),
            .. Enumerable.Range(0, vectors.Length == 0 ? 0 : vectors[0].Length)
                .Select(d => new TextColumn(string.Create(CultureInfo.InvariantCulture, $"d{d}")))
        ],
        [.. items.Select((item, at) => (string[])[item, .. vectors[at].Select(number => Readable.Exact(number))])]);

    public void WriteJson(Utf8JsonWriter json)
    {
        if (several) json.WriteStartArray();
        for (int at = 0; at < items.Length; at++)
        {
            json.WriteStartObject();
            json.WriteString(noun, items[at]);
            json.WriteStartArray("vector");
            foreach (float number in vectors[at]) json.WriteNumberValue(number);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (several) json.WriteEndArray();
    }

    private static string[] Row(float[] numbers, int width)
        => [.. numbers.Select(number => number.ToString("0.000000", CultureInfo.InvariantCulture))
            .Concat(Enumerable.Repeat(string.Empty, width - numbers.Length))];
}
