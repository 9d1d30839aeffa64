using System.Buffers;
using System.Globalization;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Formats;

/// <summary>
/// The files of TensorBoard's embedding projector: a directory with <c>vectors.tsv</c> and <c>metadata.tsv</c>. Only written.
/// </summary>
/// <remarks>The projector knows no quotes: tabs and line ends of attributes become blanks, and an id must have none.</remarks>
internal sealed class ProjectorFiles : IVectorFormat
{
    private const int FlushAt = 1 << 16;

    private static readonly SearchValues<byte> Separators = SearchValues.Create("\t\n\r"u8);

    /// <inheritdoc/>
    public string Name => "projector";

    /// <inheritdoc/>
    public string Description => "a directory with the two tables of TensorBoard's embedding projector, which is not read back";

    /// <inheritdoc/>
    public bool IsDirectory => true;

    /// <inheritdoc/>
    public bool CanRead => false;

    /// <inheritdoc/>
    public void Write(ItemVectors vectors, string path, VectorFormatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        options ??= new VectorFormatOptions();
        using Lease lease = vectors.Acquire();
        VectorChecks.RequireSinglePrecisionSide(Name, options);
        VectorRows rows = new(vectors, options.Side, options);
        if (!options.EscapeItems)
            ItemEscaping.Check(vectors.Vocabulary, item => item.ContainsAny(Separators), "tabs or line ends");
        ExportDirectory.Write(
            path, Name, vectors, options,
            [
                ("vectors.tsv", stream => WriteVectors(stream, rows)),
                ("metadata.tsv", stream => WriteMetadata(stream, vectors, options.EscapeItems)),
            ]);
    }

    /// <summary>Is not possible.</summary>
    /// <exception cref="Item2VecException">Always.</exception>
    public ItemVectors Read(string path, VectorFormatOptions? options = null)
        => throw new Item2VecException(
            $"{path}: {Name} is only written", "read a format that is lossless, such as parquet or safetensors", ErrorCode.Usage);

    private static void WriteVectors(Stream stream, VectorRows rows)
    {
        const int maxNumberBytes = 24;
        ArrayBufferWriter<byte> output = new(FlushAt * 2);
        for (int row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<float> numbers = rows[row];
            for (int i = 0; i < numbers.Length; i++)
            {
                Span<byte> target = output.GetSpan(maxNumberBytes);
                numbers[i].TryFormat(target, out int written, default, CultureInfo.InvariantCulture);
                target[written] = i == numbers.Length - 1 ? (byte)'\n' : (byte)'\t';
                output.Advance(written + 1);
            }

            Flush(stream, output, FlushAt);
        }

        Flush(stream, output, 1);
    }

    /// <summary>Writes a row an item under the names of the columns, which the projector expects if there are several.</summary>
    private static void WriteMetadata(Stream stream, ItemVectors vectors, bool escape)
    {
        ArrayBufferWriter<byte> output = new(FlushAt * 2);
        output.Write("item\tcount"u8);
        foreach (string name in vectors.Attributes.Names)
        {
            output.Write("\t"u8);
            WriteCell(output, Encoding.UTF8.GetBytes(name is "item" or "count" ? $"attribute_{name}" : name));
        }

        output.Write("\n"u8);
        for (int row = 0; row < vectors.Count; row++)
        {
            if (escape) ItemEscaping.Escape(vectors.Vocabulary.Utf8(row), output);
            else output.Write(vectors.Vocabulary.Utf8(row));
            output.Write(Encoding.ASCII.GetBytes("\t" + vectors.Vocabulary.CountOf(row).ToString(CultureInfo.InvariantCulture)));
            foreach (StringColumn column in vectors.Attributes.Columns)
            {
                output.Write("\t"u8);
                WriteCell(output, column.Utf8(row));
            }

            output.Write("\n"u8);
            Flush(stream, output, FlushAt);
        }

        Flush(stream, output, 1);
    }

    private static void WriteCell(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        Span<byte> target = output.GetSpan(text.Length);
        text.CopyTo(target);
        target[..text.Length].ReplaceAny(Separators, (byte)' ');
        output.Advance(text.Length);
    }

    private static void Flush(Stream stream, ArrayBufferWriter<byte> output, int from)
    {
        if (output.WrittenCount < from) return;
        stream.Write(output.WrittenSpan);
        output.ResetWrittenCount();
    }
}
