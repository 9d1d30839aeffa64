using System.CommandLine;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Options;

/// <summary>A command: its options, its help examples, and its work.</summary>
internal abstract class CliCommand : Command
{
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

    /// <summary>The options that a <see cref="ConfigFile"/> may set.</summary>
    public virtual IReadOnlyList<Option> Configurable => [];

    /// <summary>Does the work; throws <see cref="Item2VecException"/> for errors that the user can fix.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Run(CliContext context);

    protected T Added<T>(T option)
        where T : Option
    {
        Add(option);
        return option;
    }
}
