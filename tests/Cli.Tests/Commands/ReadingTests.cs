using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>What train says of a log and keeps of it, and where the log may come from.</summary>
public sealed class ReadingTests : IDisposable
{
    private static readonly string[] Small = ["--min-count", "1", "--dimensions", "4", "--epochs", "1", "--sample", "0", "--threads", "1"];
    private readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void The_line_of_the_time_says_what_was_understood_and_info_keeps_it()
    {
        workspace.Write("e.csv", "user_id,item_id,ts\nu,a,1700000000\nu,b,1700000060\nv,b,1700086400\nv,a,1700086401\n");
        ToolResult train = workspace.Run(["train", "e.csv", .. Small]).Expect(0);
        Assert.Contains(
            "  time     ts       (found by name)  epoch seconds, 2023-11-14 to 2023-11-15\n", train.Error, StringComparison.Ordinal);
        Assert.Contains(
            "\"time\":\"epoch seconds, 2023-11-14 to 2023-11-15\"", workspace.Run("info", "--format", "json").Expect(0).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_sparse_log_keeps_its_rare_items_and_train_and_evaluate_say_why()
    {
        workspace.Write("log.txt", string.Concat(Enumerable.Range(0, 30).Select(i => $"often rare{i / 3} also\n")));
        string[] small = ["log.txt", .. Small.Skip(2)];
        const string note = "chose --min-count 3 (5 would leave out 33 % of the events)";
        Assert.Contains(note, workspace.Run(["train", .. small]).Expect(0).Error, StringComparison.Ordinal);
        using JsonDocument info = JsonDocument.Parse(workspace.Run("info", "--format", "json").Expect(0).Output);
        Assert.Equal("3", info.RootElement.GetProperty("data").GetProperty("minCount").GetString());
        Assert.Contains(
            note, workspace.Run(["evaluate", .. small, "--co-occurrences", "0", "--baselines", "none", "--split", "sessions:0.3"]).Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain(
            "--min-count", workspace.Run(["train", .. small, "--min-count", "1"]).Expect(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_say_how_a_file_is_written()
    {
        workspace.Write(
            "e.csv", "u,a,31.01.2024 14:05\nu,b,01.02.2024 00:00\nu,None,01.02.2024 00:00\nv,b,01.03.2024 00:00\nv,a,02.03.2024 01:00\n");
        string[] named = ["train", "e.csv", "--columns", "user,item,ts", .. Small];
        Assert.Contains("--time-format '%d.%m.%Y %H:%M'", workspace.Run(named).Expect(65).Error, StringComparison.Ordinal);
        string error = workspace.Run([.. named, "--time-format", "%d.%m.%Y %H:%M"]).Expect(0).Error;
        Assert.Contains("'None' is among the items, with 1 events; say with --null", error, StringComparison.Ordinal);
        error = workspace.Run([.. named, "--time-format", "%d.%m.%Y %H:%M", "--null", "None"]).Expect(0).Error;
        Assert.Contains("2 items, 4 events, 2 sessions", error, StringComparison.Ordinal);
        Assert.Contains("1 of 5 rows are lost: column 'item' is empty in 1; give another column with --item-column", error,
            StringComparison.Ordinal);
        error = workspace.Run([.. named, "--time-format", "%d.%m.%Y %H:%M", "--null", "None,a,b"]).Expect(65).Error;
        Assert.DoesNotContain("--allow-loss", error, StringComparison.Ordinal);
        error = workspace.Run([.. named, "--time-format", "%d.%m.%Y %H:%M", "--null", "None,b"]).Expect(65).Error;
        Assert.Contains("3 of 5 rows are lost", error, StringComparison.Ordinal);
        Assert.Contains("--allow-loss", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user_id,item_id\nu,a\nu,b\n", "stdin.csv")]
    [InlineData("{\"user_id\":\"u\",\"item_id\":\"a\"}\n{\"user_id\":\"u\",\"item_id\":\"b\"}\n", "stdin.jsonl")]
    [InlineData("a b\nb a\n", "stdin.txt")]
    public void A_log_comes_from_standard_input(string log, string file)
    {
        ToolResult result = Tool.RunProcess(new ToolStart(workspace.Directory, (string[])["train", "-", .. Small]) { Input = log });
        Assert.Contains($"{file}: ", result.Expect(0).Error, StringComparison.Ordinal);
        Assert.Contains("2 items, ", result.Error, StringComparison.Ordinal);
        Assert.Contains($"\"files\":\"{file}\"", workspace.Run("info", "--format", "json").Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("standard input is empty", Tool.RunProcess(new ToolStart(workspace.Directory, "train", "-")).Expect(66).Error,
            StringComparison.Ordinal);
    }

    /// <summary>Times around the end of summer time in Europe and in America, with a zone and without one.</summary>
    [Fact]
    public void The_time_zone_of_the_machine_changes_nothing()
    {
        string rows = string.Concat(Enumerable.Range(0, 24).Select(i => string.Create(CultureInfo.InvariantCulture,
            $"{i % 3},{"abcd"[i % 4]},{(i % 2 == 0 ? $"2023-10-29T0{i % 5}:{i + 10}:00+0{i % 3}:00" : $"2023-11-05 0{i % 4}:{i + 20}:00")}"
                + $"\n")));
        workspace.Write("e.csv", "user_id,item_id,ts\n" + rows);
        string[] hashes = [.. new[] { "UTC", "Europe/Berlin", "America/New_York" }.Select(zone =>
        {
            string[] train = ["train", "e.csv", "--session-gap", "30m", .. Small];
            ToolResult result = Tool.RunProcess(new ToolStart(workspace.Directory, train)
            {
                Environment = new() { ["TZ"] = zone },
            });
            result.Expect(0);
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(workspace["item2vec-model/items.i2v"])));
        })];
        Assert.Single(hashes.Distinct());
    }
}
