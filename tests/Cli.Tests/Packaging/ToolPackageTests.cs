namespace Item2Vec.Cli.Tests.Packaging;

/// <summary>The .NET tool as a user gets it: packed, installed from a folder, run. Slow.</summary>
public sealed class ToolPackageTests
{
    [Fact]
    public void The_packed_tool_installs_from_a_folder_trains_and_answers()
    {
        using Workspace workspace = new();
        string project = Path.Combine(Tool.Repository, "src", "Cli", "Item2Vec.Cli.csproj");
        // Built apart from the output that other tests run at this moment; kept, so that the next run is quick.
        string artifacts = $"-p:ArtifactsPath={Path.Combine(Tool.Artifacts, "pack-test")}";
        Dotnet(workspace, "pack", project, "-c", "Release", "-o", workspace["packages"], "--nologo", "-graph", artifacts, "-p:ToolOnly=true", "-p:UseAppHost=true");
        workspace.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="folder" value="{workspace["packages"]}" /></packageSources>
            </configuration>
            """);
        Dotnet(workspace, "tool", "install", "item2vec", "--tool-path", workspace["tools"], "--configfile", workspace["nuget.config"]);

        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(400));
        string tool = workspace[OperatingSystem.IsWindows() ? "tools/item2vec.exe" : "tools/item2vec"];
        ToolResult training = Installed("train", "sessions.csv", "--dimensions", "16", "--sample", "0", "--epochs", "20").Expect(0);
        ToolResult similar = Installed("similar", "--item", "t3-i07", "-k", "3", "--format", "tsv").Expect(0);

        Assert.Contains("wrote item2vec-model", training.Error, StringComparison.Ordinal);
        Assert.Equal(["t3", "t3", "t3"], similar.OutputLines[1..].Select(line => PlantedTopics.TopicOf(line.Split('\t')[1])));

        ToolResult Installed(params string[] args) => Tool.RunProcess(new ToolStart(workspace.Directory, args) { Executable = tool });
    }

    private static void Dotnet(Workspace workspace, params string[] args) => Tool.RunProcess(new ToolStart(workspace.Directory, args)
    {
        Executable = "dotnet",
        Limit = TimeSpan.FromMinutes(6),

        // A build node that stays would hold on to our pipes.
        Environment = new() { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
    }).Expect(0);
}
