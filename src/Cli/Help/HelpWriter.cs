using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Help;

/// <summary>The help of a command: description, usage, its options, global options, and runnable examples.</summary>
internal sealed class HelpWriter : SynchronousCommandLineAction
{
    private const int Width = 110;

    /// <summary>The examples of the root command.</summary>
    private static readonly string[] FirstSteps = ["item2vec train samples/data/watches.parquet", "item2vec similar --item WK_Nr4tUtl8"];

    /// <summary>Whether the options that --help leaves out are shown, too.</summary>
    public bool IsFull { get; init; }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        TextWriter output = Streams.Current.Results;
        Style style = Streams.Current.ResultStyle;
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine($"{style.Heading("Usage:")}\n  {Usage(command)}");
        Section("Commands:", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => (sub.Name, sub.Description)));
        Section("Arguments:", command.Arguments.Select(argument => (Name(argument), argument.Description)));
        WriteOptions();
        Section("Global options:", GlobalOptionsOf(command).Select(Row));
        WriteExamples(command, output, style);
        if (command is CliCommand { HasFullHelp: true } && !IsFull) output.WriteLine($"\n'{Path(command)} --help-all' shows all options.");
        return ExitCode.Ok;

        void WriteOptions()
        {
            if (command is RootCommand) return;
            (string Heading, Option Option)[] more = command is CliCommand { HasFullHelp: true } own ? [.. own.UnderHeadings] : [];
            Section("Options:", command.Options.Where(option => !option.Hidden && !more.Any(one => one.Option == option)).Select(Row));
            if (!IsFull) return;
            foreach (var group in more.Where(one => !one.Option.Hidden).GroupBy(one => one.Heading))
                Section($"{group.Key}:", group.Select(one => Row(one.Option)));
        }

        void Section(string heading, IEnumerable<(string Name, string? Description)> rows)
        {
            (string Name, string? Description)[] all = [.. rows];
            if (all.Length == 0) return;
            output.WriteLine($"\n{style.Heading(heading)}");
            int column = Math.Min(all.Max(row => row.Name.Length), 34) + 4;
            foreach ((string name, string? description) in all)
            {
                string start = $"  {name}".PadRight(column);
                if (name.Length + 4 > column) start += "\n".PadRight(column + 1);
                output.WriteLine(start + Wrap(description ?? string.Empty, column));
            }
        }
    }

    /// <summary>The options of all commands that matter to one.</summary>
    internal static IEnumerable<Option> GlobalOptionsOf(Command command)
        => RootOf(command).Options.Where(option => !option.Hidden && IsShown(option, command));

    /// <summary>The examples of a command.</summary>
    internal static IReadOnlyList<string> ExamplesOf(Command command) => command is CliCommand own ? own.Examples : FirstSteps;

    private static Command RootOf(Command command)
        => command.Parents.OfType<Command>().FirstOrDefault() is Command parent ? RootOf(parent) : command;

    private static bool IsShown(Option option, Command command) => command switch
    {
        RootCommand => option != GlobalOptions.HelpAll,
        CliCommand own => option is not VersionOption
            && (own.Trains || !GlobalOptions.IsForTraining(option)) && (own.HasFullHelp || option != GlobalOptions.HelpAll),
        _ => option is not VersionOption && option != GlobalOptions.HelpAll && !GlobalOptions.IsForTraining(option),
    };

    /// <summary>How a command is called.</summary>
    internal static string Usage(Command command)
        => command is RootCommand
            ? "item2vec COMMAND [options]"
            : string.Join(
                ' ',
                [
                    Path(command), .. command.Subcommands.Count > 0 ? (string[])["COMMAND"] : [], .. command.Arguments.Select(Name),
                    .. command.Options.Where(option => option.Required).Select(option => option.Name + Value(option)), "[options]"
                ]);

    /// <summary>The full name of a command, as typed.</summary>
    internal static string Path(Command command)
        => command is RootCommand
            ? "item2vec"
            : $"{Path(command.Parents.OfType<Command>().FirstOrDefault() ?? new RootCommand())} {command.Name}";

    /// <summary>An argument as the usage names it.</summary>
    internal static string Name(Argument argument)
        => (argument.HelpName ?? argument.Name.ToUpperInvariant()) + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : string.Empty);

    private static (string Name, string? Description) Row(Option option) => (Label(option), option.Description);

    /// <summary>The names and the placeholder of an option.</summary>
    internal static string Label(Option option)
    {
        IEnumerable<string> names = option.Names().Where(name => name.StartsWith('-') && name is not "-?")
            .Distinct().OrderBy(name => name.Length);
        return string.Join(", ", names) + Value(option);
    }

    private static string Value(Option option)
        => option.HelpName is null ? string.Empty : " " + option.HelpName + (option.AllowMultipleArgumentsPerToken ? "..." : string.Empty);

    private static void WriteExamples(Command command, TextWriter output, Style style)
    {
        IReadOnlyList<string> examples = ExamplesOf(command);
        output.WriteLine($"\n{style.Heading(examples.Count == 1 ? "Example:" : "Examples:")}");
        foreach (string example in examples) output.WriteLine($"  $ {example}");
        if (command.Subcommands.Count > 0) output.WriteLine($"\n'{Path(command)} COMMAND --help' shows the help of a command.");
    }

    private static string Wrap(string text, int indent)
    {
        string lines = string.Empty;
        int used = indent;
        int bracket = text.LastIndexOf(" [", StringComparison.Ordinal);
        string[] words = bracket < 0 ? text.Split(' ') : [.. text[..bracket].Split(' '), text[(bracket + 1)..]];
        foreach (string word in words)
        {
            if (used + word.Length + 1 > Width && used > indent)
            {
                lines += "\n".PadRight(indent + 1);
                used = indent;
            }
            else if (used > indent)
            {
                lines += ' ';
                used++;
            }

            lines += word;
            used += word.Length;
        }

        return lines;
    }
}

/// <summary>Prints the version.</summary>
internal sealed class VersionWriter : SynchronousCommandLineAction
{
    public static string Version
        => typeof(VersionWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "0";

    public override int Invoke(ParseResult parseResult)
    {
        Streams.Current.Results.WriteLine($"item2vec {Version}");
        return ExitCode.Ok;
    }
}
