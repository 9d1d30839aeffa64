using System.Buffers.Binary;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Vectors.Files;

/// <summary>The first 64 bytes of an <c>.i2v</c> file; the section table follows.</summary>
/// <param name="Version">The layout; readers reject a higher one than they know.</param>
/// <param name="Sections">The entries of the section table.</param>
/// <param name="FileBytes">The length of the file.</param>
/// <param name="Checksum">The <see cref="XxHash64"/> of header and table, computed with this field zero.</param>
/// <param name="Items">The number of rows.</param>
/// <param name="Dimensions">The dimensions of a vector.</param>
/// <param name="TotalCount">The sum of all counts.</param>
internal readonly record struct FileHeader(
    int Version, int Sections, long FileBytes, ulong Checksum, int Items, int Dimensions, long TotalCount)
{
    public const int Bytes = 64;
    public const int CurrentVersion = 1;
    private const int ChecksumAt = 24;

    /// <summary>As PNG's: a non-ASCII byte, a name, and line ends that a transfer in text mode would break.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'I', (byte)'2', (byte)'V', 0x0D, 0x0A, 0x1A, 0x0A];

    public static FileHeader Read(ReadOnlySpan<byte> header) => new(
        BinaryPrimitives.ReadInt32LittleEndian(header[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(header[12..]),
        BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(header[ChecksumAt..]),
        BinaryPrimitives.ReadInt32LittleEndian(header[32..]),
        BinaryPrimitives.ReadInt32LittleEndian(header[36..]),
        BinaryPrimitives.ReadInt64LittleEndian(header[40..]));

    public void Write(Span<byte> header)
    {
        header[..Bytes].Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], Sections);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], FileBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header[ChecksumAt..], Checksum);
        BinaryPrimitives.WriteInt32LittleEndian(header[32..], Items);
        BinaryPrimitives.WriteInt32LittleEndian(header[36..], Dimensions);
        BinaryPrimitives.WriteInt64LittleEndian(header[40..], TotalCount);
    }

    /// <summary>The checksum of a header and its table.</summary>
    public static ulong ChecksumOf(ReadOnlySpan<byte> headerAndTable)
    {
        byte[] copy = headerAndTable.ToArray();
        copy.AsSpan(ChecksumAt, sizeof(ulong)).Clear();
        return XxHash64.Of(copy);
    }
}

/// <summary>The nouns and hints in errors about a file of sections.</summary>
/// <param name="Name">In a sentence: "the {Name} is damaged".</param>
/// <param name="FullName">To distinguish kinds of files: "not a {FullName}".</param>
/// <param name="WhenDamaged">The hint if the file is damaged.</param>
/// <param name="WhenOther">The hint if it is another kind of file.</param>
internal sealed record FileWords(string Name, string FullName, string WhenDamaged, string? WhenOther)
{
    public static readonly FileWords Vectors = new(
        "file of vectors", "file of vectors (.i2v)", "copy the file again, or train the model again",
        "files of other formats are read with: VectorFormats.Find");

    public static readonly FileWords Attributes = new(
        "file of attributes", "file of attributes (attributes.i2v)", "delete it and set the attributes again", "move it away");

    public static readonly FileWords Checkpoint = new(
        "checkpoint", "checkpoint of a training", "delete it to train from the start",
        "delete it, or write to another directory, to train from the start");
}
