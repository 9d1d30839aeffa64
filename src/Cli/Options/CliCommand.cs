using System.CommandLine;
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
            return Run(new CliContext(parsed));
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
