using System.Buffers.Binary;
using System.Text;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Vectors.Files;

/// <summary>What the elements of a section are.</summary>
internal enum ElementType
{
    Byte = 1,
    Int32 = 2,
    Int64 = 3,
    Float32 = 4,
}

/// <summary>
/// The kinds of section this version knows: at most 16 ASCII letters. Later versions add kinds; readers skip unknown kinds.
/// </summary>
internal static class SectionKind
{
    public const string IdBytes = "id-bytes";
    public const string IdOffsets = "id-offsets";
    public const string IdSlots = "id-slots";
    public const string Counts = "counts";
    public const string Input = "input";
    public const string Output = "output";
    public const string InputInverseNorms = "input-inv-norms";
    public const string Training = "training";
    public const string Checkpoint = "checkpoint";
    public const string Accumulators = "accumulators";
    public const string ColumnName = "column-name";
    public const string ColumnBytes = "column-bytes";
    public const string ColumnOffsets = "column-offsets";
    public const string Attributes = "attributes";
    public const string Graph = "hnsw";
    public const string GraphLinks = "hnsw-links";
    public const string GraphUpperRows = "hnsw-upper-rows";
    public const string GraphUpperLinks = "hnsw-upper-links";
    public const string Codes = "codes";

    /// <summary>The co-occurrence table. Files store it as <c>evidence</c>; the name is kept for compatibility.</summary>
    public const string Cooccurrences = "evidence";

    public const string PairStarts = "pair-starts";
    public const string PairOthers = "pair-others";
    public const string PairSessions = "pair-sessions";
    public const string PairNearest = "pair-nearest";
    public const string PairWeights = "pair-weights";
    public const string PairItemSessions = "item-sessions";
    public const string RecentStarts = "recent-starts";
    public const string RecentItems = "recent-items";
    public const string RecentItemStarts = "recent-of-starts";
    public const string RecentItemSessions = "recent-of-items";

    public const string SessionVectors = "session-vectors";

    /// <summary>The ordinal of sections that belong to the input vectors.</summary>
    internal const int InputOrdinal = 0;

    /// <summary>The ordinal of sections that belong to the output vectors.</summary>
    internal const int OutputOrdinal = 1;
}

/// <summary>An entry of the section table.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Ordinal">Which of several of its kind: the number of an attribute column, otherwise 0.</param>
/// <param name="Flags">See <see cref="Required"/>.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Offset">Where it begins in the file, a multiple of 64.</param>
/// <param name="ByteLength">Its length.</param>
/// <param name="Checksum">The <see cref="XxHash64"/> of its bytes.</param>
internal readonly record struct Section(
    string Kind, int Ordinal, uint Flags, ElementType Type, long Offset, long ByteLength, ulong Checksum)
{
    /// <summary>The bytes of an entry.</summary>
    public const int EntryBytes = 64;

    /// <summary>
    /// The flag of a section without which the file would be misunderstood: a reader that does not know its kind refuses the file.
    /// </summary>
    public const uint Required = 1;

    private const int KindBytes = 16;

    public static Section Read(ReadOnlySpan<byte> entry) => new(
        Encoding.ASCII.GetString(entry[..KindBytes]).TrimEnd('\0'),
        BinaryPrimitives.ReadInt32LittleEndian(entry[16..]),
        BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]),
        (ElementType)BinaryPrimitives.ReadInt32LittleEndian(entry[48..]),
        BinaryPrimitives.ReadInt64LittleEndian(entry[24..]),
        BinaryPrimitives.ReadInt64LittleEndian(entry[32..]),
        BinaryPrimitives.ReadUInt64LittleEndian(entry[40..]));

    public void Write(Span<byte> entry)
    {
        entry[..EntryBytes].Clear();
        Encoding.ASCII.GetBytes(Kind, entry[..KindBytes]);
        BinaryPrimitives.WriteInt32LittleEndian(entry[16..], Ordinal);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[20..], Flags);
        BinaryPrimitives.WriteInt64LittleEndian(entry[24..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(entry[32..], ByteLength);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[40..], Checksum);
        BinaryPrimitives.WriteInt32LittleEndian(entry[48..], (int)Type);
    }
}
