using System.Text;

namespace Item2Vec.Content.Onnx;

/// <summary>A message in the Protocol Buffers wire format, as far as ONNX files need it: fields in the order they are added.</summary>
/// <remarks>Large blocks are referenced and never copied; only the output file holds everything at once.</remarks>
internal sealed class ProtoMessage
{
    private const int Varint = 0;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    private readonly List<ReadOnlyMemory<byte>> parts = [];
    private readonly List<byte> small = [];

    /// <summary>The bytes so far.</summary>
    public long Length { get; private set; }

    public ProtoMessage Add(int field, long number)
    {
        Tag(field, Varint);
        Number((ulong)number);
        return this;
    }

    public ProtoMessage Add(int field, float number)
    {
        Tag(field, Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(bytes, number);
        Bytes(bytes);
        return this;
    }

    public ProtoMessage Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    public ProtoMessage Add(int field, byte[] bytes)
    {
        Tag(field, Delimited);
        Number((ulong)bytes.Length);
        Bytes(bytes);
        return this;
    }

    public ProtoMessage Add(int field, ProtoMessage message)
    {
        Tag(field, Delimited);
        Number((ulong)message.Length);
        message.EndSmall();
        EndSmall();
        parts.AddRange(message.parts);
        Length += message.Length;
        return this;
    }

    /// <summary>Adds a bytes field made of several blocks, without copying them.</summary>
    public ProtoMessage Add(int field, IReadOnlyCollection<byte[]> blocks)
    {
        Tag(field, Delimited);
        long length = blocks.Sum(block => (long)block.Length);
        Number((ulong)length);
        EndSmall();
        foreach (byte[] block in blocks) parts.Add(block);
        Length += length;
        return this;
    }

    public void WriteTo(Stream stream)
    {
        EndSmall();
        foreach (ReadOnlyMemory<byte> part in parts) stream.Write(part.Span);
    }

    private void Tag(int field, int wireType) => Number((ulong)((field << 3) | wireType));

    private void Number(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        int count = 0;
        for (; value >= 0x80; value >>= 7) bytes[count++] = (byte)(value | 0x80);
        bytes[count++] = (byte)value;
        Bytes(bytes[..count]);
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        small.AddRange(bytes);
        Length += bytes.Length;
    }

    private void EndSmall()
    {
        if (small.Count == 0) return;
        parts.Add(small.ToArray());
        small.Clear();
    }
}
