namespace Item2Vec.Cli.Tests.Docs;

/// <summary>Runs what README and docs show, in the order they show it: one working directory a document, small samples beside it.</summary>
public sealed class DocsTests(SmallSamples samples) : IClassFixture<SmallSamples>
{
    public static TheoryData<string> Documents()
    {
        TheoryData<string> documents = [];
        string[] candidates = [Path.Combine(Tool.Repository, "README.md"), .. DocsOf(Path.Combine(Tool.Repository, "docs"))];
        foreach (string path in candidates.Where(File.Exists).Where(path => ConsoleBlocks.Commands(File.ReadAllText(path)).Count > 0))
            documents.Add(Path.GetRelativePath(Tool.Repository, path));
        return documents;
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_command_of_a_document_works(string document)
    {
        using Workspace workspace = new();
        Directory.CreateSymbolicLink(workspace["samples"], samples.Directory);

        foreach (DocCommand command in ConsoleBlocks.Commands(File.ReadAllText(Path.Combine(Tool.Repository, document))))
        {
            ToolResult result = workspace.Run(command.Args);
            Assert.True(
                result.ExitCode == 0,
                $"{document}, line {command.Line}: item2vec {command.Text}\nexit code {result.ExitCode}\n{result.Output}\n{result.Error}");
            if (command.OutputFile is not null) workspace.Write(command.OutputFile, result.Output);
        }
    }

    [Fact]
    public void Commands_are_found_with_quotes_continuations_and_redirections()
    {
        const string markdown = """
            text $ item2vec not-this
            ```console
            $ item2vec analogy "king - man" -k 2
            item2vec output
            $ ./item2vec export --to word2vec \
                -o - > x.txt
            $ ls
            $ ./item2vec train a.csv && ./item2vec info
            ```
            <!-- not run: the data is not in the repository -->

            ```console
            $ item2vec train big.parquet
            ```
            ```csharp
            $ item2vec neither
            ```
            """;

        List<DocCommand> commands = ConsoleBlocks.Commands(markdown);

        Assert.Equal([3, 5, 8, 8], commands.Select(command => command.Line));
        Assert.Equal(["analogy", "king - man", "-k", "2"], commands[0].Args);
        Assert.Equal(["export", "--to", "word2vec", "-o", "-"], commands[1].Args);
        Assert.Equal("x.txt", commands[1].OutputFile);
        Assert.Equal([["train", "a.csv"], ["info"]], commands[2..].Select(command => command.Args));
    }

    private static IEnumerable<string> DocsOf(string directory)
        => Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*.md").Order(StringComparer.Ordinal) : [];
}
