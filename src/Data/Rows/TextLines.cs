using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using Item2Vec.Data.Inputs;

namespace Item2Vec.Data.Rows;

/// <summary>Reads text files, one session per line; a line is held in memory.</summary>
/// <param name="files">The files.</param>
/// <param name="encoder">Takes the sessions.</param>
/// <param name="splitter">Splits a line.</param>
/// <param name="maxLine">Maximum length of a line in bytes.</param>
/// <param name="numbered">Whether the number of a line is the user of its session.</param>
internal sealed class TextLines(
    IReadOnlyList<InputFile> files, SessionEncoder encoder, TokenSplitter splitter, int maxLine, bool numbered)
{
    private readonly byte[] number = new byte[20];

    private const int StartLength = 1 << 20;
    private readonly long totalBytes = files.Sum(file => new FileInfo(file.Path).Length);
    private long finishedBytes;
    private byte[] buffer = new byte[Math.Min(StartLength, maxLine)];

    /// <summary>Lines so far.</summary>
    public long Lines { get; private set; }

    public void Read(Action<double>? progress, CancellationToken cancellation)
    {
        foreach (InputFile file in files)
        {
            using FileStream source = new(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            try
            {
                using Stream stream = file.Gzip ? new GZipStream(source, CompressionMode.Decompress) : source;
                ReadFile(file, stream, () => Report(source, progress), cancellation);
            }
            catch (Exception cause) when (cause is InvalidDataException or IOException)
            {
                throw FileChecks.Broken(file.Path, cause);
            }

            finishedBytes += new FileInfo(file.Path).Length;
        }
    }

    private void ReadFile(InputFile file, Stream stream, Action report, CancellationToken cancellation)
    {
        long line = 0;
        int filled = 0;
        bool first = true;
        Func<string> where = () => $"line {line + 1} of '{file.Path}'";
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (filled == buffer.Length) Enlarge(file, line);
            int read = stream.Read(buffer, filled, buffer.Length - filled);
            int searched = filled;
            filled += read;
            int start = first && buffer.AsSpan(0, filled).StartsWith("\uFEFF"u8) ? 3 : 0;
            if (filled >= 3) first = false;
            searched = Math.Max(searched, start);
            for (int end; (end = buffer.AsSpan(searched, filled - searched).IndexOf((byte)'\n')) >= 0; line++)
            {
                Session(buffer.AsSpan(start, searched + end - start), where);
                start = searched = searched + end + 1;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            report();
            if (read > 0) continue;
            if (filled > 0) Session(buffer.AsSpan(0, filled), where);
            return;
        }
    }

    private void Session(ReadOnlySpan<byte> line, Func<string> where)
    {
        while (splitter.Next(ref line, out ReadOnlySpan<byte> item)) encoder.Add(item, where);
        Lines++;
        encoder.EndSession(numbered ? SessionNumber.Of(Lines, number) : [], where);
    }

    private void Enlarge(InputFile file, long line)
    {
        if (buffer.Length >= maxLine) throw LongLines.Rejected(file, $"lines (the first is line {line + 1})", maxLine);
        Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, maxLine));
    }

    private void Report(FileStream source, Action<double>? progress)
        => progress?.Invoke((finishedBytes + source.Position) / (double)Math.Max(1, totalBytes));
}

/// <summary>The number of a session as the text of an id.</summary>
internal static class SessionNumber
{
    public static ReadOnlySpan<byte> Of(long number, byte[] buffer)
    {
        Utf8Formatter.TryFormat(number, buffer, out int length);
        return buffer.AsSpan(0, length);
    }
}

/// <summary>Splits a text into items: at white space, or at a delimiter with the blanks around each item dropped.</summary>
internal sealed class TokenSplitter
{
    private static readonly SearchValues<byte> AnyWhite = SearchValues.Create(White);
    private readonly byte[] delimiter;

    /// <param name="delimiter">The delimiter; white space, or nothing, for any run of white space.</param>
    public TokenSplitter(string delimiter) => this.delimiter = delimiter is "" or " " ? [] : Encoding.UTF8.GetBytes(delimiter);

    private static ReadOnlySpan<byte> White => " \t\r\n\v\f"u8;

    /// <summary>Cuts the next item off the front of a text; false at its end.</summary>
    public bool Next(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> item)
    {
        if (delimiter.Length == 0)
        {
            text = text.TrimStart(White);
            int end = text.IndexOfAny(AnyWhite);
            item = end < 0 ? text : text[..end];
            text = text[item.Length..];
            return item.Length > 0;
        }

        item = default;
        if (text.IsEmpty) return false;
        int at = text.IndexOf(delimiter);
        item = (at < 0 ? text : text[..at]).Trim(White);
        text = at < 0 ? default : text[(at + delimiter.Length)..];
        return true;
    }
}
