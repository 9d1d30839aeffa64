using System.Text;
using System.Text.Json.Nodes;
using Item2Vec.Faults.Support;

namespace Item2Vec.Faults.Commands;

/// <summary>Exit codes are a closed set, whatever a command is given; 1, a bug of the tool, is never among them.</summary>
public sealed class ExitCodeTests(FaultModel model, ITestOutputHelper output)
{
    private static readonly int[] Allowed = [0, 2, 3, 65, 66, 73];

    private static readonly string[] Values =
        ["null", "1e400", "-1", "1e30", "\"\"", "\"\\ud800\"", "[]", "{}", "true", "[null]", "99999999999999999999", "\"x\"", "-0.0"];

    private static readonly string[][] Readers =
        [["info"], ["info", "--format", "json"], ["info", "--verify", "--format", "tsv"], ["similar", "--item", "t1-i01"]];

    private static readonly string[][] Commands =
    [
        ["similar", "-m", "m", "--item", "t1-i01"], ["similar", "-m", "m", "--metadata", "category=topic 1"],
        ["recommend", "-m", "m", "--history", "t1-i01"], ["analogy", "-m", "m", "t1-i01 - t1-i02 + t1-i03"],
        ["vector", "-m", "m", "--item", "t1-i01"], ["explain", "-m", "m", "--item", "t1-i01", "--item", "t1-i02"], ["info", "-m", "m"],
        ["export", "-m", "m", "--to", "word2vec", "-o", "out.txt"],
        ["train", "broken.csv", "-o", "t"], ["import", "broken.csv", "--from", "word2vec", "-o", "i"], ["evaluate", "broken.csv"],
    ];

    private static readonly string[][] Words =
    [
        ["-k", "0"], ["-k", "5"], ["-k", "99999999999999999999"], ["--format", "json"], ["--format", "tsv", "--csv-safe"], ["--ef", "1"],
        ["--where", "category=topic 1"], ["--where", "price=.."], ["--where", "\0"], ["--item", "\u202e"], ["--item", "\ud800"],
        ["--item", ""], ["--item", "t2-i01"], ["--history", "t2-i01,,t3-i01"], ["--history", "*"], ["--score", "blend"],
        ["--score", "similar"], ["--beta", "nan"], ["--beta", "1e400"], ["-o", "m/items.i2v"], ["-o", "/dev/null"], ["-o", ""],
        ["-o", "no/such/dir/x"], ["--"], ["-"], ["(((("], ["a + "], ["--metadata", "category="], ["--exclude", "t1-i02"], ["--user", "x"],
        ["--among", "users"], ["--among", "metadata"], ["--exact"], ["--verify"], ["-q"], ["--verbose"], ["--threads", "0"],
        ["--threads", "2"], ["--seed", "-1"], ["--matrix", "output"], ["-m", "/dev"], ["-m", "m/items.i2v"], ["-m", "broken.csv"],
        ["-m", ""], ["--config", "config.json"], ["--report", "m/page.html"], ["--dimensions", "4"], ["--to", "parquet"],
        ["--to", "onnx"], ["--from", "parquet"], ["--item-column", "nothing"], ["--no-such-option"], ["--help"],
    ];

    [Theory]
    [InlineData("model.json")]
    [InlineData("run.json")]
    public void Any_value_of_a_description_may_be_anything(string file)
    {
        using Workspace workspace = new();
        model.CopyTo(workspace["m"]);
        string path = workspace[$"m/{file}"];
        string text = File.ReadAllText(path);
        int runs = 0;
        foreach (string place in Places(JsonNode.Parse(text)!, "$"))
        {
            foreach (string value in Values)
            {
                File.WriteAllText(path, Replaced(text, place, value));
                Check(workspace, [.. Readers[runs++ % Readers.Length], "-m", "m"], [0, 65], $"{file} {place} = {value}");
            }
        }

        output.WriteLine($"{runs} runs with other values in {file}");
    }

    [Fact]
    public void A_config_of_anything_is_bad_data()
    {
        using Workspace workspace = new();
        byte[][] configs =
        [
            [], [0xff], "{\"dimensions\": \"\u00ff\"}"u8.ToArray(), [.. "{\""u8, 0xff, .. "\": 3}"u8],
            [.. "{\"dimensions\": \""u8, 0xc3, 0x28, .. "\"}"u8], "null"u8.ToArray(), "[]"u8.ToArray(),
            "{\"dimensions\": null}"u8.ToArray(),
            "{\"dimensions\": 1e400}"u8.ToArray(), "{\"dimensions\": {}}"u8.ToArray(), "{\"\\ud800\": 1}"u8.ToArray(),
            Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 20_000))), new byte[(1 << 20) + 1],
        ];
        foreach (byte[] config in configs)
        {
            File.WriteAllBytes(workspace["config.json"], config);
            Check(workspace, ["train", model.Log, "--config", "config.json", "-o", "m"], [65], $"{config.Length} bytes of config");
        }

        if (!OperatingSystem.IsWindows()) Check(workspace, ["train", model.Log, "--config", "/dev/zero"], [66], "a device as config");
    }

    [Fact]
    public void Command_lines_of_anything_end_with_a_code_of_the_set()
    {
        using Workspace workspace = new();
        model.CopyTo(workspace["m"]);
        workspace.Write("config.json", "{\"dimensions\": 4}");
        workspace.Write("broken.csv", "session_id,item_id\n\"a,b\n");
        Random random = new(1);
        Dictionary<int, int> codes = [];
        const int runs = 300;
        for (int run = 0; run < runs; run++)
        {
            List<string> args = [.. Commands[random.Next(Commands.Length)]];
            for (int more = random.Next(3); more > 0; more--) args.AddRange(Words[random.Next(Words.Length)]);
            int code = Check(workspace, [.. args], Allowed, "fuzzed");
            codes[code] = codes.GetValueOrDefault(code) + 1;
        }

        string counts = string.Join(", ", codes.OrderBy(one => one.Key).Select(one => $"{one.Value} x {one.Key}"));
        output.WriteLine($"{runs} command lines: {counts}");
        Assert.Contains(0, codes.Keys);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(48)]
    [InlineData(64)]
    public void Too_few_files_are_nobodys_bug(int files)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "limits are set by the shell");
        string command = $"ulimit -n {files}; exec dotnet '{Tool.Path}' similar --item t1-i01 -m '{model.Model}'";
        ToolResult result = Tool.RunProcess(new ToolStart(Path.GetTempPath(), "-c", command) { Executable = "sh" });
        Assert.Contains(result.ExitCode, Allowed);
        Assert.True(result.ExitCode == 0 || result.Error.Contains("error: ", StringComparison.Ordinal), "it ends with nothing said");
        Assert.DoesNotContain("bug", result.Error, StringComparison.Ordinal);
    }

    private static int Check(Workspace workspace, string[] args, int[] allowed, string what)
    {
        ToolResult result = workspace.Run(args);
        Assert.True(
            allowed.Contains(result.ExitCode),
            $"{what}: '{string.Join("' '", args)}' ended with {result.ExitCode}\n{result.Output}{result.Error}");
        Assert.True(
            result.Error.Split('\n').All(line => line.Length < 2000), $"{what}: '{string.Join("' '", args)}' prints {result.Error}");
        return result.ExitCode;
    }

    /// <summary>The paths of all values of a document.</summary>
    private static IEnumerable<string> Places(JsonNode node, string path) => node switch
    {
        JsonObject parent => parent.Where(child => child.Value is not null)
            .SelectMany(child => Places(child.Value!, $"{path}/{child.Key}").Prepend($"{path}/{child.Key}")).Distinct(),
        JsonArray list => list.Take(1).SelectMany((child, i) => Places(child!, $"{path}/{i}").Prepend($"{path}/{i}")).Distinct(),
        _ => [path],
    };

    private static string Replaced(string text, string place, string value)
    {
        const string mark = "a mark that no model has";
        JsonNode root = JsonNode.Parse(text)!;
        JsonNode parent = root;
        string[] steps = place.Split('/')[1..];
        foreach (string step in steps[..^1]) parent = parent is JsonArray list ? list[int.Parse(step)]! : parent[step]!;
        if (parent is JsonArray array) array[int.Parse(steps[^1])] = mark;
        else parent[steps[^1]] = mark;
        return root.ToJsonString().Replace($"\"{mark}\"", value, StringComparison.Ordinal);
    }
}
