using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Item2Vec.Service;

/// <summary>Errors as problem details (RFC 9457): <c>title</c>, <c>status</c>, <c>detail</c>, and our <c>hint</c>, <c>unknown</c> and <c>nearest</c>.</summary>
internal static class ProblemJson
{
    public const string ContentType = "application/problem+json";

    /// <summary>An error quotes what anybody may send: longer texts are cut.</summary>
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
