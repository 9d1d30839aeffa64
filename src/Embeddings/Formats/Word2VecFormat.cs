using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
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
        if (options.Side == VectorSide.Both)
            throw new Item2VecException(
                $"{Name} holds one vector of an item, both were asked for",
                "export the input vectors or the output vectors, or write a parquet table",
                ErrorCode.Usage);
        EmbeddingMatrix matrix = VectorChecks.Matrix(vectors, options.Side);
        if (!options.EscapeItems) CheckItems(vectors.Vocabulary);
        AtomicFile.Write(path, stream =>
        {
            using GZipStream? compressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true) : null;
            WriteRows(compressed ?? (Stream)stream, vectors.Vocabulary, matrix, options.EscapeItems);
        });
    }

    /// <inheritdoc/>
    public ItemVectors Read(string path, VectorFormatOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream file = RegularFile.Open(path, FileShare.Read | FileShare.Delete, 1);
            bool compressed = IsGzipped(file);
            using Stream stream = compressed ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : file;
            return Read(new ByteReader(stream), path, stream.CanSeek ? stream.Length : null, options ?? new VectorFormatOptions());
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException
            or InvalidDataException or IOException)
        {
            bool broken = error is InvalidDataException;
            throw new Item2VecException(
                $"{path}: cannot be read: {error.Message}", null, broken ? ErrorCode.BadData : ErrorCode.InputMissing, error);
        }
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

    private static void CheckItems(Vocabulary items)
    {
        int unfit = 0;
        int first = -1;
        for (int row = items.Count - 1; row >= 0; row--)
        {
            if (!ItemEscaping.IsUnfit(items.Utf8(row))) continue;
            unfit++;
            first = row;
        }

        if (unfit == 0) return;
        throw new Item2VecException(
            $"this format cannot hold ids with blanks or control characters: {unfit} of {items.Count} have some, "
                + $"the first is '{items[first]}' (row {first})",
            "let the ids be percent-encoded: EscapeItems (and give it again to import them)")
        {
            Option = nameof(VectorFormatOptions.EscapeItems),
        };
    }

    private void WriteRows(Stream stream, Vocabulary items, EmbeddingMatrix matrix, bool escape)
    {
        const int flushAt = 1 << 16;
        ArrayBufferWriter<byte> output = new(flushAt * 2);
        output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{matrix.Rows} {matrix.Dimensions}\n")));
        for (int row = 0; row < matrix.Rows; row++)
        {
            if (escape) ItemEscaping.Escape(items.Utf8(row), output);
            else output.Write(items.Utf8(row));
            output.Write(" "u8);
            WriteNumbers(matrix.Row(row), output);
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
                item => AddItem(items, item, options.EscapeItems, errors));
            foreach (float number in matrix.Row(row))
                if (!float.IsFinite(number)) throw errors.Here($"a number is {number.ToString(CultureInfo.InvariantCulture)}");
            if (options.RejectOverflow && VectorChecks.Overflow(matrix.Row(row)) is { } problem)
                throw errors.Here(problem, "scale the vectors down");
        }

        errors.Next();
        ReadEnd(reader, errors);
        if (!items.TryBuild(out Vocabulary? vocabulary, out int one, out int second))
            throw errors.At(second, $"the id is the same as that of {RowName} {errors.Number(one)}", "every id must be there once");
        return new ItemVectors(vocabulary, matrix, output: null);
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

    private static void AddItem(VocabularyBuilder items, ReadOnlySpan<byte> item, bool unescape, RowErrors errors)
    {
        ReadOnlySpan<byte> plain = unescape
            ? ItemEscaping.Unescape(item) ?? throw errors.Here(
                "a percent sign in the id is not followed by two hexadecimal digits", "import it without EscapeItems",
                nameof(VectorFormatOptions.EscapeItems))
            : item;
        if (plain.IsEmpty) throw errors.Here("the id is missing");
        if (plain.Length > Vocabulary.MaxItemBytes)
            throw errors.Here($"the id has {plain.Length} bytes, at most {Vocabulary.MaxItemBytes} are possible");
        if (!Utf8.IsValid(plain)) throw errors.Here("the id is not UTF-8 text");

        // The file has no counts: zero means unknown, and the order of rows is kept.
        items.Add(plain, 0);
    }
}

/// <summary>Creates errors that name the line or row of a file.</summary>
/// <param name="path">The file.</param>
/// <param name="rowName">"line" (the header is line 1, row 0 line 2) or "row" (row 0 is row 1).</param>
internal sealed class RowErrors(string path, string rowName)
{
    private int row = -1;

    /// <summary>Advances to the next row; before the first call errors are in the header.</summary>
    public void Next() => row++;

    /// <summary>The number of a row, from 1.</summary>
    public long Number(int ofRow) => ofRow + (rowName == "line" ? 2L : 1L);

    public Item2VecException Here(string what, string? hint = null, string? option = null) => At(row, what, hint, option);

    public Item2VecException At(int ofRow, string what, string? hint = null, string? option = null)
        => new(ofRow < 0 ? $"{path}: line 1: {what}" : $"{path}: {rowName} {Number(ofRow)}: {what}", hint) { Option = option };
}

/// <summary>
/// Percent-encoding of ids for formats that end an id at a blank: blanks, control characters and the percent sign become <c>%XX</c>.
/// </summary>
internal static class ItemEscaping
{
    private static readonly SearchValues<byte> Unfit = SearchValues.Create(
        [.. Enumerable.Range(0, 0x21).Select(value => (byte)value), 0x7F]);

    /// <summary>Whether an id contains a blank or a control character.</summary>
    public static bool IsUnfit(ReadOnlySpan<byte> item) => item.ContainsAny(Unfit);

    public static void Escape(ReadOnlySpan<byte> item, IBufferWriter<byte> output)
    {
        foreach (byte value in item)
        {
            if (value != '%' && value > 0x20 && value != 0x7F) output.Write([value]);
            else output.Write([(byte)'%', Digit(value >> 4), Digit(value & 15)]);
        }
    }

    /// <summary>Decodes; null if a percent sign is not followed by two hexadecimal digits.</summary>
    public static byte[]? Unescape(ReadOnlySpan<byte> escaped)
    {
        byte[] item = new byte[escaped.Length];
        int length = 0;
        for (int i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '%')
            {
                item[length++] = escaped[i];
                continue;
            }

            if (i + 2 >= escaped.Length || !char.IsAsciiHexDigit((char)escaped[i + 1]) || !char.IsAsciiHexDigit((char)escaped[i + 2]))
                return null;
            item[length++] = Convert.FromHexString([(char)escaped[i + 1], (char)escaped[i + 2]])[0];
            i += 2;
        }

        return item[..length];
    }

    private static byte Digit(int value) => (byte)"0123456789ABCDEF"[value];
}
