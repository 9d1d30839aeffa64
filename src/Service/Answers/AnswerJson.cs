using System.Text.Json;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Search;
using Item2Vec.Service.Models;
using Item2Vec.Service.Requests;
using Microsoft.AspNetCore.WebUtilities;

namespace Item2Vec.Service.Answers;

/// <summary>
/// Lists of items as JSON, in the shapes of the command line:
/// <c>{"query": ..., "results": [{"item": "...", "score": 0.93, "title": "..."}]}</c>.
/// </summary>
internal static class AnswerJson
{
    private static readonly JsonEncodedText Query = JsonEncodedText.Encode("query");
    private static readonly JsonEncodedText Results = JsonEncodedText.Encode("results");
    private static readonly JsonEncodedText Item = JsonEncodedText.Encode("item");
    private static readonly JsonEncodedText Score = JsonEncodedText.Encode("score");
    private static readonly JsonEncodedText Why = JsonEncodedText.Encode("why");
    private static readonly JsonEncodedText Title = JsonEncodedText.Encode("title");

    /// <summary>Writes an answer; the query is null where it was a vector.</summary>
    public static void Write(Utf8JsonWriter json, string? query, ReadOnlySpan<Neighbor> found, ServedModel model, string? note = null)
    {
        json.WriteStartObject();
        json.WriteString(Query, query);
        WriteNote(json, note);
        WriteResults(json, found, model);
        json.WriteEndObject();
    }

    /// <summary>Writes rows of a model: ids and titles go from the mapped file into the answer without becoming strings.</summary>
    public static void Write(Utf8JsonWriter json, string query, ReadOnlySpan<ScoredRow> found, ServedModel model, string? note = null)
    {
        json.WriteStartObject();
        json.WriteString(Query, query);
        WriteNote(json, note);
        WriteResults(json, found, model);
        json.WriteEndObject();
    }

    /// <summary>Writes why there is no result, if a filter lets nothing pass.</summary>
    public static void WriteNote(Utf8JsonWriter json, string? note)
    {
        if (note is not null) json.WriteString("note", note);
    }

    /// <summary>Writes rows of a model as the results of an answer whose query has been written.</summary>
    public static void WriteResults(Utf8JsonWriter json, ReadOnlySpan<ScoredRow> found, ServedModel model)
    {
        Vocabulary items = model.Items;
        StringColumn? titles = model.Titles;
        json.WriteStartArray(Results);
        foreach (ScoredRow row in found)
        {
            json.WriteStartObject();
            json.WriteString(Item, items.Utf8(row.Row));
            json.WriteNumber(Score, row.Score);
            if (titles is not null && titles.Utf8(row.Row) is { IsEmpty: false } title) json.WriteString(Title, title);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteResults(Utf8JsonWriter json, ReadOnlySpan<Neighbor> found, ServedModel model)
    {
        StringColumn? titles = model.Titles;
        json.WriteStartArray(Results);
        foreach (Neighbor neighbor in found)
        {
            json.WriteStartObject();
            json.WriteString(Item, neighbor.Item);
            json.WriteNumber(Score, neighbor.Score);
            if (titles is not null && model.Items.TryGetRow(neighbor.Item, out int row) && titles[row] is string title)
                json.WriteString(Title, title);
            if (neighbor.Why is not null)
            {
                json.WritePropertyName(Why);
                neighbor.Why.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}

/// <summary>
/// Errors as problem details (RFC 9457): <c>title</c>, <c>status</c>, <c>detail</c>, and the extensions <c>hint</c>, <c>unknown</c> and
/// <c>nearest</c>.
/// </summary>
internal static class ProblemJson
{
    public const string ContentType = "application/problem+json";

    /// <summary>An error quotes untrusted input: longer texts are truncated.</summary>
    private const int MaxTextLength = 500;

    public static void Write(Utf8JsonWriter json, RequestProblem problem)
    {
        json.WriteStartObject();
        json.WriteString("title", ReasonPhrases.GetReasonPhrase(problem.Status));
        json.WriteNumber("status", problem.Status);
        json.WriteString("detail", Cut(problem.Message));
        if (problem.Hint is not null) json.WriteString("hint", Cut(problem.Hint));
        if (problem.Unknown is not null)
        {
            json.WriteString("unknown", problem.Unknown);
            AnswerJson.WriteList(json, "nearest", problem.Nearest);
        }

        json.WriteEndObject();
    }

    private static string Cut(string text) => text.Length <= MaxTextLength ? text : $"{text.AsSpan(0, MaxTextLength)}...";
}
