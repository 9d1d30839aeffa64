using System.Buffers;
using System.IO.Compression;
using Item2Vec.Data.Options;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Inputs;

/// <summary>
/// Reads files to the end in the background: DuckDB accepts a truncated gzip file and loses the rest, and may lose a line of more than two
/// of its buffers.
/// </summary>
internal static class WholeFileCheck
{
    private static ReadOnlySpan<byte> Marker => "\0end of the gzip file\0"u8;

    /// <summary>The check of these files; it ends with an <see cref="Item2VecException"/> for the first that is broken.</summary>
    /// <param name="files">The files.</param>
    /// <param name="maxLine">Maximum length of a line, for those of CSV and JSON Lines.</param>
    /// <param name="quotes">Whether a line end between quotes does not end a line of CSV.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Task Start(IReadOnlyList<InputFile> files, int maxLine, bool quotes, CancellationToken cancellation)
    {
        InputFile[] checkable = [.. files.Where(file => file.Gzip || (HasLines(file) && !file.Zstandard))];
        return checkable.Length == 0 ? Task.CompletedTask : Task.Run(
            () => Array.ForEach(checkable, file => Check(file, new LineLengths(file, maxLine, quotes), cancellation)), cancellation);
    }

    /// <remarks>
    /// .NET accepts truncated files too. So a small gzip file is appended: if the file is complete, the text
    /// of the small one comes out at the end; if not, it is decoded as part of the compressed data.
    /// </remarks>
    private static void Check(InputFile input, LineLengths lines, CancellationToken cancellation)
    {
        bool measures = HasLines(input);
        try
        {
            using FileStream file = new(input.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            if (!input.Gzip)
            {
                byte[] block = new byte[1 << 18];
                for (int read; (read = file.Read(block)) > 0;)
                {
                    cancellation.ThrowIfCancellationRequested();
                    lines.Continue(block.AsSpan(0, read));
                }

                return;
            }

            using GZipStream gzip = new(new Appended(file, Pack(Marker)), CompressionMode.Decompress);
            byte[] buffer = new byte[(1 << 17) + Marker.Length];
            int kept = 0;
            for (int read; (read = gzip.Read(buffer, kept, buffer.Length - kept)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                if (measures) lines.Continue(buffer.AsSpan(kept, read));
                int filled = kept + read;
                kept = Math.Min(filled, Marker.Length);
                buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
            }

            if (!buffer.AsSpan(0, kept).SequenceEqual(Marker)) throw new InvalidDataException("the gzip stream is cut off");
        }
        catch (Exception cause) when (cause is InvalidDataException or IOException)
        {
            throw FileChecks.Broken(input.Path, cause);
        }
    }

    /// <summary>Whether its lines are held in memory by DuckDB; those of a text are measured where they are read.</summary>
    private static bool HasLines(InputFile file) => file.Format is FileFormat.Csv or FileFormat.Tsv or FileFormat.JsonLines;

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

/// <summary>Measures the lines of a file.</summary>
internal sealed class LineLengths(InputFile file, int maxLine, bool quotes)
{
    private static readonly SearchValues<byte> QuoteOrEnd = SearchValues.Create("\"\n"u8);
    private readonly bool quotes = quotes && file.Format != FileFormat.JsonLines;
    private long length;
    private bool quoted;

    /// <exception cref="Item2VecException">A line is longer than it may be.</exception>
    public void Continue(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            int next = quotes ? bytes.IndexOfAny(QuoteOrEnd) : bytes.IndexOf((byte)'\n');
            length += next < 0 ? bytes.Length : next;
            if (length > maxLine) throw LongLines.Rejected(file, file.Format == FileFormat.JsonLines ? "objects" : "lines", maxLine);
            if (next < 0) return;
            if (bytes[next] == '"') quoted = !quoted;
            length = bytes[next] == '"' || quoted ? length + 1 : 0;
            bytes = bytes[(next + 1)..];
        }
    }
}

/// <summary>The error for a line that is not held in memory.</summary>
internal static class LongLines
{
    /// <param name="file">The file.</param>
    /// <param name="what">Where in it, such as <c>line 12</c>, or what it holds.</param>
    /// <param name="max">The bytes that are possible.</param>
    /// <param name="cause">What found it, or null.</param>
    public static Item2VecException Rejected(InputFile file, string what, int max, Exception? cause = null)
    {
        string much = max % 1_000_000 == 0 ? $"{max / 1_000_000} MB" : $"{max} bytes";
        return new Item2VecException($"'{file.Path}' has {what} of more than {much}",
            "break them into lines, if it is a log at all; or allow longer ones with MaxLine", ErrorCode.BadData, cause)
        {
            Option = nameof(SessionReaderOptions.MaxLine),
        };
    }
}
