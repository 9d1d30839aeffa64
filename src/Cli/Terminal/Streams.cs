using System.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Terminal;

/// <summary>Standard output for results and standard error for everything else, both UTF-8, styled only on a terminal.</summary>
internal sealed class Streams : IDisposable
{
    private const int BrokenPipe = 32;

    private readonly StandardStreams standard;

    private Streams(StandardStreams standard, bool dumb, bool plain, bool json)
    {
        this.standard = standard;
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);
        Results = new StreamWriter(standard.Output, utf8, bufferSize: 1 << 16) { NewLine = "\n" };
        StreamWriter notes = new(new BestEffortStream(standard.Error), utf8, bufferSize: 1 << 10) { NewLine = "\n", AutoFlush = true };
        Notes = json ? new JsonNotes(notes) : notes;
        ResultStyle = Style.For(!plain && standard.OutputIsTerminal);
        NoteStyle = Style.For(!plain && !json && standard.ErrorIsTerminal);
        LiveNotes = !dumb && !json && standard.ErrorIsTerminal;
        Current = this;
    }

    /// <summary>The streams of the running command.</summary>
    public static Streams Current { get; private set; } = null!;

    /// <summary>Whether cells that a spreadsheet would take for formulas are guarded (--csv-safe).</summary>
    public bool GuardCells { get; set; }

    /// <summary>Standard input.</summary>
    public Stream Input => standard.Input;

    /// <summary>Standard output, buffered.</summary>
    public TextWriter Results { get; }

    /// <summary>Standard error, flushed per line; if it fails, notes are lost and the work continues.</summary>
    public TextWriter Notes { get; }

    public Style ResultStyle { get; }

    public Style NoteStyle { get; }

    /// <summary>Whether standard error is a terminal that can redraw a line.</summary>
    public bool LiveNotes { get; }

    /// <summary>Whether results go to a terminal, which has a width.</summary>
    public bool ResultsOnTerminal => standard.OutputIsTerminal;

    /// <param name="noColor">Whether colors are off.</param>
    /// <param name="standard">The standard streams.</param>
    /// <param name="json">Whether notes are JSON lines.</param>
    public static Streams Open(bool noColor, StandardStreams standard, bool json)
    {
        bool dumb = Environment.GetEnvironmentVariable("TERM") is "dumb";
        bool plain = dumb || noColor || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Streams(standard, dumb, plain, json);
    }

    /// <summary>Flushes the results.</summary>
    /// <exception cref="Item2VecException">Standard output cannot be written.</exception>
    public void Flush() => Write(Results.Flush);

    /// <summary>Copies a file to standard output.</summary>
    /// <exception cref="Item2VecException">Standard output cannot be written.</exception>
    public void CopyFile(string path) => Write(() =>
    {
        Results.Flush();
        using FileStream file = File.OpenRead(path);
        file.CopyTo(standard.Output);
    });

    /// <summary>Runs an action that writes results; a reader that stops early ('| head') is no error, anything else is.</summary>
    /// <exception cref="Item2VecException">Standard output cannot be written.</exception>
    public static void Write(Action write)
    {
        try
        {
            write();
        }
        catch (IOException problem) when (!IsBrokenPipe(problem))
        {
            throw new Item2VecException(
                $"cannot write the results to standard output: {problem.Message}", code: ErrorCode.CannotWrite, innerException: problem);
        }
        catch (IOException)
        {
            // Broken pipe.
        }
        catch (UnauthorizedAccessException problem)
        {
            // With '>&-' the runtime's own files take the free descriptor, and writing to it fails.
            throw new Item2VecException(
                "cannot write the results: standard output is closed", "leave it open, or send it to a file: > FILE", ErrorCode.CannotWrite,
                problem);
        }
    }

    private static bool IsBrokenPipe(IOException problem) => (problem.HResult & 0xffff) == BrokenPipe;

    public void Dispose() => Notes.Flush();
}

/// <summary>
/// Writes to a stream and ignores failures: an unreadable note (a full disk, a closed descriptor) must not stop the work.
/// </summary>
internal sealed class BestEffortStream(Stream inner) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (Exception problem) when (
            problem is FileNotFoundException or FileLoadException || (problem is IOException && Resources.IsOfFiles(problem)))
        {
            // The console lacks an assembly or a descriptor of its own, for want of open files.
            LastResort.Write(buffer);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Ignored.
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>
/// Standard input, output and error of a run: those of the process, or others, so that a test can run many commands in one process.
/// </summary>
/// <param name="Input">Read if an option says '-'.</param>
/// <param name="Output">Receives results.</param>
/// <param name="Error">Receives everything else.</param>
internal sealed record StandardStreams(Stream Input, Stream Output, Stream Error)
{
    /// <summary>Whether results go to a terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether notes go to a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Those of the process. Also redirects <see cref="Console.Error"/> there, as UTF-8.</summary>
    public static StandardStreams OfProcess()
    {
        Console.SetError(new StreamWriter(
            new BestEffortStream(Console.OpenStandardError()), new UTF8Encoding(false), bufferSize: 1 << 10) { AutoFlush = true });
        return new StandardStreams(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.OpenStandardError())
        {
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
        };
    }
}

/// <summary>Emphasis with ANSI codes; <see cref="Plain"/> adds nothing, for files, pipes and NO_COLOR.</summary>
internal sealed class Style
{
    private readonly bool colors;

    private Style(bool colors) => this.colors = colors;

    public static Style Plain { get; } = new(false);

    public static Style Colored { get; } = new(true);

    public static Style For(bool colors) => colors ? Colored : Plain;

    public bool HasColors => colors;

    public string Heading(string text) => Wrap(text, "1");

    public string Faint(string text) => Wrap(text, "2");

    public string Error(string text) => Wrap(text, "1;31");

    public string Warning(string text) => Wrap(text, "33");

    private string Wrap(string text, string code) => colors && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
