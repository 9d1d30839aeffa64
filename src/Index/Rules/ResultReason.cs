using System.Text.Json;

namespace Item2Vec.Indexing.Rules;

/// <summary>Why an item is in an answer, and at its place.</summary>
public sealed record ResultReason
{
    /// <summary>The items of the query that it is nearest to, at most three, nearest first.</summary>
    public IReadOnlyList<NearItem> Near { get; init; } = [];

    /// <summary>
    /// What its score is made of, before rules: of <c>blend</c> vectors, popularity, pairs, sessions, history and trend, of <c>next</c>
    /// vectors and popularity. None where the score is one number: a cosine or a share.
    /// </summary>
    public IReadOnlyList<ScorePart> Parts { get; init; } = [];

    /// <summary>What rules did; null without rules.</summary>
    public RuleEffect? Rules { get; init; }

    /// <summary>
    /// Writes it as an object: <c>{"near": [{"item": "A", "cosine": 0.8, "sessions": 12}], "parts": {"vectors": 1.5}, "place": 7,
    /// "boosts": {"count": 0.1}, "passed": {"artist": 3}, "like": {"item": "B", "cosine": 0.7}}</c>, without what does not apply.
    /// </summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        if (Near.Count > 0)
        {
            json.WriteStartArray("near");
            foreach (NearItem item in Near) item.WriteTo(json);
            json.WriteEndArray();
        }

        WriteParts(json, "parts", Parts);
        if (Rules is not null)
        {
            json.WriteNumber("place", Rules.Place);
            WriteParts(json, "boosts", Rules.Boosts);
            WriteParts(json, "passed", Rules.Passed);
            if (Rules.Like is NearItem like)
            {
                json.WritePropertyName("like");
                like.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, string name, IReadOnlyList<ScorePart> parts)
    {
        if (parts.Count == 0) return;
        json.WriteStartObject(name);
        foreach (ScorePart part in parts) json.WriteNumber(part.Name, (float)part.Value);
        json.WriteEndObject();
    }
}

/// <summary>An item that another is near to.</summary>
/// <param name="Item">The item.</param>
/// <param name="Cosine">The cosine of their input vectors.</param>
/// <param name="Sessions">The sessions with both; null if the model does not keep the pair.</param>
public sealed record NearItem(string Item, float Cosine, int? Sessions)
{
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("item", Item);
        json.WriteNumber("cosine", Cosine);
        if (Sessions is int sessions) json.WriteNumber("sessions", sessions);
        json.WriteEndObject();
    }
}

/// <summary>A number with a name: a part of a score, a boost, or how many items were left out.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The number.</param>
public readonly record struct ScorePart(string Name, double Value);

/// <summary>What rules did to an item.</summary>
/// <param name="Place">Its place by score alone, from 1.</param>
public sealed record RuleEffect(int Place)
{
    /// <summary>What each boost added, by its name; without those that added nothing.</summary>
    public IReadOnlyList<ScorePart> Boosts { get; init; } = [];

    /// <summary>How many items with as high a score were left out before it, by the attribute of which there were enough.</summary>
    public IReadOnlyList<ScorePart> Passed { get; init; } = [];

    /// <summary>With diversity the item before it that it is most like; null for the first.</summary>
    public NearItem? Like { get; init; }
}
