namespace Item2Vec.Cli.Options;

/// <summary>
/// Commands and options by the names of the version before. They still work, typed and in files of options; help and hints do not show
/// them.
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
    ];

    /// <summary>A command line in today's names.</summary>
    public static string[] Replace(string[] args)
    {
        if (args.Length == 0) return args;
        string[] words =
            Array.Find(Commands, command => command.Old == args[0]) is { Old: not null } known ? [.. known.New, .. args[1..]] : args;
        int end = Array.IndexOf(words, "--");
        return [.. words.Select((word, at) => end >= 0 && at > end ? word : Replace(words[0], word))];
    }

    /// <summary>
    /// Today's key for a key in a command's file of options, and the value that the old one stood for where it was a flag.
    /// </summary>
    public static (string Key, string? Value) OfKey(string command, string key)
        => Array.Find(
            Renamed, name => name.Old == key && name.Commands.Contains(command, StringComparer.Ordinal)) is { Old: not null } known
            ? (known.New, known.Value) : (key, null);

    private static string Replace(string command, string word)
    {
        if (!word.StartsWith("--", StringComparison.Ordinal)) return word;
        string[] parts = word.Split('=', 2);
        (string key, string? flag) = OfKey(command, parts[0][2..]);
        if (flag is not null) return parts.Length == 1 ? $"--{key}={flag}" : word;
        return parts.Length == 1 ? $"--{key}" : $"--{key}={parts[1]}";
    }
}
