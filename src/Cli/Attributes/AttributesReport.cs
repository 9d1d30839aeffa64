using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Terminal;
using Item2Vec.Data;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Cli.Attributes;

/// <summary>The attributes of a model.</summary>
internal sealed class AttributesReport(IReadOnlyList<ColumnSummary> columns) : IReport
{
    /// <summary>How many values of a column are shown.</summary>
    public const int MaxValues = 5;

    private const int MaxLetters = 24;

    public IReadOnlyList<TextTable> ForPeople() =>
    [
        new TextTable(
            [new("attribute"), new("items", IsNumber: true), new("values", IsNumber: true), new("most frequent")],
            [.. columns.Select(column => new[]
            {
                column.Name, Readable.Count(column.Items), Readable.Count(column.Values) + (column.HasMore ? "+" : string.Empty),
                string.Join(", ", column.Frequent.Select(value => Short(value.Value))),
            })]),
    ];

    public TextTable ForTools() => new(
        [new("attribute"), new("items"), new("values"), new("frequent")],
        [.. columns.Select(column => new[]
        {
            column.Name, column.Items.ToString(CultureInfo.InvariantCulture), column.Values.ToString(CultureInfo.InvariantCulture),
            string.Join('|', column.Frequent.Select(value => value.Value)),
        })]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (ColumnSummary column in columns)
        {
            json.WriteStartObject();
            json.WriteString("attribute", column.Name);
            json.WriteNumber("items", column.Items);
            json.WriteNumber("values", column.Values);
            if (column.HasMore) json.WriteBoolean("more", true);
            json.WriteStartArray("frequent");
            foreach ((string value, int items) in column.Frequent)
            {
                json.WriteStartObject();
                json.WriteString("value", value);
                json.WriteNumber("items", items);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Short(string value) => value.Length <= MaxLetters ? value : $"{value.AsSpan(0, MaxLetters)}...";
}

/// <summary>What attributes set has done.</summary>
internal sealed class AttributesSetReport(string model, ItemTableResult read) : IReport
{
    private (string Name, long Count)[] Counts =>
    [
        ("rows", read.Report.Rows), ("matched", read.Report.Matched), ("unmatched", read.Report.Unmatched),
        ("notInModel", read.Report.NotInVocabulary), ("duplicates", read.Report.Duplicates), ("emptyIds", read.Report.EmptyItems),
    ];

    public IReadOnlyList<TextTable> ForPeople() => [ForTools()];

    public TextTable ForTools() => new(
        [new("model"), new("attributes"), .. Counts.Select(count => new TextColumn(count.Name))],
        [
            [
                model, string.Join('|', read.Attributes.Names),
                .. Counts.Select(count => count.Count.ToString(CultureInfo.InvariantCulture)),
            ],
        ]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteStartArray("attributes");
        foreach (string name in read.Attributes.Names) json.WriteStringValue(name);
        json.WriteEndArray();
        foreach ((string name, long count) in Counts) json.WriteNumber(name, count);
        json.WriteEndObject();
    }
}
