using System.CommandLine;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Options;

/// <summary>A command: its options, its help examples, and its work.</summary>
internal abstract class CliCommand : Command
{
    private readonly List<(string Heading, Option Option)> underHeadings = [];

    protected CliCommand(string name, string description)
        : base(name, description)
        => SetAction(parsed =>
        {
            OutputGuard.Check(parsed);
            using CliContext context = new(parsed);
            return Run(context);
        });

    /// <summary>Runnable command lines, shown at the end of the help.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>Whether --threads and --seed apply.</summary>
    public virtual bool Trains => false;

    /// <summary>Whether --help shows the options that matter, and --help-all the others under their headings.</summary>
    public virtual bool HasFullHelp => false;

    /// <summary>The options that stand under a heading, in the order in which they were added.</summary>
    public IReadOnlyList<(string Heading, Option Option)> UnderHeadings => underHeadings;

    /// <summary>The options that a <see cref="ConfigFile"/> may set.</summary>
    public virtual IReadOnlyList<Option> Configurable => [];

    /// <summary>Does the work; throws <see cref="Item2VecException"/> for errors that the user can fix.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Run(CliContext context);

    /// <summary>Adds options that stand under a heading of the full help.</summary>
    public void AddUnder(string heading, params IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            Add(option);
            underHeadings.Add((heading, option));
        }
    }

    protected T Added<T>(T option)
        where T : Option
    {
        Add(option);
        return option;
    }

    protected T Added<T>(string heading, T option)
        where T : Option
    {
        AddUnder(heading, option);
        return option;
    }
}

/// <summary>The context of a running command: its parsed options and where to print.</summary>
internal sealed class CliContext(ParseResult parsed) : IDisposable
{
    private ScratchDirectory? temporary;

    /// <summary>The parsed command line; every value has been checked.</summary>
    public ParseResult Parsed => parsed;

    public Streams Streams { get; } = Streams.Current;

    /// <summary>The format of the results.</summary>
    public IResultFormat Format { get; } = ResultFormats.Find(parsed.GetRequiredValue(GlobalOptions.Format));

    public bool Quiet => parsed.GetValue(GlobalOptions.Quiet);

    public bool Verbose => GlobalOptions.IsVerbose(parsed);

    public T Value<T>(Option<T> option) => parsed.GetValue(option)!;

    /// <summary>A directory for files that are deleted when the command ends.</summary>
    public string TemporaryDirectory() => (temporary ??= new ScratchDirectory()).Path;

    public void Dispose() => temporary?.Dispose();

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
