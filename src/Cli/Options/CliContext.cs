using System.CommandLine;
using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Options;

/// <summary>What a running command has at hand: its parsed options and where to print.</summary>
internal sealed class CliContext(ParseResult parsed)
{
    /// <summary>Reads options; every value has been parsed and checked.</summary>
    public ParseResult Parsed => parsed;

    public Streams Streams { get; } = Streams.Current;

    /// <summary>The format of the results.</summary>
    public IResultFormat Format { get; } = ResultFormats.Find(parsed.GetRequiredValue(GlobalOptions.Format));

    public bool Quiet => parsed.GetValue(GlobalOptions.Quiet);

    public bool Verbose => GlobalOptions.IsVerbose(parsed);

    public T Value<T>(Option<T> option) => parsed.GetValue(option)!;

    /// <summary>Prints results to standard output.</summary>
    public void Print(IReport report) => Streams.Write(() => Format.Write(report, Streams));

    /// <summary>Prints what a command has done to standard output for tools; people have read it in the notes.</summary>
    public void PrintForTools(IReport report)
    {
        if (Format is not TableFormat) Print(report);
    }

    /// <summary>Tells the user something on standard error, unless --quiet.</summary>
    public void WriteNote(string text)
    {
        if (!Quiet) Streams.Notes.WriteLine(text);
    }

    /// <summary>Warns the user on standard error, also with --quiet.</summary>
    public void Warn(string text) => Streams.Notes.WriteLine($"{Streams.NoteStyle.Warning("warning:")} {text}");
}
