using System.Text.RegularExpressions;

namespace Item2Vec.Architecture.Tests;

/// <summary>
/// What README and docs show is true: C# is compiled by a sample, links lead somewhere. (Commands are run by the tests of the command
/// line.)
/// </summary>
public partial class MarkdownTests
{
    private static IEnumerable<string> Documents => Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal));

    [Fact]
    public void Every_csharp_block_stands_in_a_compiled_sample()
    {
        string[] samples = [.. SourceFile.Under("samples").Select(file => file.Text)];
        Rule.Holds("C# in documents is compiled: each block stands word for word in a file under samples/",
            "Change the sample first and copy it, or mark the block with a line before it: <!-- not compiled: reason -->",
            from document in Documents
            from Match block in CSharpBlock().Matches(Repository.Read(document))
            where !block.Groups["mark"].Success
                && !samples.Any(sample => sample.Contains(block.Groups["code"].Value.Trim(), StringComparison.Ordinal))
            select $"{document}: the block that begins with '{block.Groups["code"].Value.Trim().Split('\n')[0]}'");
    }

    [Fact]
    public void Links_between_files_lead_somewhere()
        => Rule.Holds("a link in a document leads to a file of the repository", "Correct the path; it is relative to the document.",
            from document in Documents
            from Match link in Link().Matches(NoCode().Replace(Repository.Read(document), string.Empty))
            let target = link.Groups[1].Value.Split('#')[0]
            where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
                && !target.StartsWith("mailto:", StringComparison.Ordinal)
            where !Repository.Exists(Path.Combine(Path.GetDirectoryName(document)!, target))
            select $"{document}, which links to {target}");

    [Fact]
    public void Tests_that_documents_name_exist()
    {
        string tests = string.Concat(SourceFile.Under("tests").Select(file => file.Text));
        Rule.Holds("a test that a document names exists", "Name the test that checks it now.",
            from document in Documents
            from Match test in TestName().Matches(Repository.Read(document))
            where !tests.Contains($" {test.Groups[1].Value}(", StringComparison.Ordinal)
            select $"{document}, which names {test.Groups[1].Value}");
    }

    [Fact]
    public void The_readme_has_the_quickstart_and_the_two_commands()
    {
        string readme = Repository.Read("README.md");
        string quickstart = Repository.Read("samples/quickstart/Program.cs").Trim();
        Assert.True(
            readme.Contains($"```csharp\n{quickstart}\n```", StringComparison.Ordinal),
            "README.md should show samples/quickstart/Program.cs word for word.");
        Assert.Contains("\n$ ./item2vec train ", readme, StringComparison.Ordinal);
        Assert.Contains("\n$ dotnet test\n", readme, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?<mark><!-- not compiled:[^\n]*-->\s*\n\s*)?```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex("`([A-Z][a-z0-9]*(?:_[A-Za-z0-9]+){3,})`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex NoCode();
}
