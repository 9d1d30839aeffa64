using System.CommandLine;
using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Options;

/// <summary>The context of a running command: its parsed options and where to print.</summary>
internal sealed class CliContext(ParseResult parsed)
{
    /// <summary>The parsed command line; every value has been checked.</summary>
    public ParseResult Parsed => parsed;

    public Streams Streams { get; } = Streams.Current;

    /// <summary>The format of the results.</summary>
    public IResultFormat Format { get; } = ResultFormats.Find(parsed.GetRequiredValue(GlobalOptions.Format));

    public bool Quiet => parsed.GetValue(GlobalOptions.Quiet);

    public bool Verbose => GlobalOptions.IsVerbose(parsed);

    public T Value<T>(Option<T> option) => parsed.GetValue(option)!;

    /// <summary>Prints results to standard output.</summary>
    public void Print(IReport report) => Streams.Write(() => Format.Write(report, Streams));

    /// <summary>Prints what a command has done to standard output for tools; the notes have told people.</summary>
    public void PrintForTools(IReport report)
    {
        if (Format is not TableFormat) Print(report);
    }

    /// <summary>Writes a note to standard error, unless --quiet.</summary>
    public void WriteNote(string text)
    {
        if (!Quiet) Streams.Notes.WriteLine(text);
    }

    /// <summary>Writes a warning to standard error, also with --quiet.</summary>
    public void Warn(string text) => Streams.Notes.WriteLine($"{Streams.NoteStyle.Warning("warning:")} {text}");
}
