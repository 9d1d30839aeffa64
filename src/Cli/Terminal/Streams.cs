using System.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Terminal;

/// <summary>Standard output for results and standard error for everything else, both UTF-8, with a style only where a person looks on.</summary>
internal sealed class Streams : IDisposable
{
    private const int BrokenPipe = 32;

    private readonly StandardStreams standard;

    private Streams(StandardStreams standard, bool dumb, bool plain)
    {
        this.standard = standard;
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);
        Results = new StreamWriter(standard.Output, utf8, bufferSize: 1 << 16) { NewLine = "\n" };
        Notes = new StreamWriter(new BestEffortStream(standard.Error), utf8, bufferSize: 1 << 10) { NewLine = "\n", AutoFlush = true };
        ResultStyle = Style.For(!plain && standard.OutputIsTerminal);
        NoteStyle = Style.For(!plain && standard.ErrorIsTerminal);
        LiveNotes = !dumb && standard.ErrorIsTerminal;
        Current = this;
    }

    /// <summary>The streams of the command that runs.</summary>
    public static Streams Current { get; private set; } = null!;

    /// <summary>Standard input.</summary>
    public Stream Input => standard.Input;

    /// <summary>Standard output, buffered.</summary>
    public TextWriter Results { get; }

    /// <summary>Standard error, line by line; when it takes no more, notes are lost and the work goes on.</summary>
    public TextWriter Notes { get; }

    public Style ResultStyle { get; }

    public Style NoteStyle { get; }

    /// <summary>Whether standard error is a terminal that can redraw a line.</summary>
    public bool LiveNotes { get; }

    /// <summary>Whether results go to a terminal, which has a width.</summary>
    public bool ResultsOnTerminal => standard.OutputIsTerminal;

    public static Streams Open(bool noColor, StandardStreams standard)
    {
        bool dumb = Environment.GetEnvironmentVariable("TERM") is "dumb";
        bool plain = dumb || noColor || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Streams(standard, dumb, plain);
    }

    /// <summary>Sends the results on their way.</summary>
    /// <exception cref="Item2VecException">Standard output cannot take them.</exception>
    public void Flush() => Write(Results.Flush);

    /// <summary>Copies a file to standard output as it is.</summary>
    /// <exception cref="Item2VecException">Standard output cannot take it.</exception>
    public void CopyFile(string path) => Write(() =>
    {
        Results.Flush();
        using FileStream file = File.OpenRead(path);
        file.CopyTo(standard.Output);
    });

    /// <summary>Does something that writes results; a reader that has seen enough ('| head') is no error, anything else is.</summary>
    /// <exception cref="Item2VecException">Standard output cannot take them.</exception>
    public static void Write(Action write)
    {
        try
        {
            write();
        }
        catch (IOException problem) when (!IsBrokenPipe(problem))
        {
            throw new Item2VecException($"cannot write the results to standard output: {problem.Message}", code: ErrorCode.CannotWrite, innerException: problem);
        }
        catch (IOException)
        {
            // Broken pipe.
        }
        catch (UnauthorizedAccessException problem)
        {
            // With '>&-' the runtime's own files take the free descriptor, and what is written there is refused.
            throw new Item2VecException("cannot write the results: standard output is closed", "leave it open, or send it to a file: > FILE", ErrorCode.CannotWrite, problem);
        }
    }

    private static bool IsBrokenPipe(IOException problem) => (problem.HResult & 0xffff) == BrokenPipe;

    public void Dispose() => Notes.Flush();
}

/// <summary>Writes to a stream as long as that works: a note that nobody can read (a full disk, a closed descriptor) ends no work.</summary>
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
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Lost.
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>Standard input, output and error of one run: those of the process, or others, so that a test runs many commands in one process.</summary>
/// <param name="Input">Read where an option says '-'.</param>
/// <param name="Output">Takes the results.</param>
/// <param name="Error">Takes everything else.</param>
internal sealed record StandardStreams(Stream Input, Stream Output, Stream Error)
{
    /// <summary>Whether a person sees the results at once.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether a person sees the notes at once.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Those of the process. Sends what others write to <see cref="Console.Error"/> there too, as UTF-8.</summary>
    public static StandardStreams OfProcess()
    {
        Console.SetError(new StreamWriter(new BestEffortStream(Console.OpenStandardError()), new UTF8Encoding(false), bufferSize: 1 << 10) { AutoFlush = true });
        return new StandardStreams(Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.OpenStandardError())
        {
            OutputIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
        };
    }
}
