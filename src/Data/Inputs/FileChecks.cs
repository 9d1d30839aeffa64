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
        if (IsPipe(file.Path)) throw NotRegular(file.Path);
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
        if (IsPipe(path)) return 0;
        using FileStream stream = Open(path);
        return stream.CanSeek ? stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) : 0;
    }

    /// <summary>
    /// Rejects pipes and devices: files are opened more than once, and the query engine reads them with several threads.
    /// </summary>
    public static Item2VecException NotRegular(string path) => new(
        $"'{path}' is not a regular file", "write the log to a file first, and give that file", ErrorCode.InputMissing);

    /// <summary>
    /// Whether a path is a pipe. Opening one for reading would wait for a writer; opening it for reading and writing does not.
    /// </summary>
    private static bool IsPipe(string path)
    {
        if (OperatingSystem.IsWindows() || new FileInfo(path).Length > 0) return false;
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 1);
            return !stream.CanSeek;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
    }

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
            throw GzipCheck.Broken(file.Path, cause);
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

/// <summary>
/// Reads gzipped files to the end in the background: DuckDB accepts a truncated file and loses the rest.
/// </summary>
internal static class GzipCheck
{
    private static ReadOnlySpan<byte> Marker => "\0end of the gzip file\0"u8;

    /// <summary>
    /// The check of all gzipped files among these; it ends with an <see cref="Item2VecException"/> for the first that is broken.
    /// </summary>
    public static Task Start(IReadOnlyList<InputFile> files, CancellationToken cancellation)
    {
        InputFile[] packed = [.. files.Where(file => file.Gzip)];
        return packed.Length == 0
            ? Task.CompletedTask : Task.Run(() => Array.ForEach(packed, file => Check(file.Path, cancellation)), cancellation);
    }

    public static Item2VecException Broken(string path, Exception cause) => new(
        $"'{path}' cannot be read to its end: {cause.Message}", "the file was cut off or is damaged; compress or copy it again",
            ErrorCode.BadData, cause);

    /// <remarks>
    /// .NET accepts truncated files too. So a small gzip file is appended: if the file is complete, the text
    /// of the small one comes out at the end; if not, it is decoded as part of the compressed data.
    /// </remarks>
    private static void Check(string path, CancellationToken cancellation)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using GZipStream gzip = new(new Appended(file, Pack(Marker)), CompressionMode.Decompress);
            byte[] buffer = new byte[(1 << 17) + Marker.Length];
            int kept = 0;
            for (int read; (read = gzip.Read(buffer, kept, buffer.Length - kept)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                int filled = kept + read;
                kept = Math.Min(filled, Marker.Length);
                buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
            }

            if (!buffer.AsSpan(0, kept).SequenceEqual(Marker)) throw new InvalidDataException("the gzip stream is cut off");
        }
        catch (Exception cause) when (cause is InvalidDataException or IOException)
        {
            throw Broken(path, cause);
        }
    }

    private static byte[] Pack(ReadOnlySpan<byte> text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest)) gzip.Write(text);
        return packed.ToArray();
    }

    /// <summary>A file followed by more bytes.</summary>
    private sealed class Appended(FileStream file, byte[] rest) : Stream
    {
        private int at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = file.Read(buffer);
            if (read > 0) return read;
            read = Math.Min(buffer.Length, rest.Length - at);
            rest.AsSpan(at, read).CopyTo(buffer);
            at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
