using System.CommandLine;
using System.CommandLine.Parsing;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Options;

/// <summary>Keeps a command from overwriting what it reads: a log, a table, a file of a model, or another of its outputs.</summary>
internal static class OutputGuard
{
    /// <summary>The options of pictures.</summary>
    public const string Png = "--png", Svg = "--svg";

    private const string Output = "--output", Report = "--report";
    private static readonly string[] Outputs = [Output, Report, Png, Svg];

    /// <summary>Compares the output files with every other argument of the command line.</summary>
    /// <exception cref="Item2VecException">A file is named twice, or belongs to a model (<see cref="ErrorCode.Usage"/>).</exception>
    public static void Check(ParseResult parsed)
    {
        (Option Option, string Path)[] written = [.. parsed.CommandResult.Command.Options
            .Where(option => Outputs.Contains(option.Name))
            .SelectMany(option => (parsed.GetResult(option)?.Tokens ?? []).Select(token => (option, token.Value)))];
        foreach ((Option option, string path) in written)
        {
            string target = RealPath(path);
            if (option.Name == Report) CheckIsNotInTheModel(parsed, path, target);

            // An argument that names no file may be anything: '--variant bagged -o bagged' is valid.
            int named = File.Exists(target)
                ? parsed.Tokens.Count(token => token.Type == TokenType.Argument && IsSame(token.Value, target))
                : written.Count(other => IsSame(other.Path, target));
            if (named > 1)
                throw new Item2VecException(
                    $"{option.Name}: {path} is named elsewhere in the command, too, and would be written over",
                    "write to another file",
                    ErrorCode.Usage);
            if (File.Exists(target) && ModelDirectory.Exists(Path.GetDirectoryName(target)!))
                throw new Item2VecException(
                    $"{option.Name}: {path} is a file of a model, which would be written over", "write to another file", ErrorCode.Usage);
        }
    }

    /// <summary>A model that is written is a whole directory, whether it exists by now or not.</summary>
    private static void CheckIsNotInTheModel(ParseResult parsed, string path, string target)
    {
        if (parsed.CommandResult.Command.Options.OfType<Option<string>>().FirstOrDefault(IsDirectory) is not Option<string> output) return;
        string model = RealPath(parsed.GetValue(output) ?? string.Empty);
        for (string? parent = Path.GetDirectoryName(target); parent is not null; parent = Path.GetDirectoryName(parent))
            if (RealPath(parent) == model)
                throw new Item2VecException(
                    $"{Report}: {path} is in the directory of the model that is written", "write to a file outside of it", ErrorCode.Usage);

        static bool IsDirectory(Option<string> option) => option.Name == Output && option.HelpName == "DIR";
    }

    private static bool IsSame(string word, string target)
    {
        try
        {
            return word.Length > 0 && word != "-" && RealPath(word) == target;
        }
        catch (Exception problem) when (problem is ArgumentException or IOException or NotSupportedException)
        {
            // Not a path.
            return false;
        }
    }

    /// <summary>The path with links resolved, as a key: equal for the same file.</summary>
    public static string RealPath(string path)
    {
        if (path.Length == 0) return path;
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string target = Path.Exists(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;
        return OperatingSystem.IsLinux() ? target : target.ToUpperInvariant();
    }
}
