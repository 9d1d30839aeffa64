using System.IO.Compression;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Inputs;

/// <summary>
/// Checks a file's first and last bytes, to report problems in plain words before the query engine sees them.
/// </summary>
internal static class FileChecks
{
    private static ReadOnlySpan<byte> ParquetMagic => "PAR1"u8;

    /// <summary>Encrypted footers end in another magic.</summary>
    private static ReadOnlySpan<byte> EncryptedMagic => "PARE"u8;

    public static void Check(InputFile file)
    {
        if (RegularFile.IsPipe(file.Path)) throw NotRegular(file.Path);
        using FileStream stream = Open(file.Path);
        if (!stream.CanSeek) throw NotRegular(file.Path);
        if (stream.Length == 0) throw new Item2VecException($"'{file.Path}' is empty", "check how the file was written");
        if (file.Format == FileFormat.Parquet) CheckParquet(file.Path, stream);
        if (file.Gzip) CheckGzip(file.Path, stream);
        if (file.Format != FileFormat.Parquet && !file.Zstandard) CheckUtf16(file, stream);
    }

    /// <summary>Reads the first bytes of a file; none of a pipe, which <see cref="Check"/> rejects.</summary>
    public static int ReadHead(string path, Span<byte> head)
    {
        if (RegularFile.IsPipe(path)) return 0;
        using FileStream stream = Open(path);
        return stream.CanSeek ? stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) : 0;
    }

    /// <summary>
    /// Rejects pipes and devices: files are opened more than once, and the query engine reads them with several threads.
    /// </summary>
    public static Item2VecException NotRegular(string path) => new(
        $"'{path}' is not a regular file", "write the log to a file first, and give that file", ErrorCode.InputMissing);

    /// <summary>The error for a file that cannot be decompressed.</summary>
    public static Item2VecException Broken(string path, Exception cause) => new(
        $"'{path}' cannot be read to its end: {cause.Message}", "the file was cut off or is damaged; compress or copy it again",
            ErrorCode.BadData, cause);

    private static void CheckUtf16(InputFile file, FileStream stream)
    {
        byte[] head = new byte[2];
        stream.Seek(0, SeekOrigin.Begin);
        try
        {
            using Stream text = file.Gzip ? new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true) : stream;
            if (text.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length) return;
        }
        catch (InvalidDataException cause)
        {
            throw Broken(file.Path, cause);
        }

        if (head is [0xff, 0xfe] or [0xfe, 0xff])
            throw new Item2VecException($"'{file.Path}' is UTF-16, UTF-8 was expected",
                "convert it, for instance with 'iconv -f UTF-16 -t UTF-8'");
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
                $"'{path}' cannot be read: {cause.Message}", "check the file's permissions", ErrorCode.InputMissing, cause);
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
        if (tail.SequenceEqual(EncryptedMagic)) throw new Item2VecException($"'{path}' is an encrypted Parquet file", "decrypt it first");
        if (!head.SequenceEqual(ParquetMagic)) throw NotParquet(path, "it does not begin with 'PAR1'");
        if (!tail.SequenceEqual(ParquetMagic))
        {
            throw new Item2VecException(
                $"'{path}' is not a whole Parquet file: it begins like one, but does not end with 'PAR1'",
                "the file was cut off, or is still being written; write or copy it again");
        }
    }

    private static Item2VecException NotParquet(string path, string why)
        => new($"'{path}' is not a Parquet file: {why}", "give the file the extension of what it is, or write it as Parquet");

    private static void CheckGzip(string path, FileStream stream)
    {
        Span<byte> head = stackalloc byte[2];
        if (stream.Length < 18 || stream.Read(head) < 2 || head[0] != 0x1f || head[1] != 0x8b)
            throw new Item2VecException($"'{path}' is not a gzip file", "leave '.gz' out of its name, or compress it");
    }
}
