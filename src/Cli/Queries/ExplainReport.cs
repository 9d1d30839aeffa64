using System.Text.Json;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Queries;

/// <summary>Why two items are close.</summary>
/// <param name="explanation">The explanation.</param>
/// <param name="maxShared">Maximum number of shared neighbors to show.</param>
/// <param name="vectors">The model, for titles.</param>
internal sealed class ExplainReport(Explanation explanation, int maxShared, ItemVectors vectors) : IReport
{
    private static readonly TextColumn[] SharedColumns =
        [new("also used with both"), new("sessions with the first", IsNumber: true), new("with the second", IsNumber: true), new("title")];

    public IReadOnlyList<TextTable> ForPeople()
    {
        bool titles = Shared.Any(shared => shared.Title is not null);
        int columns = titles ? SharedColumns.Length : SharedColumns.Length - 1;
        TextTable facts = new([new("what"), new("how much")], [.. Facts().Select(fact => new[] { fact.Name, fact.Text })])
        {
            Heading = $"{Named(explanation.Item)}  and  {Named(explanation.Other)}",
            ShowColumnNames = false,
        };
        return Shared.Length == 0 ? [facts] :
        [
            facts,
            new TextTable(
                SharedColumns[..columns],
                [.. Shared.Select(
                    shared =>
                        new[]
                        {
                            shared.Item, Readable.Count(shared.Sessions), Readable.Count(shared.OtherSessions), shared.Title ?? string.Empty
                        }[..columns])]),
        ];
    }

    public TextTable ForTools() => new(
        [new("item"), new("other"), new("fact"), new("value")],
        [
            .. Facts().Where(fact => fact.Value is not null)
                .Select(fact => new[] { explanation.Item, explanation.Other, fact.Key, fact.Value! }),
            .. Shared.Select(shared => new[] { explanation.Item, explanation.Other, "shared", shared.Item }),
        ]);

    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("item", explanation.Item);
        json.WriteString("other", explanation.Other);
        foreach ((string key, _, _, string? value) in Facts())
        {
            json.WritePropertyName(key);
            if (value is null) json.WriteNullValue();
            else json.WriteRawValue(value);
        }

        json.WriteStartArray("shared");
        foreach (SharedNeighbor shared in Shared)
        {
            json.WriteStartObject();
            json.WriteString("item", shared.Item);
            json.WriteNumber("sessions", shared.Sessions);
            json.WriteNumber("otherSessions", shared.OtherSessions);
            if (shared.Title is not null) json.WriteString("title", shared.Title);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private SharedNeighbor[] Shared => [.. explanation.Shared.Take(maxShared)];

    private string Named(string item)
        => vectors.Vocabulary.TryGetRow(item, out int row) && vectors.Attributes.Title(row) is string title ? $"{item} {title}" : item;

    /// <summary>Each fact: its name in JSON, in the table, its text for people, and the number, or null if there is none.</summary>
    private IEnumerable<(string Key, string Name, string Text, string? Value)> Facts()
    {
        CooccurrenceInfo counted = explanation.Counted;
        Cooccurrence? pair = explanation.Pair;
        yield return Number("sessions", $"sessions with {explanation.Item}", explanation.Sessions);
        yield return Number("otherSessions", $"sessions with {explanation.Other}", explanation.OtherSessions);
        string none = $"none among the {counted.Neighbors} firmest pairs of either";
        yield return pair is { } kept
            ? Number("together", $"sessions with both within {counted.Reach} events", kept.Sessions)
            : ("together", $"sessions with both within {counted.Reach} events", none, null);
        yield return (
            "expected", "sessions with both by chance", Readable.Score(explanation.Expected), Readable.Exact(explanation.Expected));
        if (pair is { } found)
        {
            yield return Number("nearest", "nearest, in events", found.Nearest);
            yield return (
                "after", "second after first, each time counted one over the distance", Readable.Score(found.After),
                Readable.Exact(found.After));
            yield return ("before", "second before first, likewise", Readable.Score(found.Before), Readable.Exact(found.Before));
        }

        yield return ("cosine", "cosine", Readable.Score(explanation.Cosine), Readable.Exact(explanation.Cosine));
        yield return Number("similarRank", "place of the second among what is similar to the first", explanation.SimilarRank);
        if (explanation.NextRank is int rank)
            yield return Number("nextRank", "place of the second among what comes next after the first", rank);
        yield return Number("sharedNeighbors", "items used with both", explanation.Shared.Count);
    }

    private static (string Key, string Name, string Text, string? Value) Number(string key, string name, long number)
        => (key, name, Readable.Count(number), number.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
