using System.CommandLine;
using System.CommandLine.Parsing;
using Item2Vec.Cli.Exchange;
using Item2Vec.Cli.Help;
using Item2Vec.Cli.Options;
using Item2Vec.Cli.Queries;
using Item2Vec.Cli.Train;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli;

/// <summary>Describes what is wrong with a command line, in one sentence and a hint.</summary>
internal static class UsageErrors
{
    /// <summary>
    /// Finds misspelled options, which the parser would take for inputs or items: a word with two dashes must be an option, and so must one
    /// with one dash where a file is expected. Ids may begin with a dash, so values of options are left alone.
    /// </summary>
    /// <exception cref="Item2VecException">There is one.</exception>
    public static void CheckOptions(ParseResult parsed, IEnumerable<string> args)
    {
        if (parsed.CommandResult.Command is not CliCommand command) return;
        HashSet<string> known = [.. Names(parsed, hidden: true)];
        IEnumerable<string> words = args.TakeWhile(word => word != "--").Where(word => word.StartsWith("--", StringComparison.Ordinal));
        if (command is TrainCommand or ImportCommand && !args.Contains("--"))
        {
            words = words.Concat(parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
                .Select(token => token.Value).Where(word => word.Length > 1 && word.StartsWith('-')));
        }

        if (words.FirstOrDefault(word => !known.Contains(word.Split('=')[0])) is string unknown)
            throw UnknownOption(parsed, command, unknown);
    }

    public static Item2VecException From(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string help = $"{HelpWriter.Path(command)} --help";
        string[] unknown = [.. parsed.UnmatchedTokens];
        if (unknown.Length > 0 && command is RootCommand && !unknown[0].StartsWith('-')) return UnknownCommand(unknown[0], parsed);
        if (Misplaced(parsed, unknown) is Item2VecException misplaced) return misplaced;
        string? option = unknown.FirstOrDefault(token => token.StartsWith('-') && token.Length > 1);
        if (option is not null) return UnknownOption(parsed, command, option);

        // A missing value or argument is the cause and an unmatched token its consequence, so the library's message comes first.
        string? own = parsed.Errors.Select(error => error.Message)
            .FirstOrDefault(message => !unknown.Any(token => message.Contains(token, StringComparison.Ordinal)));
        string hint = (unknown.Length > 0 ? Placement(command, unknown[0]) : null) ?? $"'{help}' shows how it is used";
        if (own is not null) return New(Reword(own), hint);
        return New(unknown.Length > 0 ? $"{command.Name}: unexpected argument '{unknown[0]}'" : Reword(parsed.Errors[0].Message), hint);
    }

    private static Item2VecException UnknownOption(ParseResult parsed, Command command, string option)
    {
        string? meant = Nearest.Of(option.Split('=')[0], Names(parsed, hidden: false));
        string help = $"{HelpWriter.Path(command)} --help";
        string item = command is SimilarCommand or VectorCommand ? $"; an id like this is given as --item={option}" : string.Empty;
        return New(
            $"{command.Name}: unknown option '{option}'",
            (meant is null ? $"'{help}' lists the options" : $"did you mean {meant}? '{help}' lists the options") + item);
    }

    /// <summary>An option after <c>--</c>, where every word is an argument.</summary>
    private static Item2VecException? Misplaced(ParseResult parsed, string[] unknown)
    {
        string[] words = [.. parsed.Tokens.Select(token => token.Value)];
        int end = Array.IndexOf(words, "--");
        int at = end < 0 ? -1 : Array.FindIndex(words, end, word => unknown.Contains(word) && Names(parsed, hidden: true).Contains(word));
        if (at < 0) return null;
        IEnumerable<string> typed = [.. words[..end], .. words[at..], .. words[end..at]];
        return New(
            $"{parsed.CommandResult.Command.Name}: '{words[at]}' comes after '--', where nothing is an option",
            $"put options before it: item2vec {string.Join(' ', typed.Select(NextCommand.Quote))}");
    }

    private static Item2VecException UnknownCommand(string name, ParseResult parsed)
    {
        IEnumerable<string> commands = parsed.RootCommandResult.Command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);
        string? meant = Nearest.Of(name, commands);
        return New(
            $"unknown command '{name}'", meant is null ? $"commands: {string.Join(", ", commands)}" : $"did you mean 'item2vec {meant}'?");
    }

    private static string? Placement(Command command, string argument) => command switch
    {
        SimilarCommand or VectorCommand => $"pass items with --item: item2vec {command.Name} --item {argument}",
        RecommendCommand => $"pass items with --history: item2vec recommend --history {argument}",
        AnalogyCommand => "put the whole expression in quotes: item2vec analogy \"king - man + woman\"",
        _ => null,
    };

    private static IEnumerable<string> Names(ParseResult parsed, bool hidden)
        => parsed.CommandResult.Command.Options.Concat(parsed.RootCommandResult.Command.Options)
            .Where(option => hidden || !option.Hidden)
            .SelectMany(option => option.Names()).Distinct();

    private static string Reword(string message)
    {
        if (message.StartsWith("Required argument missing for option: '", StringComparison.Ordinal))
            return $"{message.Split('\'')[1]} needs a value";
        if (message.StartsWith("Option '", StringComparison.Ordinal) && message.EndsWith("is required.", StringComparison.Ordinal))
            return $"{message.Split('\'')[1]} is missing";
        if (message.StartsWith("Required argument '", StringComparison.Ordinal)
            && message.Contains("missing for command", StringComparison.Ordinal))
            return $"{message.Split('\'')[3]}: {message.Split('\'')[1]} is missing";
        return message.TrimEnd('.');
    }

    private static Item2VecException New(string message, string hint) => new(message, hint, ErrorCode.Usage);
}
