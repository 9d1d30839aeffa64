using System.IO.Compression;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Inputs;

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
