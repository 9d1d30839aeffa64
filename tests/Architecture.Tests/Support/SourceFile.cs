using System.Text.RegularExpressions;

namespace Item2Vec.Architecture.Tests;

/// <summary>A C# file.</summary>
internal sealed partial class SourceFile(string path)
{
    private string[]? code;

    /// <summary>Relative to the root, with forward slashes.</summary>
    public string Path => path;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(path);

    /// <summary>The folder under <c>src</c> that holds the project.</summary>
    public string Project => path.Split('/')[1];

    public string Text { get; } = Repository.Read(path);

    public int LineCount => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    /// <summary>The lines with comments and the insides of strings blanked, so that a word in them is not taken for code.</summary>
    public IReadOnlyList<string> Code => code ??= NotCode().Replace(Text, Blank).Split('\n');

    public static IEnumerable<SourceFile> Under(string folder)
        => Repository.Files.Where(
            file => file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => new SourceFile(file));

    /// <summary>Where a pattern occurs in code: <c>path:line: text</c>.</summary>
    public IEnumerable<string> Matches(Regex pattern)
    {
        for (int line = 0; line < Code.Count; line++)
            if (pattern.IsMatch(Code[line])) yield return $"{path}:{line + 1}: {Text.Split('\n')[line].Trim()}";
    }

    private static string Blank(Match match) => new('\n', match.Value.AsSpan().Count('\n'));

    [GeneratedRegex("""
        //[^\n]* | /\*.*?\*/ | "{3,}.*?"{3,} | @"(?:""|[^"])*" | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])+'
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NotCode();
}
