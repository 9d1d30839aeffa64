using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Formats;

/// <summary>
/// The common part of word2vec.c's text and binary format: a line "rows dimensions", then an id, a blank and the numbers, row by row.
/// </summary>
/// <remarks>
/// Neither can represent an id with a blank or a line end: such ids are rejected, or percent-encoded on request. A name that ends in .gz is
/// compressed.
/// </remarks>
internal abstract class Word2VecFormat : IVectorFormat
{
    private protected Word2VecFormat()
    {
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <summary>The noun for a row in messages.</summary>
    private protected abstract string RowName { get; }

    /// <inheritdoc/>
    public void Write(ItemVectors vectors, string path, VectorFormatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        options ??= new VectorFormatOptions();
        using Lease lease = vectors.Acquire();
        VectorChecks.RequireSinglePrecisionSide(Name, options);
        VectorRows rows = new(vectors, options.Side, options);
        if (!options.EscapeItems) ItemEscaping.Check(vectors.Vocabulary, ItemEscaping.IsUnfit, "blanks or control characters");
        AtomicFile.Write(path, stream =>
        {
            using GZipStream? compressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true) : null;
            WriteRows(compressed ?? (Stream)stream, vectors.Vocabulary, rows, options.EscapeItems);
        });
    }

    /// <inheritdoc/>
    public ItemVectors Read(string path, VectorFormatOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return VectorInput.Read(path, file =>
        {
            bool compressed = IsGzipped(file);
            using Stream stream = compressed ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
            return Read(new ByteReader(stream), path, stream.CanSeek ? stream.Length : null, options ?? new VectorFormatOptions());
        });
    }

    /// <exception cref="Item2VecException">The file is compressed in a way that is not read.</exception>
    private static bool IsGzipped(FileStream file)
    {
        if (!file.CanSeek) return false;
        Span<byte> head = stackalloc byte[4];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        (string Name, string Command)? other = head switch
        {
            [0x28, 0xb5, 0x2f, 0xfd] => ("Zstandard", "unzstd"),
            [(byte)'B', (byte)'Z', (byte)'h', _] => ("bzip2", "bunzip2"),
            [0xfd, (byte)'7', (byte)'z', _] => ("xz", "unxz"),
            [(byte)'P', (byte)'K', 3, 4] => ("zip", "unzip"),
            _ => null,
        };
        if (other is { } found)
            throw new Item2VecException($"{file.Name}: the file is compressed with {found.Name}; gzip, or no compression, was expected",
                $"decompress it first, for instance with '{found.Command}'");
        return head is [0x1F, 0x8B, ..];
    }

    /// <summary>Writes a row's numbers and what follows them.</summary>
    private protected abstract void WriteNumbers(ReadOnlySpan<float> numbers, IBufferWriter<byte> output);

    /// <summary>Reads the next row.</summary>
    private protected abstract void ReadRow(
        ByteReader reader, int maxItemBytes, Span<float> numbers, RowErrors errors, Action<ReadOnlySpan<byte>> addItem);

    /// <summary>Checks that only a line end follows the last row.</summary>
    private protected abstract void ReadEnd(ByteReader reader, RowErrors errors);

    /// <summary>Minimum bytes of a row.</summary>
    private protected abstract long MinRowBytes(int dimensions);

    private void WriteRows(Stream stream, Vocabulary items, VectorRows rows, bool escape)
    {
        const int flushAt = 1 << 16;
        ArrayBufferWriter<byte> output = new(flushAt * 2);
        output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{rows.Count} {rows.Dimensions}\n")));
        for (int row = 0; row < rows.Count; row++)
        {
            if (escape) ItemEscaping.Escape(items.Utf8(row), output);
            else output.Write(items.Utf8(row));
            output.Write(" "u8);
            WriteNumbers(rows[row], output);
            if (output.WrittenCount < flushAt) continue;
            stream.Write(output.WrittenSpan);
            output.ResetWrittenCount();
        }

        stream.Write(output.WrittenSpan);
    }

    private ItemVectors Read(ByteReader reader, string path, long? fileBytes, VectorFormatOptions options)
    {
        RowErrors errors = new(path, RowName);
        (int rows, int dimensions) = ReadHeader(reader, errors);
        if (fileBytes is long bytes && rows * MinRowBytes(dimensions) > bytes)
            throw errors.Here(
                $"it promises {rows} rows of {dimensions} numbers, more than the file's {bytes} bytes can hold",
                "the file is truncated, or of another format");
        // What a compressed file promises is not believed: memory follows the rows that were read.
        const long firstNumbers = 1 << 18;
        int first = fileBytes is null ? (int)Math.Min(rows, Math.Max(1, firstNumbers / dimensions)) : rows;
        EmbeddingMatrix matrix = VectorChecks.Allocate(first, dimensions, path);
        try
        {
            return Read(reader, path, rows, ref matrix, errors, options);
        }
        catch
        {
            matrix.Dispose();
            throw;
        }
    }

    private ItemVectors Read(
        ByteReader reader, string path, int rows, ref EmbeddingMatrix matrix, RowErrors errors, VectorFormatOptions options)
    {
        VocabularyBuilder items = new();
        for (int row = 0; row < rows; row++)
        {
            errors.Next();
            if (row == matrix.Rows) Grow(ref matrix, (int)Math.Min(rows, row * 2L), path);
            ReadRow(
                reader, Vocabulary.MaxItemBytes * (options.EscapeItems ? 3 : 1), matrix.Row(row), errors,
                item => VectorChecks.AddItem(items, item, options.EscapeItems, errors));
            VectorChecks.CheckRow(matrix.Row(row), options, errors);
        }

        errors.Next();
        ReadEnd(reader, errors);
        return new ItemVectors(VectorChecks.Build(items, RowName, errors), matrix, output: null);
    }

    private static void Grow(ref EmbeddingMatrix matrix, int rows, string path)
    {
        EmbeddingMatrix larger = VectorChecks.Allocate(rows, matrix.Dimensions, path);
        for (int row = 0; row < matrix.Rows; row++) matrix.PaddedRow(row).CopyTo(larger.PaddedRow(row));
        matrix.Dispose();
        matrix = larger;
    }

    private static (int Rows, int Dimensions) ReadHeader(ByteReader reader, RowErrors errors)
    {
        const string hint = "GloVe's format lacks this line: put it before the first one";
        if (reader.AtEnd) throw errors.Here("the file is empty");
        bool ended = reader.ReadUntil((byte)'\n', 100, out ReadOnlySpan<byte> line);
        string[] fields = Encoding.UTF8.GetString(line).TrimStart('\uFEFF')
            .Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (!ended || fields.Length != 2 || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out int rows)
            || !int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int dimensions) || rows == int.MaxValue)
            throw errors.Here("the first line must say how many rows and dimensions there are, as in '3000 100'", hint);
        if (dimensions is < 1 or > VectorChecks.MaxDimensions)
            throw errors.Here($"the vectors have {dimensions} dimensions, 1 to {VectorChecks.MaxDimensions} are possible");
        return (rows, dimensions);
    }
}
