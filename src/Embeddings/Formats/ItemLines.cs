using System.Buffers;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Formats;

/// <summary>Ids as a text beside an array: one per line, in the order of its rows.</summary>
internal static class ItemLines
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "ids.txt";

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Checks that a line can hold each id.</summary>
    /// <exception cref="Item2VecException">One has a line end.</exception>
    public static void Check(Vocabulary items, bool escape)
    {
        if (items.Count > 0 && items.Utf8(0).StartsWith(ByteOrderMark))
            throw new Item2VecException($"the id '{items[0]}' (row 0) begins with a byte order mark, which a text cannot begin with");
        if (!escape) ItemEscaping.Check(items, item => item.ContainsAny((byte)'\n', (byte)'\r'), "line ends");
    }

    /// <summary>Writes the ids.</summary>
    public static void Write(Stream stream, Vocabulary items, bool escape)
    {
        const int flushAt = 1 << 16;
        ArrayBufferWriter<byte> output = new(flushAt * 2);
        for (int row = 0; row < items.Count; row++)
        {
            if (escape) ItemEscaping.Escape(items.Utf8(row), output);
            else output.Write(items.Utf8(row));
            output.Write("\n"u8);
            if (output.WrittenCount < flushAt) continue;
            stream.Write(output.WrittenSpan);
            output.ResetWrittenCount();
        }

        stream.Write(output.WrittenSpan);
    }

    /// <summary>Reads the ids of an array.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The rows of the array.</param>
    /// <param name="array">Its file, for errors.</param>
    /// <param name="unescape">Whether the ids are percent-encoded.</param>
    /// <exception cref="Item2VecException">There is no such file, or it has another number of ids, or one is invalid or there
    /// twice.</exception>
    public static Vocabulary Read(string path, int rows, string array, bool unescape)
    {
        if (!File.Exists(path))
            throw new Item2VecException(
                $"{path}: there is no such file; it should hold the ids of {array}, one per line", "write the ids there",
                ErrorCode.InputMissing);
        return VectorInput.Read(path, file => Read(new ByteReader(file), path, rows, array, unescape));
    }

    private static Vocabulary Read(ByteReader reader, string path, int rows, string array, bool unescape)
    {
        const string line = "line";
        int maxBytes = Vocabulary.MaxItemBytes * (unescape ? 3 : 1);
        RowErrors errors = new(path, line, headerLines: 0);
        VocabularyBuilder items = new();
        for (int row = 0; row < rows; row++)
        {
            errors.Next();
            if (reader.AtEnd)
                throw errors.Here($"the file ends here, after {row} ids; {array} has {rows} rows", "each row must have an id");
            if (!reader.ReadUntil((byte)'\n', maxBytes, out ReadOnlySpan<byte> item) && item.Length == maxBytes && !reader.AtEnd)
                throw errors.Here($"the id has more than {maxBytes} bytes");
            if (row == 0 && item.StartsWith(ByteOrderMark)) item = item[ByteOrderMark.Length..];
            VectorChecks.AddItem(items, item.TrimEnd((byte)'\r'), unescape, errors);
        }

        while (!reader.AtEnd)
        {
            errors.Next();
            reader.ReadUntil((byte)'\n', 1 << 16, out ReadOnlySpan<byte> rest);
            if (!rest.Trim(" \t\r"u8).IsEmpty)
                throw errors.Here($"there are more ids than {array} has rows ({rows})", "each id must have a row");
        }

        return VectorChecks.Build(items, line, errors);
    }
}
