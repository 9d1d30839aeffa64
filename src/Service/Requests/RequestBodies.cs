using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Item2Vec.Service.Requests;

/// <summary>A batch of similar requests.</summary>
internal sealed record SimilarBody(IReadOnlyList<string>? Items = null, int? K = null, IReadOnlyList<string>? Where = null,
    IReadOnlyList<string>? Exclude = null, bool SkipUnknown = false, IReadOnlyList<float>? Vector = null,
    IReadOnlyList<string>? Dislikes = null, double? Diversity = null, IReadOnlyList<string>? MaxPer = null,
    IReadOnlyList<string>? Boost = null, bool Why = false, string? Filter = null, string? Cold = null)
{
    public RuleMembers ToRules() => new(Diversity, MaxPer, Boost, Why);
}

/// <summary>The explorer's request for the neighbors of an item, with reasons.</summary>
internal sealed record NeighborsBody(string Item, int? K = null, IReadOnlyList<string>? Where = null);

/// <summary>An analogy.</summary>
internal sealed record AnalogyBody(string Expression, int? K = null, IReadOnlyList<string>? Where = null,
    IReadOnlyList<string>? Exclude = null, double? Diversity = null, IReadOnlyList<string>? MaxPer = null,
    IReadOnlyList<string>? Boost = null, bool Why = false, string? Filter = null)
{
    public RuleMembers ToRules() => new(Diversity, MaxPer, Boost, Why);
}

/// <summary>A recommendation.</summary>
internal sealed record RecommendBody(
    IReadOnlyList<HistoryEntry>? History = null,
    string? User = null,
    IReadOnlyList<string>? Likes = null,
    IReadOnlyList<string>? Dislikes = null,
    double? UserWeight = null,
    int? K = null,
    string? Score = null,
    double? Beta = null,
    IReadOnlyList<string>? Where = null,
    IReadOnlyList<string>? Exclude = null,
    bool SkipUnknown = false,
    IReadOnlyList<float>? Vector = null,
    string? Seen = null,
    double? Diversity = null,
    IReadOnlyList<string>? MaxPer = null,
    IReadOnlyList<string>? Boost = null,
    bool Why = false,
    string? Filter = null,
    string? Cold = null)
{
    public RuleMembers ToRules() => new(Diversity, MaxPer, Boost, Why);
}


/// <summary>New values of an item's attributes: texts, numbers, true and false, lists of these, or null for none.</summary>
internal sealed record ItemBody(IReadOnlyDictionary<string, JsonElement> Attributes);

/// <summary>An item of a service that learns.</summary>
internal sealed record ItemPutBody(IReadOnlyDictionary<string, JsonElement>? Attributes = null, IReadOnlyList<float>? Vector = null);

/// <summary>Events.</summary>
internal sealed record EventsBody(IReadOnlyList<EventBody> Events);

/// <summary>An event: an item of a session, now or at a time.</summary>
internal sealed record EventBody(string Session, string Item, DateTimeOffset? Time = null);

/// <summary>An item of a history: an id, or an object with a weight.</summary>
[JsonConverter(typeof(HistoryEntryConverter))]
internal readonly record struct HistoryEntry(string Item, double? Weight)
{
    /// <summary>Writes the shorter form that holds it.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        if (Weight is not double weight)
        {
            json.WriteStringValue(Item);
            return;
        }

        json.WriteStartObject();
        json.WriteString("item", Item);
        json.WriteNumber("weight", weight);
        json.WriteEndObject();
    }
}

/// <summary>An item of a history as an object.</summary>
internal sealed record WeightedItem(string Item, double? Weight = null);

/// <summary>Reads <c>"ID"</c> or <c>{"item": "ID", "weight": 0.5}</c>.</summary>
internal sealed class HistoryEntryConverter : JsonConverter<HistoryEntry>
{
    public override HistoryEntry Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new HistoryEntry(reader.GetString()!, null);
        WeightedItem item = JsonSerializer.Deserialize(ref reader, RequestBodies.Default.WeightedItem) ?? throw new JsonException();
        return new HistoryEntry(item.Item, item.Weight);
    }

    public override void Write(Utf8JsonWriter writer, HistoryEntry value, JsonSerializerOptions options)
        => value.WriteTo(writer);
}

/// <summary>Parses bodies strictly: an unknown, duplicate or mistyped member is an error with its position.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 8)]
[JsonSerializable(typeof(SimilarBody))]
[JsonSerializable(typeof(NeighborsBody))]
[JsonSerializable(typeof(AnalogyBody))]
[JsonSerializable(typeof(RecommendBody))]
[JsonSerializable(typeof(WeightedItem))]
[JsonSerializable(typeof(ItemBody))]
[JsonSerializable(typeof(ItemPutBody))]
[JsonSerializable(typeof(EventsBody))]
internal sealed partial class RequestBodies : JsonSerializerContext
{
    /// <summary>Parses a body.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="type">The expected type.</param>
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
