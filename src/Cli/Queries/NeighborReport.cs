using System.Text.Json;
using Item2Vec.Cli.Terminal;
using Item2Vec.Indexing;

namespace Item2Vec.Cli.Queries;

/// <summary>The answer to one query.</summary>
/// <param name="Query">The item, the expression, or the items of the history.</param>
/// <param name="Results">The results, best first.</param>
internal sealed record Answer(IReadOnlyList<string> Query, Neighbor[] Results)
{
    /// <summary>Whether the query is always shown as a list, even with one element.</summary>
    public bool IsList { get; init; }

    /// <summary>The title of the query item, or null.</summary>
    public string? Title { get; init; }

    /// <summary>The kind of the results.</summary>
    public string Noun { get; init; } = "item";

    /// <summary>The user in the query besides items, or null.</summary>
    public string? User { get; init; }

    /// <summary>The items liked, besides those of the history.</summary>
    public IReadOnlyList<string> Likes { get; init; } = [];

    /// <summary>The items disliked.</summary>
    public IReadOnlyList<string> Dislikes { get; init; } = [];

    /// <summary>Whether nothing of the query is known, so that these are the items most popular now.</summary>
    public bool IsPopular { get; init; }

    /// <summary>Why there is no result, or null.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the query has several parts.</summary>
    public bool IsObject => User is not null || Likes.Count + Dislikes.Count > 0;

    public string QueryText
        => string.Join(',', [.. User is null ? Query : Query.Prepend(User), .. Likes, .. Dislikes.Select(item => $"-{item}")]);
}

/// <summary>The answers of similar, analogy and recommend; several are a JSON array.</summary>
internal sealed class NeighborReport(IReadOnlyList<Answer> answers, bool several) : IReport
{
    private static readonly TextColumn Score = new("score", IsNumber: true);
    private static readonly TextColumn Title = new("title");
    private static readonly TextColumn Cold = new("events");
    private static readonly TextColumn Why = new("why");

    private bool HasReasons => answers.Any(answer => answer.Results.Any(found => found.Why is not null));

    private TextColumn Item => new(answers.Count > 0 ? answers[0].Noun : "item");

    public static NeighborReport Of(Answer answer) => new([answer], several: false);

    public IReadOnlyList<TextTable> ForPeople()
    {
        bool titles = answers.Any(answer => answer.Results.Any(found => found.Title is not null));
        bool cold = answers.Any(answer => answer.Results.Any(found => found.IsCold));
        return [.. answers.Select(answer => new TextTable(
            [Item, Score, .. Shown(cold, Cold), .. Shown(titles, Title), .. Shown(HasReasons, Why)],
            [.. answer.Results.Select(found => (string[])
                [
                    found.Item, Readable.Score(found.Score), .. Shown(cold, found.IsCold ? "none" : string.Empty),
                    .. Shown(titles, found.Title ?? string.Empty), .. Shown(HasReasons, ReasonText.Of(found.Why))
                ])])
        {
            Heading = answer.Title is not null ? $"{answer.QueryText}  {answer.Title}" : answers.Count > 1 ? answer.QueryText : null,
        })];
    }

    public TextTable ForTools() => new(
        [new("query"), Item, Score, Title, .. Shown(HasReasons, Why)],
        [.. answers.SelectMany(answer => answer.Results.Select(found => (string[])
            [
                answer.QueryText, found.Item, Readable.Exact(found.Score), found.Title ?? string.Empty,
                .. Shown(HasReasons, ReasonText.Of(found.Why))
            ]))]);

    public void WriteJson(Utf8JsonWriter json)
    {
        if (several) json.WriteStartArray();
        foreach (Answer answer in answers) WriteAnswer(json, answer);
        if (several) json.WriteEndArray();
    }

    private static T[] Shown<T>(bool shown, T value) => shown ? [value] : [];

    private static void WriteList(Utf8JsonWriter json, string? name, IReadOnlyList<string> items)
    {
        if (name is not null) json.WritePropertyName(name);
        json.WriteStartArray();
        foreach (string item in items) json.WriteStringValue(item);
        json.WriteEndArray();
    }

    private static void WriteAnswer(Utf8JsonWriter json, Answer answer)
    {
        json.WriteStartObject();
        json.WritePropertyName("query");
        if (answer.IsObject)
        {
            json.WriteStartObject();
            if (answer.User is not null) json.WriteString("user", answer.User);
            if (answer.Query.Count > 0) WriteList(json, "history", answer.Query);
            if (answer.Likes.Count > 0) WriteList(json, "likes", answer.Likes);
            if (answer.Dislikes.Count > 0) WriteList(json, "dislikes", answer.Dislikes);
            json.WriteEndObject();
        }
        else if (answer.IsList)
        {
            WriteList(json, null, answer.Query);
        }
        else
        {
            json.WriteStringValue(answer.Query[0]);
        }

        if (answer.Note is not null) json.WriteString("note", answer.Note);
        if (answer.IsPopular) json.WriteBoolean("popular", true);
        json.WriteStartArray("results");
        foreach (Neighbor found in answer.Results)
        {
            json.WriteStartObject();
            json.WriteString(answer.Noun, found.Item);
            json.WriteNumber("score", found.Score);
            if (found.Title is not null) json.WriteString("title", found.Title);
            if (found.IsCold) json.WriteBoolean("cold", true);
            if (found.Why is not null)
            {
                json.WritePropertyName("why");
                found.Why.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
