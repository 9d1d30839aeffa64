using System.IO.Compression;
using System.Runtime.InteropServices;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Maps.Pages;

/// <summary>A column of the page: numbers of one width in little-endian order, or texts, compressed (zlib).</summary>
/// <param name="Name">Its name in the page.</param>
/// <param name="Compressed">The bytes.</param>
/// <param name="PlainBytes">How many bytes they are when they are not compressed.</param>
internal sealed record MapSection(string Name, byte[] Compressed, long PlainBytes)
{
    public static MapSection Of<T>(string name, ReadOnlySpan<T> values)
        where T : unmanaged
        => Of(name, MemoryMarshal.AsBytes(values), []);

    /// <summary>Texts: where each starts among all, as 32-bit numbers, and where the last ends; then all of them as UTF-8.</summary>
    public static MapSection OfTexts(string name, int count, Func<int, byte[]> utf8)
    {
        uint[] starts = new uint[count + 1];
        using MemoryStream texts = new();
        for (int row = 0; row < count; row++)
        {
            texts.Write(utf8(row));
            if (texts.Length > Array.MaxLength / 2)
                throw new Item2VecException(
                    $"the {name} of {count} items are too long for one page", "show fewer items", ErrorCode.Usage);
            starts[row + 1] = (uint)texts.Length;
        }

        return Of(name, MemoryMarshal.AsBytes<uint>(starts), texts.GetBuffer().AsSpan(0, (int)texts.Length));
    }

    private static MapSection Of(string name, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        using MemoryStream compressed = new();
        using (ZLibStream writer = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            writer.Write(first);
            writer.Write(second);
        }

        return new MapSection(name, compressed.ToArray(), first.Length + (long)second.Length);
    }

    /// <summary>The numbers of a compressed section.</summary>
    /// <exception cref="InvalidDataException">It is damaged or has another length.</exception>
    public static T[] Read<T>(byte[] compressed, int count)
        where T : unmanaged
    {
        T[] values = new T[count];
        using ZLibStream reader = new(new MemoryStream(compressed), CompressionMode.Decompress);
        try
        {
            reader.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        }
        catch (EndOfStreamException short_)
        {
            throw new InvalidDataException("a section is shorter than its items need", short_);
        }

        return reader.ReadByte() < 0 ? values : throw new InvalidDataException("a section is longer than its items need");
    }
}
