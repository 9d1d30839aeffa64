using System.Text.Json;
using System.Text.Json.Serialization;
using Item2Vec.Embeddings.Evidence;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Files;

/// <summary><see cref="PairEvidence"/> to sections of an <c>.i2v</c> file and back.</summary>
internal static class EvidenceSections
{
    public static readonly string[] Kinds =
    [
        SectionKind.Evidence, SectionKind.PairStarts, SectionKind.PairOthers, SectionKind.PairSessions, SectionKind.PairNearest, SectionKind.PairWeights, SectionKind.PairItemSessions,
    ];

    public static void Add(SectionFileWriter writer, PairEvidence evidence)
    {
        EvidenceColumns columns = evidence.Columns;
        writer.Add(SectionKind.Evidence, JsonSerializer.SerializeToUtf8Bytes(EvidenceDocument.Of(evidence.Info), EvidenceJsonContext.Default.EvidenceDocument));
        writer.Add(SectionKind.PairStarts, ElementType.Int64, columns.Starts);
        writer.Add(SectionKind.PairOthers, ElementType.Int32, columns.Others);
        writer.Add(SectionKind.PairSessions, ElementType.Int32, columns.Sessions);
        writer.Add(SectionKind.PairNearest, ElementType.Byte, columns.Nearest);
        writer.Add(SectionKind.PairWeights, ElementType.Float32, columns.Weights);
        writer.Add(SectionKind.PairItemSessions, ElementType.Int32, columns.ItemSessions);
    }

    /// <summary>The evidence of a file, or null where it has none or only one that a later version wrote.</summary>
    /// <exception cref="Item2VecException">The sections contradict each other.</exception>
    public static PairEvidence? Read(SectionFile file)
    {
        if (!file.Has(SectionKind.Evidence) || ReadInfo(file) is not EvidenceInfo info) return null;
        NativeBuffer<int> others = file.View<int>(SectionKind.PairOthers, ElementType.Int32);
        NativeBuffer<int> itemSessions = file.View<int>(SectionKind.PairItemSessions, ElementType.Int32);
        if (itemSessions.Length > file.Header.Items) throw file.Damaged("its pairs are of more items than it has");
        NativeBuffer<long> starts = file.View<long>(SectionKind.PairStarts, ElementType.Int64, itemSessions.Length + 1);
        if (starts[0] != 0 || starts[itemSessions.Length] != others.Length) throw file.Damaged($"section '{SectionKind.PairStarts}' does not fit '{SectionKind.PairOthers}'");
        return new PairEvidence(
            starts,
            others,
            file.View<int>(SectionKind.PairSessions, ElementType.Int32, others.Length),
            file.View<byte>(SectionKind.PairNearest, ElementType.Byte, others.Length),
            file.View<float>(SectionKind.PairWeights, ElementType.Float32, others.Length * EvidenceColumns.WeightsOfPair),
            itemSessions,
            info);
    }

    private static EvidenceInfo? ReadInfo(SectionFile file)
    {
        using MemoryLease lease = new(file, file.Memory);
        NativeBuffer<byte> json = file.View<byte>(SectionKind.Evidence, ElementType.Byte);
        try
        {
            EvidenceDocument document = JsonSerializer.Deserialize(json.Slice(0, (int)Math.Min(json.Length, int.MaxValue)), EvidenceJsonContext.Default.EvidenceDocument)!;
            return document.Version > EvidenceDocument.CurrentVersion ? null : document.ToInfo();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            throw file.Damaged($"the description of its pairs cannot be read ({error.Message})");
        }
    }
}

/// <summary>The shape of the section <c>evidence</c>.</summary>
internal sealed class EvidenceDocument
{
    public const int CurrentVersion = 1;

    public int Version { get; set; } = CurrentVersion;

    public long Sessions { get; set; }

    public int Reach { get; set; }

    public int Neighbors { get; set; }

    /// <summary>The coefficients of the blend by the name of their sign; a missing one is 0.</summary>
    public Dictionary<string, double> Blend { get; set; } = [];

    /// <summary>The questions that the coefficients were learned from.</summary>
    public int BlendCases { get; set; }

    public static EvidenceDocument Of(EvidenceInfo info) => new()
    {
        Sessions = info.Sessions,
        Reach = info.Reach,
        Neighbors = info.Neighbors,
        Blend = BlendWeights.Names.Zip(info.Blend.Values).ToDictionary(pair => pair.First, pair => pair.Second),
        BlendCases = info.Blend.Cases,
    };

    public EvidenceInfo ToInfo() => new(
        Sessions, Reach, Neighbors, new BlendWeights([.. BlendWeights.Names.Select(name => Blend.GetValueOrDefault(name))]) { Cases = BlendCases });
}

/// <summary>Serializers without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EvidenceDocument))]
internal sealed partial class EvidenceJsonContext : JsonSerializerContext;
