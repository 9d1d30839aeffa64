using Item2Vec.Embeddings;

namespace Item2Vec.Data;

/// <summary>Looks at a file's first and last bytes, so that what is wrong with it is said in plain words before the query engine meets it.</summary>
internal static class FileChecks
{
    private static ReadOnlySpan<byte> ParquetMagic => "PAR1"u8;

    /// <summary>Encrypted footers end in another magic.</summary>
    private static ReadOnlySpan<byte> EncryptedMagic => "PARE"u8;

    public static void Check(InputFile file)
    {
        using FileStream stream = Open(file.Path);
        if (stream.Length == 0) throw new Item2VecException($"'{file.Path}' is empty.", "Check how the file was written.");
        if (file.Format == FileFormat.Parquet) CheckParquet(file.Path, stream);
        if (file.Gzip) CheckGzip(file.Path, stream);
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException(
                $"'{path}' cannot be read: {cause.Message}", "Check the file's permissions.", ErrorCode.InputMissing, cause);
        }
    }

    private static void CheckParquet(string path, FileStream stream)
    {
        Span<byte> head = stackalloc byte[4];
        Span<byte> tail = stackalloc byte[4];
        if (stream.Length < 12) throw NotParquet(path, "it is too short");
        stream.ReadExactly(head);
        stream.Seek(-4, SeekOrigin.End);
        stream.ReadExactly(tail);
        if (tail.SequenceEqual(EncryptedMagic)) throw new Item2VecException($"'{path}' is an encrypted Parquet file.", "Decrypt it first.");
        if (!head.SequenceEqual(ParquetMagic)) throw NotParquet(path, "it does not begin with 'PAR1'");
        if (!tail.SequenceEqual(ParquetMagic))
        {
            throw new Item2VecException(
                $"'{path}' is not a whole Parquet file: it begins like one, but does not end with 'PAR1'.",
                "The file was cut off, or is still being written; write or copy it again.");
        }
    }

    private static Item2VecException NotParquet(string path, string why)
        => new($"'{path}' is not a Parquet file: {why}.", "Give the file the extension of what it is, or write it as Parquet.");

    private static void CheckGzip(string path, FileStream stream)
    {
        Span<byte> head = stackalloc byte[2];
        if (stream.Length < 18 || stream.Read(head) < 2 || head[0] != 0x1f || head[1] != 0x8b)
            throw new Item2VecException($"'{path}' is not a gzip file.", "Leave '.gz' out of its name, or compress it.");
    }
}
