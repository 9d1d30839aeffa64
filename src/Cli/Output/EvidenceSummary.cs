using System.Globalization;
using System.Text.Json;
using Item2Vec.Embeddings;
using Item2Vec.Embeddings.Evidence;

namespace Item2Vec.Cli;

/// <summary>What info tells of the pairs of items that a model keeps; nothing where it keeps none.</summary>
internal sealed record EvidenceSummary(long Pairs, int Reach, int BlendCases)
{
    public static EvidenceSummary? Of(ItemVectors vectors)
        => vectors.Evidence is PairEvidence evidence ? new(evidence.Pairs, evidence.Info.Reach, evidence.Info.Blend.Cases) : null;

    public IEnumerable<string[]> ForPeople()
    {
        yield return ["pairs of items", $"{Show.Count(Pairs)}, at most {Show.Count(Reach, "event")} apart"];
        yield return ["blend", BlendCases > 0 ? $"weights learned from {Show.Count(BlendCases, "held-out event")}" : "weights that suit most logs"];
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
