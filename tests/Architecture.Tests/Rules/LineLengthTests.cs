namespace Item2Vec.Architecture.Tests;

/// <summary>Lines end where <c>.editorconfig</c> says, so that two files fit beside each other.</summary>
public class LineLengthTests
{
    private const int MaxColumns = 140;

    [Fact]
    public void No_line_of_code_is_wider_than_140_columns()
        => Rule.Holds(
            $"no line of a C# file has more than {MaxColumns} columns", "Break it before an operator or after an opening bracket.",
            from path in Repository.Files
            where path.EndsWith(".cs", StringComparison.Ordinal)
            from violation in TooWide(path)
            select violation);

    private static IEnumerable<string> TooWide(string path)
    {
        string[] lines = Repository.Read(path).Split('\n');
        for (int line = 0; line < lines.Length; line++)
            if (lines[line].Length > MaxColumns) yield return $"{path}:{line + 1}: {lines[line].Length} columns";
    }
}
