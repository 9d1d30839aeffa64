namespace Item2Vec.Cli.Options;

/// <summary>
/// Commands and options by their previous names, which still work, typed and in files of options; help and hints do not show them.
/// </summary>
internal static class OldNames
{
    private static readonly string[] Training = ["train", "evaluate", "tune"];

    private static readonly (string Old, string[] New)[] Commands = [("encode", ["content", "encode"]), ("encoder", ["content", "fit"])];

    /// <summary>
    /// Where an option was renamed, its old key, its new one, and the value that the old one stood for where it was a flag.
    /// </summary>
    private static readonly (string[] Commands, string Old, string New, string? Value)[] Renamed =
    [
        (Training, "fixed-window", "dynamic-window", "false"),
        (Training, "no-end-token", "end-token", "false"),
        (Training, "keep-repeats", "keep-repeats", "true"),
        (Training, "no-index", "index", "false"),
        (Training, "no-blend", "content-blend", "false"),
        (Training, "evidence", "co-occurrences", null),
        (Training, "most-epochs", "max-epochs", null),
        (Training, "most-events", "max-events", null),
        (["index"], "links", "m", null),
        (["audit"], "least-group", "min-group-size", null),
        (["content"], "no-normalize", "normalize", "false"),
        (["content"], "normalize", "normalize", "true"),
    ];

    /// <summary>Words that were values of an option; null where today the option is left out for it.</summary>
    private static readonly (string Command, string Key, string Old, string? New)[] Values =
    [
        ("tune", "score", "recommend", "next"),
        ("audit", "score", "both", null),
    ];

    /// <summary>A command line in today's names.</summary>
    public static string[] Replace(string[] args)
    {
        int at = IndexOfCommand(args);
        if (at >= args.Length) return args;
        string[] command =
            Array.Find(Commands, command => command.Old == args[at]) is { Old: not null } known ? known.New : [args[at]];
        int end = Array.IndexOf(args, "--");
        if (end < 0) end = args.Length;
        if (end < at) return args;
        return [.. args[..at], .. command, .. Replace(command[0], args[(at + 1)..end]), .. args[end..]];
    }

    /// <summary>
    /// Today's key for a key in a command's file of options, and the value that the old one stood for where it was a flag.
    /// </summary>
    public static (string Key, string? Value) OfKey(string command, string key)
        => Array.Find(Renamed, name => name.Old == key && name.Commands.Contains(command)) is { Old: not null } known
            ? (known.New, known.Value)
            : (key, null);

    /// <summary>The place of the command, which global options may precede.</summary>
    private static int IndexOfCommand(string[] args)
    {
        int at = 0;
        while (at < args.Length && args[at].StartsWith('-'))
            at += GlobalOptions.All.Any(option => !CliOption.IsFlag(option) && option.Names().Contains(args[at])) ? 2 : 1;
        return at;
    }

    private static IEnumerable<string> Replace(string command, string[] words)
    {
        for (int at = 0; at < words.Length; at++)
        {
            string word = words[at];
            string[] parts = word.Split('=', 2);
            if (!word.StartsWith("--", StringComparison.Ordinal))
            {
                yield return word;
                continue;
            }

            string? value = parts.Length > 1 ? parts[1] : at + 1 < words.Length ? words[at + 1] : null;
            (string key, string? flag) = OfKey(command, parts[0][2..]);
            if (Array.Find(Values, one => (one.Command, one.Key, one.Old) == (command, key, value)) is { Old: not null } known)
            {
                if (known.New is not null) yield return $"--{key}={known.New}";
                if (parts.Length == 1) at++;
            }
            else if (flag is not null)
            {
                // A flag whose name is kept may be given a value already.
                bool isNew = parts.Length > 1 || (word == $"--{key}" && value is ("true" or "false"));
                yield return isNew ? word : $"--{key}={flag}";
            }
            else
            {
                yield return parts.Length == 1 ? $"--{key}" : $"--{key}={value}";
            }
        }
    }
}
