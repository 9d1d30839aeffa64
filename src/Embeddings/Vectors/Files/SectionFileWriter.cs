using System.Runtime.InteropServices;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Vectors.Files;

/// <summary>Collects sections and writes them as an <c>.i2v</c> file: header, table, then the sections, aligned to 64 bytes.</summary>
internal sealed class SectionFileWriter(int items, int dimensions, long totalCount)
{
    private const int ChunkBytes = 1 << 22;
    private readonly List<(Section Section, Chunk Read)> sections = [];

    /// <summary>A part of a section's bytes.</summary>
    private delegate ReadOnlySpan<byte> Chunk(long from, int bytes);

    public void Add<T>(string kind, ElementType type, NativeBuffer<T> content, int ordinal = 0, uint flags = 0)
        where T : unmanaged
    {
        int size = Marshal.SizeOf<T>();
        Section section = new(kind, ordinal, flags, type, 0, content.Length * size, 0);
        sections.Add((section, (from, bytes) => MemoryMarshal.AsBytes(content.Slice(from / size, bytes / size))));
    }

    public void Add(string kind, byte[] content, int ordinal = 0, uint flags = 0)
        => Add(kind, ElementType.Byte, NativeBuffer<byte>.Copy(content), ordinal, flags);

    public void WriteTo(FileStream stream)
    {
        long at = FileHeader.Bytes + ((long)sections.Count * Section.EntryBytes);
        byte[] head = new byte[at];
        stream.Write(head);
        for (int i = 0; i < sections.Count; i++)
        {
            (Section section, Chunk read) = sections[i];
            section = section with { Offset = at, Checksum = WriteContent(stream, section.ByteLength, read) };
            at = stream.Position;
            section.Write(head.AsSpan(FileHeader.Bytes + (i * Section.EntryBytes)));
        }

        WriteHeader(head, at);
        stream.Position = 0;
        stream.Write(head);
    }

    /// <summary>As <see cref="WriteTo"/>, through a buffer: the bytes are the same.</summary>
    public async Task WriteToAsync(FileStream stream, CancellationToken cancellationToken)
    {
        long at = FileHeader.Bytes + ((long)sections.Count * Section.EntryBytes);
        byte[] head = new byte[at];
        await stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
        byte[] buffer = new byte[ChunkBytes];
        for (int i = 0; i < sections.Count; i++)
        {
            (Section section, Chunk read) = sections[i];
            XxHash64 hash = new();
            for (long from = 0; section.ByteLength - from > ChunkBytes; from += ChunkBytes)
            {
                read(from, ChunkBytes).CopyTo(buffer);
                hash.Append(buffer);
                await stream.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            }

            int last = section.ByteLength == 0 ? 0 : (int)((section.ByteLength - 1) % ChunkBytes) + 1;
            read(section.ByteLength - last, last).CopyTo(buffer);
            await stream.WriteAsync(buffer.AsMemory(0, last), cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(new byte[(int)(-section.ByteLength & 63)], cancellationToken).ConfigureAwait(false);
            (section with { Offset = at, Checksum = hash.Finish(buffer.AsSpan(0, last)) })
                .Write(head.AsSpan(FileHeader.Bytes + (i * Section.EntryBytes)));
            at = stream.Position;
        }

        WriteHeader(head, at);
        stream.Position = 0;
        await stream.WriteAsync(head, cancellationToken).ConfigureAwait(false);
    }

    private void WriteHeader(byte[] head, long fileBytes)
    {
        FileHeader header = new(FileHeader.CurrentVersion, sections.Count, fileBytes, 0, items, dimensions, totalCount);
        header.Write(head);
        (header with { Checksum = FileHeader.ChecksumOf(head) }).Write(head);
    }

    /// <summary>Writes a section and zero padding.</summary>
    private static ulong WriteContent(FileStream stream, long length, Chunk read)
    {
        XxHash64 hash = new();
        long from = 0;
        for (; length - from > ChunkBytes; from += ChunkBytes)
        {
            ReadOnlySpan<byte> bytes = read(from, ChunkBytes);
            hash.Append(bytes);
            stream.Write(bytes);
        }

        ReadOnlySpan<byte> last = read(from, (int)(length - from));
        stream.Write(last);
        stream.Write(new byte[(int)(-length & 63)]);
        return hash.Finish(last);
    }
}
