using System.Text.Json;
using System.Text.Json.Serialization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Vectors.Cooccurrences;

/// <summary>Stores a <see cref="CooccurrenceTable"/> as sections of an <c>.i2v</c> file, and reads it.</summary>
internal static class CooccurrenceSections
{
    public static readonly string[] Kinds =
    [
        SectionKind.Cooccurrences, SectionKind.PairStarts, SectionKind.PairOthers, SectionKind.PairSessions, SectionKind.PairNearest,
        SectionKind.PairWeights, SectionKind.PairItemSessions, SectionKind.RecentStarts, SectionKind.RecentItems,
        SectionKind.RecentItemStarts, SectionKind.RecentItemSessions, SectionKind.SessionVectors,
    ];

    public static void Add(SectionFileWriter writer, CooccurrenceTable table)
    {
        CooccurrenceColumns columns = table.Columns;
        writer.Add(
            SectionKind.Cooccurrences,
            JsonSerializer.SerializeToUtf8Bytes(CooccurrenceDocument.Of(table.Info), CooccurrenceJsonContext.Default.CooccurrenceDocument));
        writer.Add(SectionKind.PairStarts, ElementType.Int64, columns.Starts);
        writer.Add(SectionKind.PairOthers, ElementType.Int32, columns.Others);
        writer.Add(SectionKind.PairSessions, ElementType.Int32, columns.Sessions);
        writer.Add(SectionKind.PairNearest, ElementType.Byte, columns.Nearest);
        writer.Add(SectionKind.PairWeights, ElementType.Float32, columns.Weights);
        writer.Add(SectionKind.PairItemSessions, ElementType.Int32, columns.ItemSessions);
        if (table.SessionVectors is SessionVectors learned)
            writer.Add(SectionKind.SessionVectors, ElementType.Float32, learned.Rows.Data);
        if (table.Recent is not RecentSessions recent) return;
        writer.Add(SectionKind.RecentStarts, ElementType.Int32, recent.Columns.Starts);
        writer.Add(SectionKind.RecentItems, ElementType.Int32, recent.Columns.Items);
        writer.Add(SectionKind.RecentItemStarts, ElementType.Int32, recent.Columns.ItemStarts);
        writer.Add(SectionKind.RecentItemSessions, ElementType.Int32, recent.Columns.ItemSessions);
    }

    /// <summary>The co-occurrences of a file, or null if it has none or a later version's.</summary>
    /// <exception cref="Item2VecException">The sections are inconsistent.</exception>
    public static CooccurrenceTable? Read(SectionFile file)
    {
        if (!file.Has(SectionKind.Cooccurrences) || ReadInfo(file) is not CooccurrenceInfo info) return null;
        NativeBuffer<int> others = file.View<int>(SectionKind.PairOthers, ElementType.Int32);
        NativeBuffer<int> itemSessions = file.View<int>(SectionKind.PairItemSessions, ElementType.Int32);
        if (itemSessions.Length > file.Header.Items) throw file.Damaged("its pairs are of more items than it has");
        NativeBuffer<long> starts = file.View<long>(SectionKind.PairStarts, ElementType.Int64, itemSessions.Length + 1);
        if (starts[0] != 0 || starts[itemSessions.Length] != others.Length)
            throw file.Damaged($"section '{SectionKind.PairStarts}' does not fit '{SectionKind.PairOthers}'");
        CooccurrenceColumns columns = new(
            starts,
            others,
            file.View<int>(SectionKind.PairSessions, ElementType.Int32, others.Length),
            file.View<byte>(SectionKind.PairNearest, ElementType.Byte, others.Length),
            file.View<float>(SectionKind.PairWeights, ElementType.Float32, others.Length * CooccurrenceColumns.WeightsOfPair),
            itemSessions);
        return new CooccurrenceTable(
            columns, info, file.Memory.Acquire(file), ReadRecent(file, itemSessions.Length), ReadVectors(file, (int)itemSessions.Length));
    }

    private static SessionVectors? ReadVectors(SectionFile file, int rows)
    {
        if (!file.Has(SectionKind.SessionVectors)) return null;
        int dimensions = file.Header.Dimensions;
        NativeBuffer<float> data = file.View<float>(
            SectionKind.SessionVectors, ElementType.Float32, (long)rows * EmbeddingMatrix.StrideOf(dimensions));
        return new SessionVectors(new EmbeddingMatrix(data, rows, dimensions), file.Memory.Acquire(file));
    }

    private static RecentSessions? ReadRecent(SectionFile file, long items)
    {
        if (!file.Has(SectionKind.RecentStarts)) return null;
        RecentSessionColumns columns = new(
            file.View<int>(SectionKind.RecentStarts, ElementType.Int32),
            file.View<int>(SectionKind.RecentItems, ElementType.Int32),
            file.View<int>(SectionKind.RecentItemStarts, ElementType.Int32, items + 1),
            file.View<int>(SectionKind.RecentItemSessions, ElementType.Int32));
        if (columns.Starts.Length == 0 || columns.Starts[columns.Starts.Length - 1] != columns.Items.Length)
            throw file.Damaged($"section '{SectionKind.RecentStarts}' does not fit '{SectionKind.RecentItems}'");
        if (columns.ItemStarts[items] != columns.ItemSessions.Length)
            throw file.Damaged($"section '{SectionKind.RecentItemStarts}' does not fit '{SectionKind.RecentItemSessions}'");
        return new RecentSessions(columns);
    }

    private static CooccurrenceInfo? ReadInfo(SectionFile file)
    {
        using Lease lease = file.Memory.Acquire(file);
        NativeBuffer<byte> json = file.View<byte>(SectionKind.Cooccurrences, ElementType.Byte);
        try
        {
            CooccurrenceDocument document = JsonSerializer.Deserialize(
                json.Slice(0, (int)Math.Min(json.Length, int.MaxValue)), CooccurrenceJsonContext.Default.CooccurrenceDocument)!;
            return document.Version > CooccurrenceDocument.CurrentVersion ? null : document.ToInfo();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            throw file.Damaged($"the description of its pairs cannot be read ({error.Message})");
        }
    }
}

/// <summary>The JSON of the section <c>evidence</c>.</summary>
internal sealed class CooccurrenceDocument
{
    public const int CurrentVersion = 1;

    public int Version { get; set; } = CurrentVersion;

    public long Sessions { get; set; }

    public int Reach { get; set; }

    public int Neighbors { get; set; }

    /// <summary>The coefficients of the blend by the name of their feature; a missing one is 0.</summary>
    public Dictionary<string, double> Blend { get; set; } = [];

    /// <summary>The same for histories of one item; null for those of longer ones.</summary>
    public Dictionary<string, double>? BlendOfOne { get; set; }

    /// <summary>The number of cases the coefficients were learned from.</summary>
    public int BlendCases { get; set; }

    public static CooccurrenceDocument Of(CooccurrenceInfo info) => new()
    {
        Sessions = info.Sessions,
        Reach = info.Reach,
        Neighbors = info.Neighbors,
        Blend = ByName(info.Blend.Values),
        BlendOfOne = info.Blend.ValuesOfOne == info.Blend.Values ? null : ByName(info.Blend.ValuesOfOne),
        BlendCases = info.Blend.Cases,
    };

    public CooccurrenceInfo ToInfo() => new(
        Sessions, Reach, Neighbors,
        new BlendWeights(InOrder(Blend)) { ValuesOfOne = InOrder(BlendOfOne ?? Blend), Cases = BlendCases });

    private static Dictionary<string, double> ByName(IReadOnlyList<double> values)
        => BlendWeights.Names.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);

    private static double[] InOrder(Dictionary<string, double> values)
        => [.. BlendWeights.Names.Select(name => values.GetValueOrDefault(name))];
}

/// <summary>Serializers without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CooccurrenceDocument))]
internal sealed partial class CooccurrenceJsonContext : JsonSerializerContext;
