using System.Text.Json;

namespace Item2Vec.Faults.Crashes;

/// <summary>
/// An import that replaces a model, killed before each of its file-system calls, twice, or with an error at each: a model is always there,
/// the old or the new one, and the next import leaves nothing but its own.
/// </summary>
public sealed class ReplacementFaultTests(FaultyTool tool, ITestOutputHelper output)
{
    private static readonly string[] Inputs = ["a.txt", "b.txt", "c.txt", "d.txt", "e.txt"];

    [Fact]
    public void A_kill_at_any_call_loses_nothing()
    {
        tool.SkipWithout();
        int calls = Calls();
        int kills = 0;
        for (int at = 1; at <= calls; at += FaultyTool.Stride(3))
        {
            using Workspace workspace = Start();
            Import(workspace, "a");
            if (tool.Run(workspace, "all", at, 0, Command("b")).Result.ExitCode == 0) continue;
            kills++;
            Assert.Contains(Served(workspace), (string[])["a", "b"]);
            Finish(workspace, "c");
        }

        output.WriteLine($"{kills} kills at the {calls} calls of an import: nothing lost, nothing left");
        Assert.True(kills > 5, "the kills miss");
    }

    [Fact]
    public void Two_kills_in_two_windows_lose_nothing()
    {
        tool.SkipWithout();
        int pairs = 0;
        bool all = FaultyTool.Stride(2) == 1;
        for (int first = all ? 1 : 4; first <= 6; first++)
        {
            for (int second = all ? 1 : 4; second <= 6; second++)
            {
                using Workspace workspace = Start();
                Import(workspace, "a");
                Assert.Equal(137, tool.Run(workspace, "r", first, 0, Command("b")).Result.ExitCode);
                Import(workspace, "c");
                Assert.Equal("c", Served(workspace));
                Assert.Equal(137, tool.Run(workspace, "r", second, 0, Command("d")).Result.ExitCode);
                Assert.Contains(Served(workspace), (string[])["c", "d"]);
                Assert.Equal(137, tool.Run(workspace, "r", 1, 0, Command("b")).Result.ExitCode);
                Assert.Contains(Served(workspace), (string[])["c", "d"]);
                Finish(workspace, "e");
                pairs++;
            }
        }

        output.WriteLine($"{pairs} pairs of kills at two renames, with an import between them and a third kill after: nothing lost");
    }

    [Theory]
    [InlineData(28, "no space")]
    [InlineData(5, "input/output error")]
    [InlineData(24, "too many open files")]
    public void An_error_of_any_call_is_reported_and_loses_nothing(int error, string name)
    {
        tool.SkipWithout();
        int calls = Calls();
        int failed = 0, survived = 0;
        for (int at = 1; at <= calls; at += FaultyTool.Stride(7))
        {
            using Workspace workspace = Start();
            Import(workspace, "a");
            ToolResult result = tool.Run(workspace, "all", at, error, Command("b")).Result;
            Assert.Contains(result.ExitCode, (int[])[0, 66, 73]);
            _ = result.ExitCode == 0 ? survived++ : failed++;
            Assert.Contains(Served(workspace), result.ExitCode == 0 ? (string[])["b"] : ["a", "b"]);

            // A model that is complete and could not be moved into place is not thrown away; the message says where it is.
            foreach (string kept in Directory.EnumerateDirectories(workspace.Directory, "m.tmp-*"))
            {
                Assert.Contains(Path.GetFileName(kept), result.Error, StringComparison.Ordinal);
                workspace.Run("info", "--verify", "-m", kept).Expect(0);
                Directory.Delete(kept, recursive: true);
            }

            Finish(workspace, "c");
        }

        output.WriteLine($"{name} at {failed + survived} of {calls} calls: {failed} reported, {survived} without effect, nothing lost");
        Assert.True(failed > 0, "the errors miss");
    }

    /// <summary>The number of calls of an import that replaces a model.</summary>
    private int Calls()
    {
        using Workspace workspace = Start();
        Import(workspace, "a");
        (ToolResult result, string calls) = tool.Run(workspace, "all", 0, 0, Command("b"));
        result.Expect(0);
        Assert.Equal(6, calls.Count(call => call == 'r'));
        return calls.Length;
    }

    private static Workspace Start()
    {
        Workspace workspace = new();
        foreach (string input in Inputs) workspace.Write(input, $"2 3\n{input[0]} 1 2 3\nother 3 2 1\n");
        Directory.CreateDirectory(workspace["m"]);
        return workspace;
    }

    private static string[] Command(string input) => ["import", $"{input}.txt", "--from", "word2vec", "-o", "m"];

    private static void Import(Workspace workspace, string input)
    {
        workspace.Run(Command(input)).Expect(0);
        if (!File.Exists(workspace["m/notes.txt"])) workspace.Write("m/notes.txt", "notes");
    }

    /// <summary>The item that tells which import the model is of.</summary>
    private static string Served(Workspace workspace)
    {
        workspace.Run("info", "--verify", "-m", "m").Expect(0);
        using JsonDocument json = JsonDocument.Parse(
            workspace.Run("similar", "--item", "other", "-k", "1", "-m", "m", "--format", "json").Expect(0).Output);
        return json.RootElement.GetProperty("results")[0].GetProperty("item").GetString()!;
    }

    /// <summary>A good import is what is there afterward, with the user's notes and without leftovers.</summary>
    private static void Finish(Workspace workspace, string input)
    {
        workspace.Run(Command(input)).Expect(0);
        Assert.Equal(input, Served(workspace));
        Assert.Equal("notes", File.ReadAllText(workspace["m/notes.txt"]));
        Assert.Equal($"{string.Join(' ', Inputs)} m", Names(workspace.Directory));
        Assert.Equal("items.i2v model.json notes.txt run.json", Names(workspace["m"]));
    }

    private static string Names(string directory)
        => string.Join(' ', Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
