using System.Globalization;
using System.Text.Json;

namespace Item2Vec.Cli;

/// <summary>Items, or what <paramref name="noun"/> says, and their vectors; several are a JSON array.</summary>
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
        [new(noun), .. Enumerable.Range(0, vectors.Length == 0 ? 0 : vectors[0].Length).Select(d => new TextColumn(string.Create(CultureInfo.InvariantCulture, $"d{d}")))],
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
        => [.. numbers.Select(number => number.ToString("0.000000", CultureInfo.InvariantCulture)).Concat(Enumerable.Repeat(string.Empty, width - numbers.Length))];
}
