using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Item2Vec.Architecture.Tests;

/// <summary>The project speaks of itself: finished, and of no machine that it was made on.</summary>
public partial class TextTests
{
    private static readonly string[] TextFiles =
        [".cs", ".csproj", ".props", ".targets", ".md", ".json", ".txt", ".sh", ".cmd", ".py", ".yml", ".sln", "", ".editorconfig"];

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

    /// <summary>The names of flags and commands belong to Cli, and it may change them: <c>OptionNames</c> translates.</summary>
    [Fact]
    public void Libraries_name_properties_and_methods_and_no_flags_or_commands()
        => Rule.Holds("libraries name no flags or commands of the command line",
            "Name the property (TimeColumn, with Option set) or the method (ItemIndex.Build); Cli translates it in OptionNames.",
            from library in (string[])["Embeddings", "Index", "Evaluation", "Maps", "Data", "Content", "Service"]
            from file in SourceFile.Under($"src/{library}")
            let tree = CSharpSyntaxTree.ParseText(file.Text)
            from token in tree.GetRoot().DescendantTokens()
            where token.Parent is LiteralExpressionSyntax or InterpolatedStringTextSyntax
            where CommandLine().IsMatch(token.ValueText)
            select $"{file.Path}:{tree.GetLineSpan(token.Span).StartLinePosition.Line + 1}: {token.ValueText.Trim()}");

    private static IEnumerable<string> Hits(string file, Regex pattern)
    {
        if (!TextFiles.Contains(Path.GetExtension(file)) || file.EndsWith(nameof(TextTests) + ".cs", StringComparison.Ordinal)) yield break;
        string[] lines = Repository.Read(file).Split('\n');
        for (int line = 0; line < lines.Length; line++)
            if (pattern.IsMatch(lines[line])) yield return $"{file}:{line + 1}: {lines[line].Trim()}";
    }

    [GeneratedRegex(@"(?<![\w-])--[a-z]|\bitem2vec [a-z]")]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX)\b|\bNotImplementedException\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(?<![\w.*/])/(?:work|root|home)/|[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"(?<![\w.*/])/(?:work|root|home|tmp)/|[A-Z]:\\Users\\")]
    private static partial Regex MachinePathInDocs();
}
