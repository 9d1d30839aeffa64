using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Cli.Options;

/// <summary>
/// A file of options, <c>{"dimensions": 64, "window": 3}</c>, for options that are not on the command line: keys are their long names
/// without dashes.
/// </summary>
/// <remarks>
/// tune writes such files. Values are parsed like those of the option, with the same ranges; the command line wins over the file.
/// </remarks>
internal static class ConfigFile
{
    /// <summary>The key under which tune records how it found the others; its value is ignored.</summary>
    public const string Provenance = "tuned";

    /// <summary>The key that concerns queries rather than training: evaluate and tune use it, train ignores it.</summary>
    public const string Beta = "beta";

    private const int MaxBytes = 1 << 20;

    private const string Name = "--config";

    /// <summary>The option of a command that learns.</summary>
    public static Option<string?> New() => CliOption.Word(
        Name,
        "FILE",
        "Options from a JSON file that tune wrote, or as {\"dimensions\": 64, \"window\": 3}; what is typed here wins over it")!;

    /// <summary>The option of a command that takes what is seldom needed from a file.</summary>
    /// <param name="example">What such a file looks like.</param>
    public static Option<string?> New(string example)
        => CliOption.Word(Name, "FILE", $"Options that are seldom needed, from a JSON file: {example}")!;

    /// <summary>The command line with the options of its --config file added; unchanged if there is none.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="parse">Parses other arguments.</param>
    /// <exception cref="Item2VecException">The file is missing or invalid.</exception>
    public static ParseResult Apply(ParseResult parsed, string[] args, Func<IReadOnlyList<string>, ParseResult> parse)
    {
        if (parsed.CommandResult.Command is not CliCommand { Configurable: { Count: > 0 } options } command || parsed.Errors.Count > 0)
            return parsed;
        if (parsed.GetValue<string?>(Name) is not string path) return parsed;
        List<string> words = [];
        foreach ((string given, string? value) in Read(path))
        {
            (string key, string? word) = InNamesOfToday(Words(command).First(), path, given, value);
            Option? option = options.FirstOrDefault(option => option.Name == $"--{key}");
            if (option is null && key == Beta)
            {
                if (word is { Length: > 0 } && !parsed.GetValue(GlobalOptions.Quiet))
                    Streams.Current.Notes.WriteLine($"{path}: beta applies to queries: use item2vec recommend --beta {word}");
                continue;
            }

            if (option is null && command.Options.Concat(GlobalOptions.All).Any(one => one.Name == $"--{key}"))
                throw new Item2VecException($"{path}: '{key}' is not given in a file", $"type it: --{key}");
            if (option is null) throw Unknown(path, key, options);
            if (CliOption.IsSwitch(option)) word = word switch { "" => "true", null => "false", _ => word };
            else if (CliOption.IsFlag(option) != (word is "" or null))
                throw Bad(path, key, CliOption.IsFlag(option) ? "true or false" : $"the value of {option.Name}");
            if (word is null || parsed.GetResult(option) is { Implicit: false }) continue;
            string text = word.Length == 0 ? option.Name : $"{option.Name}={word}";
            if (parse([.. Words(command), text]).Errors
                .FirstOrDefault(error => error.Message.StartsWith($"{option.Name} expects", StringComparison.Ordinal)) is ParseError error)
                throw Bad(path, key, error.Message[$"{option.Name} expects ".Length..]);
            words.Add(text);
        }

        if (!parsed.GetValue(GlobalOptions.Quiet))
            Streams.Current.Notes.WriteLine($"{path}: {(words.Count > 0 ? string.Join(' ', words) : "no additional options")}");
        int end = Array.IndexOf(args, "--");
        return parse([.. args[..(end < 0 ? args.Length : end)], .. words, .. end < 0 ? [] : args[end..]]);
    }

    /// <summary>The keys and their values as words: "" for true, null for false.</summary>
    private static List<(string Key, string? Word)> Read(string path)
    {
        if (!File.Exists(path)) throw new Item2VecException($"--config {path}: there is no such file", code: ErrorCode.InputMissing);
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new Item2VecException($"{path}: a file of options has a megabyte at most", "is it another file?");
            JsonDocumentOptions options =
                new() { AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            ReadOnlyMemory<byte> bytes = RegularFile.ReadAll(path, MaxBytes);
            if (bytes.Span.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
            using JsonDocument json = JsonDocument.Parse(bytes, options);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw new Item2VecException($"{path}: an object of options was expected, such as {{\"epochs\": 20}}");
            return [.. json.RootElement.EnumerateObject().Where(property => property.Name != Provenance)
                .Select(property => (property.Name, Word(path, property)))];
        }
        catch (JsonException problem)
        {
            throw new Item2VecException(
                $"{path}: this is not JSON: {problem.Message}",
                "it should look like {\"dimensions\": 64, \"window\": 3}",
                innerException: problem);
        }
        catch (Exception problem) when (problem is InvalidOperationException or DecoderFallbackException)
        {
            throw new Item2VecException($"{path}: a name or a value in it is not UTF-8 text", "convert the file to UTF-8",
                innerException: problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException($"--config {path}: {problem.Message}", code: ErrorCode.InputMissing, innerException: problem);
        }
    }

    /// <summary>The words that call a command.</summary>
    private static IEnumerable<string> Words(Command command)
        => command is RootCommand ? [] : command.Parents.OfType<Command>().SelectMany(Words).Append(command.Name);

    /// <summary>A key and its word, of an old flag those of the option that it stood for.</summary>
    private static (string Key, string? Word) InNamesOfToday(string command, string path, string given, string? word)
    {
        (string key, string? flag) = OldNames.OfKey(command, given);
        if (flag is null || key == given) return (key, word);
        if (word is not ("" or null)) throw Bad(path, given, "true or false");
        return (key, word is null ? "true" : flag);
    }

    private static string? Word(string path, JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.Number => property.Value.GetRawText(),
        JsonValueKind.String when property.Value.GetString() is { Length: > 0 } text => text,
        JsonValueKind.True => string.Empty,
        JsonValueKind.False => null,
        _ => throw Bad(path, property.Name, "a number, a text, true or false"),
    };

    private static Item2VecException Unknown(string path, string key, IReadOnlyList<Option> options)
    {
        string? meant = Nearest.Of(key, options.Select(option => option.Name[2..]));
        return new Item2VecException(
            $"{path}: there is no option '{key}'",
            meant is null ? "keys are the long names of options, without dashes" : $"did you mean '{meant}'?");
    }

    private static Item2VecException Bad(string path, string key, string expected)
        => new($"{path}: '{key}' expects {expected}", "'item2vec train --help-all' lists the options and what they expect");
}
