using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Item2Vec.Service.Requests;

/// <summary>A batch: the items similar to each of some.</summary>
internal sealed record SimilarBody(IReadOnlyList<string> Items, int? K = null, IReadOnlyList<string>? Where = null,
    IReadOnlyList<string>? Exclude = null, bool SkipUnknown = false);

/// <summary>A sum of items.</summary>
internal sealed record AnalogyBody(string Expression, int? K = null, IReadOnlyList<string>? Where = null,
    IReadOnlyList<string>? Exclude = null);

/// <summary>Somebody to recommend to.</summary>
internal sealed record RecommendBody(
    IReadOnlyList<string>? History = null,
    string? User = null,
    IReadOnlyList<string>? Likes = null,
    IReadOnlyList<string>? Dislikes = null,
    double? UserWeight = null,
    int? K = null,
    string? Score = null,
    double? Beta = null,
    IReadOnlyList<string>? Where = null,
    IReadOnlyList<string>? Exclude = null,
    bool SkipUnknown = false);

/// <summary>Reads bodies strictly: what is not known, given twice or of another type is an error that says where.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(SimilarBody))]
[JsonSerializable(typeof(AnalogyBody))]
[JsonSerializable(typeof(RecommendBody))]
internal sealed partial class RequestBodies : JsonSerializerContext
{
    /// <summary>Reads a body.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="type">What it must be.</param>
    /// <param name="expected">An example, for errors.</param>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string expected)
        where T : class
    {
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        if (json.StartsWith(mark)) json = json[mark.Length..];
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw RequestProblem.Bad("the body is null", $"expected {expected}");
        }
        catch (JsonException problem)
        {
            string where = problem.LineNumber is long line ? $" (line {line + 1}, byte {problem.BytePositionInLine + 1})" : string.Empty;
            string path = problem.Path is null or "$" ? "the body" : RequestProblem.Short(problem.Path.TrimStart('$', '.'));
            throw RequestProblem.Bad($"{path} is not what was expected{where}", $"expected {expected}");
        }
    }
}
