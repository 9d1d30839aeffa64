using System.Text.RegularExpressions;

namespace Item2Vec.Architecture.Tests;

/// <summary>The project speaks of itself: finished, and of no machine that it was made on.</summary>
public partial class TextTests
{
    private static readonly string[] TextFiles = [".cs", ".csproj", ".props", ".targets", ".md", ".json", ".txt", ".sh", ".cmd", ".py", ".yml", ".sln", "", ".editorconfig"];

    [Fact]
    public void Src_holds_no_unfinished_work()
        => Rule.Holds("src holds finished work", "Finish it, or take it out.",
            from file in Repository.Files
            where file.StartsWith("src/", StringComparison.Ordinal)
            from hit in Hits(file, Unfinished())
            select hit);

    [Fact]
    public void No_file_names_a_path_of_somebodys_machine()
        => Rule.Holds("no file names a path of somebody's machine", "Use a path relative to the repository, or Path.GetTempPath().",
            from file in Repository.Files
            from hit in Hits(file, file.EndsWith(".md", StringComparison.Ordinal) ? MachinePathInDocs() : MachinePath())
            select hit);

    private static IEnumerable<string> Hits(string file, Regex pattern)
    {
        if (!TextFiles.Contains(Path.GetExtension(file)) || file.EndsWith(nameof(TextTests) + ".cs", StringComparison.Ordinal)) yield break;
        string[] lines = Repository.Read(file).Split('\n');
        for (int line = 0; line < lines.Length; line++)
            if (pattern.IsMatch(lines[line])) yield return $"{file}:{line + 1}: {lines[line].Trim()}";
    }

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX)\b|\bNotImplementedException\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(?<![\w.*/])/(?:work|root|home)/|[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"(?<![\w.*/])/(?:work|root|home|tmp)/|[A-Z]:\\Users\\")]
    private static partial Regex MachinePathInDocs();
}
