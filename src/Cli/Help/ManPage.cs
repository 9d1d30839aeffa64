using System.CommandLine;
using System.Text;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Help;

/// <summary>The help of a command as a manual page, in the man macros of roff.</summary>
internal static class ManPage
{
    private static readonly (int Code, string Meaning)[] ExitCodes =
    [
        (ExitCode.Ok, "Success."), (ExitCode.Usage, "The command line is wrong."),
        (ExitCode.NotFound, "An item or user is not in the model."),
        (ExitCode.BadData, "The data cannot be used."), (ExitCode.InputMissing, "A file is missing or cannot be read."),
        (ExitCode.Bug, "A bug of the tool."), (ExitCode.CannotWrite, "A file cannot be written."), (ExitCode.Interrupted, "Ctrl-C."),
        (ExitCode.Terminated, "SIGTERM."),
    ];

    /// <summary>The page's name: <c>item2vec-content-fit</c>.</summary>
    public static string NameOf(Command command) => HelpWriter.Path(command).Replace(' ', '-');

    /// <summary>The page.</summary>
    public static string Of(Command command)
    {
        StringBuilder page = new();
        string name = NameOf(command);
        page.Append($".TH {Text(name.ToUpperInvariant())} 1 \"\" \"item2vec {Text(VersionWriter.Version)}\" \"Item2Vec\"\n");
        page.Append($".SH NAME\n{Text(name)} \\- {Text(command.Description ?? string.Empty)}\n");
        page.Append($".SH SYNOPSIS\n.B {Text(HelpWriter.Usage(command))}\n");
        if (command.Subcommands.Count > 0)
        {
            page.Append(".SH COMMANDS\n");
            foreach (Command sub in command.Subcommands.Where(sub => !sub.Hidden)) Entry(page, sub.Name, $"{sub.Description}.");
        }

        if (command.Arguments.Count > 0)
        {
            page.Append(".SH ARGUMENTS\n");
            foreach (Argument argument in command.Arguments) Entry(page, HelpWriter.Name(argument), $"{argument.Description}.");
        }

        IReadOnlyList<(string Heading, Option Option)> headed = command is CliCommand own ? own.UnderHeadings : [];
        Section(page, "OPTIONS", command is RootCommand ? [] : command.Options.Where(option => !headed.Any(one => one.Option == option)));
        foreach (var group in headed.GroupBy(one => one.Heading))
            Section(page, $"{group.Key.ToUpperInvariant()} OPTIONS", group.Select(one => one.Option));
        Section(page, "GLOBAL OPTIONS", HelpWriter.GlobalOptionsOf(command));
        page.Append(".SH EXAMPLES\n");
        foreach (string example in HelpWriter.ExamplesOf(command)) page.Append($".PP\n.EX\n$ {Text(example)}\n.EE\n");
        page.Append(".SH EXIT STATUS\n");
        foreach ((int code, string meaning) in ExitCodes) Entry(page, $"{code}", meaning);
        Command[] others = [.. command.Parents.OfType<Command>(), .. command.Subcommands.Where(sub => !sub.Hidden)];
        if (others.Length > 0) page.Append(".SH SEE ALSO\n");
        for (int i = 0; i < others.Length; i++) page.Append($".BR {Text(NameOf(others[i]))} (1){(i < others.Length - 1 ? "," : "")}\n");
        return page.ToString();
    }

    private static void Section(StringBuilder page, string heading, IEnumerable<Option> options)
    {
        Option[] shown = [.. options.Where(option => !option.Hidden)];
        if (shown.Length == 0) return;
        page.Append($".SH {Text(heading)}\n");
        foreach (Option option in shown) Entry(page, HelpWriter.Label(option), $"{option.Description}.");
    }

    private static void Entry(StringBuilder page, string name, string description)
        => page.Append($".TP\n.B {Text(name)}\n{Text(description)}\n");

    /// <summary>Text as roff reads it: a dash is a dash, and nothing is a request or an escape.</summary>
    private static string Text(string text)
    {
        string safe = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal)
            .Replace("\"", "\\(dq", StringComparison.Ordinal).Replace("'", "\\(aq", StringComparison.Ordinal)
            .Replace("`", "\\(ga", StringComparison.Ordinal).Replace("^", "\\(ha", StringComparison.Ordinal)
            .Replace("~", "\\(ti", StringComparison.Ordinal);
        return safe.StartsWith('.') ? $"\\&{safe}" : safe;
    }
}
