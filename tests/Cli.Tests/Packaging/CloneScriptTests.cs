using System.Diagnostics;

namespace Item2Vec.Cli.Tests.Packaging;

/// <summary>
/// <c>./item2vec</c> of a clone: builds when it must, and never runs what was not built of the sources as they are. A script stands for
/// dotnet.
/// </summary>
public sealed class CloneScriptTests : IDisposable
{
    /// <summary>
    /// Its build is the source in the place of the assembly, and fails where the source says so; running prints the build and the
    /// arguments.
    /// </summary>
    private const string Dotnet = """
        #!/bin/sh
        if [ "$1" = build ]; then
            for word; do case "$word" in -p:ArtifactsPath=*) to=${word#*=};; esac; done
            echo built >> "$COUNT"
            if grep -q broken "$2/Program.cs"; then echo "Program.cs(1,1): error"; exit 1; fi
            mkdir -p "$to/bin/Item2Vec.Cli/release"
            cat "$2"/*.cs > "$to/bin/Item2Vec.Cli/release/item2vec.dll"
        else
            cat "$1"; shift; echo "$*"
            exit 7
        fi
        """;

    private readonly Workspace workspace = new();

    public CloneScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has item2vec.cmd");
        foreach (string folder in (string[])["a clone/src/Cli", "bin"]) Directory.CreateDirectory(workspace[folder]);
        File.Copy(Path.Combine(Tool.Repository, "item2vec"), workspace["a clone/item2vec"]);
        workspace.Write("a clone/Directory.Build.props", "<Project />");
        workspace.Write("a clone/global.json", "{}");
        workspace.Write("a clone/src/Cli/Program.cs", "one\n");
        string dotnet = workspace.Write("bin/dotnet", Dotnet);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private int Builds => File.Exists(workspace["count"]) ? File.ReadAllLines(workspace["count"]).Length : 0;

    private ToolStart Call
        => new(Path.GetTempPath(), "--item", "a b") { Executable = workspace["a clone/item2vec"], Environment = Environment };

    private Dictionary<string, string> Environment
        => new() { ["PATH"] = $"{workspace["bin"]}:{System.Environment.GetEnvironmentVariable("PATH")}", ["COUNT"] = workspace["count"] };

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void It_builds_once_and_again_when_the_content_of_the_sources_is_another()
    {
        ToolResult first = Tool.RunProcess(Call).Expect(7);
        Assert.Equal(("one\n--item a b\n", "building item2vec ...\n"), (first.Output, first.Error));
        File.SetLastWriteTimeUtc(workspace["a clone/src/Cli/Program.cs"], DateTime.UnixEpoch);
        Assert.Empty(Tool.RunProcess(Call).Expect(7).Error);
        Assert.Equal(1, Builds);

        // Older than the build, as a file that was moved here.
        workspace.Write("a clone/src/Cli/Program.cs", "two\n");
        File.SetLastWriteTimeUtc(workspace["a clone/src/Cli/Program.cs"], DateTime.UnixEpoch);
        Assert.Equal("two\n--item a b\n", Tool.RunProcess(Call).Expect(7).Output);

        workspace.Write("a clone/src/Cli/Other.cs", "three\n");
        Assert.Equal("three\ntwo\n--item a b\n", Tool.RunProcess(Call).Expect(7).Output);
        File.Delete(workspace["a clone/src/Cli/Other.cs"]);
        Assert.Equal("two\n--item a b\n", Tool.RunProcess(Call).Expect(7).Output);
        Assert.Equal(3, Builds);
        workspace.Write("a clone/global.json", "{ }");
        Tool.RunProcess(Call).Expect(7);
        Assert.Equal(4, Builds);
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(workspace["a clone/artifacts/tool"]), path => Path.GetFileName(path).StartsWith('.'));
    }

    [Fact]
    public void A_build_that_fails_is_shown_and_tried_again()
    {
        workspace.Write("a clone/src/Cli/Program.cs", "broken\n");
        ToolResult failed = Tool.RunProcess(Call).Expect(1);
        Assert.Equal((string.Empty, "building item2vec ...\nProgram.cs(1,1): error\n"), (failed.Output, failed.Error));
        Tool.RunProcess(Call).Expect(1);
        Assert.Equal(2, Builds);
        workspace.Write("a clone/src/Cli/Program.cs", "mended\n");
        Assert.Equal("mended\n--item a b\n", Tool.RunProcess(Call).Expect(7).Output);
    }

    [Fact]
    public void It_works_through_a_link_and_twice_at_once()
    {
        File.CreateSymbolicLink(workspace["bin/item2vec"], workspace["a clone/item2vec"]);
        ToolStart linked = new(workspace["bin"], "info") { Executable = workspace["bin/item2vec"], Environment = Environment };
        using Process other = Tool.Start(linked);
        Assert.Equal("one\ninfo\n", Tool.RunProcess(linked).Expect(7).Output);
        Assert.Equal("one\ninfo\n", other.StandardOutput.ReadToEnd());
        other.WaitForExit();
        Assert.Equal(7, other.ExitCode);
        Assert.Single(Directory.EnumerateFileSystemEntries(workspace["a clone/artifacts/tool"]));
    }

    [Fact]
    public void Where_nothing_can_be_written_it_says_so()
    {
        // A file in the place of the folder: whoever runs the tests may be allowed to write anywhere.
        workspace.Write("a clone/artifacts", string.Empty);
        ToolResult result = Tool.RunProcess(Call).Expect(1);
        Assert.Contains(
            "a clone/artifacts/tool: cannot be written, and holds no build of these sources", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, Builds);
    }

    [Fact]
    public void Without_dotnet_it_says_what_is_needed()
    {
        File.Delete(workspace["bin/dotnet"]);
        foreach (string tool in (string[])["sh", "readlink", "dirname", "find", "cksum", "sort", "tr"])
            File.CreateSymbolicLink(workspace[$"bin/{tool}"], Path.Combine("/usr/bin", tool));
        ToolResult result = Tool.RunProcess(Call with { Environment = new() { ["PATH"] = workspace["bin"] } }).Expect(1);
        Assert.Contains("the .NET 10 SDK", result.Error, StringComparison.Ordinal);
    }
}
