using System.Globalization;
using System.Text.Json;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Cli.Info;

/// <summary>The part of info about a model's metadata; empty if it has none.</summary>
internal sealed record MetadataSummary(IReadOnlyList<(string Column, int Values)> Columns, int ColdItems)
{
    public static MetadataSummary Of(ItemVectors vectors)
        => new(vectors.Metadata is ItemVectors metadata ? MetadataToken.Columns(metadata.Vocabulary) : [], vectors.ColdItems);

    public IEnumerable<string[]> ForPeople()
    {
        if (Columns.Count > 0)
            yield return
            [
                "metadata", string.Join(", ", Columns.Select(column => $"{column.Column} ({Readable.Count(column.Values, "value")})"))
            ];
        if (ColdItems > 0)
            yield return
            [
                "without events", $"{Readable.Count(ColdItems, "item")}, placed by their {(Columns.Count > 0 ? "metadata" : "content")}"
            ];
    }

    public IEnumerable<string[]> ForTools()
    {
        foreach ((string column, int values) in Columns) yield return [$"metadata.{column}", values.ToString(CultureInfo.InvariantCulture)];
        if (ColdItems > 0) yield return ["coldItems", ColdItems.ToString(CultureInfo.InvariantCulture)];
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        if (Columns.Count > 0)
        {
            json.WriteStartObject("metadata");
            foreach ((string column, int values) in Columns) json.WriteNumber(column, values);
            json.WriteEndObject();
        }

        if (ColdItems > 0) json.WriteNumber("coldItems", ColdItems);
    }
}

/// <summary>The part of info about a model's co-occurrences; null if it keeps none.</summary>
internal sealed record CooccurrenceSummary(long Pairs, int Reach, int BlendCases)
{
    public static CooccurrenceSummary? Of(ItemVectors vectors)
        => vectors.Cooccurrences is CooccurrenceTable table ? new(table.Pairs, table.Info.Reach, table.Info.Blend.Cases) : null;

    public IEnumerable<string[]> ForPeople()
    {
        yield return ["pairs of items", $"{Readable.Count(Pairs)}, at most {Readable.Count(Reach, "event")} apart"];
        yield return
        [
            "blend", BlendCases > 0 ? $"weights learned from {Readable.Count(BlendCases, "held-out event")}" : "weights that suit most logs"
        ];
    }

    public IEnumerable<string[]> ForTools()
    {
        yield return ["pairs.count", Pairs.ToString(CultureInfo.InvariantCulture)];
        yield return ["pairs.reach", Reach.ToString(CultureInfo.InvariantCulture)];
        yield return ["pairs.blendCases", BlendCases.ToString(CultureInfo.InvariantCulture)];
    }

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject("pairs");
        json.WriteNumber("count", Pairs);
        json.WriteNumber("reach", Reach);
        json.WriteNumber("blendCases", BlendCases);
        json.WriteEndObject();
    }
}
