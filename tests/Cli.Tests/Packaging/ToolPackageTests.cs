using System.IO.Compression;
using System.Text.Json;
using static Item2Vec.Cli.Tests.Packaging.PackageFeed;

namespace Item2Vec.Cli.Tests.Packaging;

/// <summary>The .NET tool as a user gets it: packed, installed from a folder, run. Slow.</summary>
[Collection(nameof(PackageFeed))]
public sealed class ToolPackageTests(PackageFeed feed)
{
    [Fact]
    public void The_packed_tool_installs_from_a_folder_trains_and_answers()
    {
        using Workspace workspace = new();
        using (ZipArchive package = feed.Open("item2vec"))
        {
            string[] libraries =
            [
                .. package.Entries.Select(entry => entry.Name).Where(name =>
                    name.StartsWith("onnxruntime", StringComparison.Ordinal) || name.StartsWith("libonnxruntime", StringComparison.Ordinal))
            ];
            Assert.NotEmpty(libraries);
            string extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
            Assert.All(libraries, name => Assert.Equal(extension, Path.GetExtension(name)));
        }

        workspace.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="folder" value="{feed.Folder}" /></packageSources>
            </configuration>
            """);
        Dotnet(
            workspace.Directory, "tool", "install", "item2vec", "--tool-path", workspace["tools"], "--configfile",
            workspace["nuget.config"]);

        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(400));
        string tool = workspace[OperatingSystem.IsWindows() ? "tools/item2vec.exe" : "tools/item2vec"];
        ToolResult training = Installed("train", "sessions.csv", "--dimensions", "16", "--sample", "0", "--epochs", "20").Expect(0);
        ToolResult similar = Installed("similar", "--item", "t3-i07", "-k", "3", "--format", "tsv").Expect(0);

        Assert.Contains("wrote item2vec-model", training.Error, StringComparison.Ordinal);
        Assert.Equal(["t3", "t3", "t3"], similar.OutputLines[1..].Select(line => PlantedTopics.TopicOf(line.Split('\t')[1])));

        ToolResult Installed(params string[] args) => Tool.RunProcess(new ToolStart(workspace.Directory, args) { Executable = tool });
    }

    [Fact]
    public void A_portable_publish_holds_the_libraries_of_its_systems_and_a_build_those_of_the_machine()
    {
        string[] published = Natives("-p:_IsPublishing=true"), built = Natives();
        foreach (string system in (string[])["linux-x64", "linux-arm64", "osx-arm64", "win-x64", "win-arm64"])
            Assert.Contains(
                published,
                path => path.Contains($"/{system}/native/", StringComparison.Ordinal)
                    && path.Contains("onnxruntime", StringComparison.Ordinal));
        Assert.DoesNotContain(
            published,
            path => path.Contains("/android/", StringComparison.Ordinal) || path.Contains("/ios/", StringComparison.Ordinal)
                || path.EndsWith(".pdb", StringComparison.Ordinal));
        Assert.InRange(built.Length, 1, published.Length - 4);

        static string[] Natives(params string[] properties)
        {
            using Workspace workspace = new();
            string project = Path.Combine(Tool.Repository, "src", "Cli", "Item2Vec.Cli.csproj");
            ToolResult items = Dotnet(
                workspace.Directory,
                ["msbuild", project, "-t:ResolvePackageAssets", "-getItem:RuntimeTargetsCopyLocalItems", .. properties]);
            using JsonDocument document = JsonDocument.Parse(items.Output);
            return [.. document.RootElement.GetProperty("Items").GetProperty("RuntimeTargetsCopyLocalItems").EnumerateArray()
                .Select(item => item.GetProperty("Identity").GetString()!.Replace('\\', '/'))
                .Where(path => path.Contains("/native/", StringComparison.Ordinal))];
        }
    }

    [Fact]
    public void A_publish_for_one_system_leaves_the_lock_files_alone()
    {
        using Workspace workspace = new();
        foreach (string project in (string[])["Cli/Item2Vec.Cli.csproj", "Data/Item2Vec.Data.csproj"])
        {
            string path = Path.Combine(Tool.Repository, "src", project);
            Assert.Empty(Dotnet(workspace.Directory, "msbuild", path, "-getProperty:NuGetLockFilePath").Output.Trim());
            ToolResult apart = Dotnet(
                workspace.Directory, "msbuild", path, "-getProperty:NuGetLockFilePath", "-p:RuntimeIdentifier=linux-arm64");
            Assert.StartsWith(Path.GetFullPath(Tool.Artifacts), Path.GetFullPath(apart.Output.Trim()), StringComparison.Ordinal);
        }
    }
}
