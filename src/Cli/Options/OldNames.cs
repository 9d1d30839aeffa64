namespace Item2Vec.Cli.Options;

/// <summary>Names that options had in the version before. They still work, typed and in files of options; no help shows them.</summary>
internal static class OldNames
{
    /// <summary>The commands whose options were renamed.</summary>
    private static readonly string[] Commands = ["train", "evaluate", "tune"];

    /// <summary>The old key, the new one, and the value that the old one stood for where it was a flag.</summary>
    private static readonly (string Old, string New, string? Value)[] Renamed =
    [
        ("fixed-window", "dynamic-window", "false"),
        ("no-end-token", "end-token", "false"),
        ("keep-repeats", "keep-repeats", "true"),
        ("no-index", "index", "false"),
        ("no-blend", "content-blend", "false"),
        ("evidence", "co-occurrences", null),
        ("most-epochs", "max-epochs", null),
        ("most-events", "max-events", null),
    ];

    /// <summary>A command line in the names of today.</summary>
    public static string[] Replace(string[] args)
    {
        if (args.Length == 0 || !Commands.Contains(args[0], StringComparer.Ordinal)) return args;
        int end = Array.IndexOf(args, "--");
        return [.. args.Select((word, at) => end >= 0 && at > end ? word : Replace(word))];
    }

    /// <summary>What a key of a file of options is called today, and the value that it stood for where it was a flag.</summary>
    public static (string Key, string? Value) OfKey(string key)
        => Array.Find(Renamed, name => name.Old == key) is { Old: not null } known ? (known.New, known.Value) : (key, null);

    private static string Replace(string word)
    {
        if (!word.StartsWith("--", StringComparison.Ordinal)) return word;
        string[] parts = word.Split('=', 2);
        (string key, string? flag) = OfKey(parts[0][2..]);
        if (flag is not null) return parts.Length == 1 ? $"--{key}={flag}" : word;
        return parts.Length == 1 ? $"--{key}" : $"--{key}={parts[1]}";
    }
}
