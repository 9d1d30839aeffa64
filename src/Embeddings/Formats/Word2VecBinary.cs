using System.Buffers;
using System.Buffers.Binary;

namespace Item2Vec.Embeddings.Formats;

/// <summary>
/// The binary format of word2vec.c: little-endian float32 after each id, and a line end after them, which gensim leaves out; both are read.
/// </summary>
internal sealed class Word2VecBinary : Word2VecFormat
{
    /// <inheritdoc/>
    public override string Name => "word2vec-binary";

    /// <inheritdoc/>
    public override string Description
        => "word2vec's binary file, as gensim and word2vec.c read it; loses counts, attributes, "
            + "the training and one of the two vectors of an item";

    private protected override string RowName => "row";

    private protected override long MinRowBytes(int dimensions) => 2 + (4L * dimensions);

    private protected override void WriteNumbers(ReadOnlySpan<float> numbers, IBufferWriter<byte> output)
    {
        int bytes = numbers.Length * sizeof(float);
        Span<byte> target = output.GetSpan(bytes + 1);
        for (int i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(target[(i * sizeof(float))..], numbers[i]);
        target[bytes] = (byte)'\n';
        output.Advance(bytes + 1);
    }

    private protected override void ReadRow(
        ByteReader reader, int maxItemBytes, Span<float> numbers, RowErrors errors, Action<ReadOnlySpan<byte>> addItem)
    {
        const string truncated = "the file is truncated, or its first line is wrong";
        reader.Skip((byte)'\n');
        if (reader.AtEnd) throw errors.Here("the file ends here, before the rows that its first line promises", truncated);
        if (!reader.ReadUntil((byte)' ', maxItemBytes, out ReadOnlySpan<byte> item))
        {
            throw reader.AtEnd
                ? errors.Here("the file ends inside an id", truncated)
                : errors.Here($"the id has more than {maxItemBytes} bytes", "the file is damaged, or its first line has wrong dimensions");
        }

        addItem(item);
        if (!reader.ReadExactly(numbers.Length * sizeof(float), out ReadOnlySpan<byte> bytes))
            throw errors.Here("the file ends inside a vector", truncated);
        for (int i = 0; i < numbers.Length; i++) numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
    }

    private protected override void ReadEnd(ByteReader reader, RowErrors errors)
    {
        reader.Skip((byte)'\n');
        if (!reader.AtEnd) throw errors.Here("there are more bytes than the rows that the first line promises");
    }
}
