using System.IO.Compression;
using System.Xml.Linq;

namespace Item2Vec.Cli.Tests.Packaging;

/// <summary>
/// All packages of the repository in one folder, packed once for the tests that look into them, restore and install them. Slow.
/// </summary>
public sealed class PackageFeed : IDisposable
{
    private readonly Workspace workspace = new();

    public PackageFeed()
    {
        // Built apart from the output that other tests run at this moment; kept, so that the next run is quick, also at the next commit.
        Dotnet(
            workspace.Directory, "pack", Path.Combine(Tool.Repository, "Item2Vec.Packages.slnf"), "-c", "Release", "-o", Folder, "--nologo",
            "-graph", $"-p:ArtifactsPath={Path.Combine(Tool.Artifacts, "pack-test")}", "-p:ToolOnly=true", "-p:UseAppHost=true",
            "-p:GenerateDocumentationFile=true", "-p:IncludeSourceRevisionInInformationalVersion=false");
        Libraries = [.. Directory.GetFiles(Path.Combine(Tool.Repository, "src"), "Item2Vec.*.csproj", SearchOption.AllDirectories)
            .Where(path => Path.GetFileName(path) != "Item2Vec.Cli.csproj").Order(StringComparer.Ordinal)];
    }

    /// <summary>A source of packages for NuGet.</summary>
    public string Folder => workspace["packages"];

    /// <summary>The project files of the libraries.</summary>
    public IReadOnlyList<string> Libraries { get; }

    /// <summary>The version of all projects.</summary>
    public static string Version { get; }
        = XDocument.Load(Path.Combine(Tool.Repository, "Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>The package of that id, opened.</summary>
    public ZipArchive Open(string id, string extension = "nupkg") => ZipFile.OpenRead(Path.Combine(Folder, $"{id}.{Version}.{extension}"));

    public void Dispose() => workspace.Dispose();

    internal static ToolResult Dotnet(string directory, params string[] args) => Dotnet(directory, [], args);

    /// <summary>Runs the SDK, which must succeed.</summary>
    internal static ToolResult Dotnet(string directory, Dictionary<string, string> environment, string[] args)
        => Tool.RunProcess(new ToolStart(directory, args)
        {
            Executable = "dotnet",

            // A build takes as long as the machine lets it; one that hangs is stopped by the test runner.
            Limit = Timeout.InfiniteTimeSpan,

            // A build node that stays would hold on to our pipes.
            Environment = new(environment) { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
        }).Expect(0);
}

/// <summary>The tests that share the feed.</summary>
[CollectionDefinition(nameof(PackageFeed))]
public sealed class PackageFeedTests : ICollectionFixture<PackageFeed>;
