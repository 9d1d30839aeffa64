using System.Globalization;
using System.Text.Json;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Cli;

/// <summary>What info tells of the pairs of items that a model keeps; nothing where it keeps none.</summary>
internal sealed record CooccurrenceSummary(long Pairs, int Reach, int BlendCases)
{
    public static CooccurrenceSummary? Of(ItemVectors vectors)
        => vectors.Cooccurrences is CooccurrenceTable evidence ? new(evidence.Pairs, evidence.Info.Reach, evidence.Info.Blend.Cases) : null;

    public IEnumerable<string[]> ForPeople()
    {
        yield return ["pairs of items", $"{Readable.Count(Pairs)}, at most {Readable.Count(Reach, "event")} apart"];
        yield return ["blend", BlendCases > 0 ? $"weights learned from {Readable.Count(BlendCases, "held-out event")}" : "weights that suit most logs"];
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
