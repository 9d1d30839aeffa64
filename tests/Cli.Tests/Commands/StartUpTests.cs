namespace Item2Vec.Cli.Tests.Commands;

/// <summary>A query starts quickly because it loads little. How quickly, tests/Benchmarks/startup.sh measures.</summary>
public sealed class StartUpTests(TrainedModel model)
{
    [Fact]
    public void A_query_needs_neither_the_reader_of_logs_nor_the_progress_bar()
    {
        using Workspace workspace = new();

        // Without its list of dependencies a program starts with the assemblies that lie beside it.
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(Tool.Path)!))
        {
            string name = Path.GetFileName(file);
            bool needed = (name.EndsWith(".dll", StringComparison.Ordinal) && name is not ("Spectre.Console.dll" or "Item2Vec.Data.dll"))
                || name.EndsWith(".runtimeconfig.json", StringComparison.Ordinal);
            if (needed) File.Copy(file, workspace[name]);
        }

        foreach (string[] query in (string[][])
            [["similar", "--item", "t3-i07"], ["analogy", "t3-i07 + t3-i01"], ["recommend", "--history", "t3-i07"], ["vector", "--item", "t3-i07"]])
            Lean(query).Expect(0);
        Assert.NotEqual(0, Lean("train", "sessions.csv", "-o", "lean").ExitCode);

        ToolResult Lean(params string[] args)
            => Tool.Run(new ToolStart(model.Directory, [workspace[Path.GetFileName(Tool.Path)], .. args]) { Executable = "dotnet" });
    }
}
