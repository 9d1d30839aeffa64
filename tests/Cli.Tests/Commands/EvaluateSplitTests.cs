using System.Text;
using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>evaluate with a split that is given, by files or by a column, as published protocols have it.</summary>
public sealed class EvaluateSplitTests
{
    private static readonly string[] Published =
        ["--protocol", "published", "--baselines", "markov", "--sample", "0", "--dimensions", "4", "--threads", "1", "--format", "json"];

    private static readonly string[] Training = ["a b c d", "b c d a", "rare a b"];
    private static readonly string[] Test = ["a x b c", "b b rare", "new y"];

    private static string Repeated(IEnumerable<string> sessions)
        => string.Concat(Enumerable.Repeat(string.Concat(sessions.Select(session => session + "\n")), 10));

    private static JsonElement Markov(JsonDocument json)
        => json.RootElement.GetProperty("models").EnumerateArray().Single(model => model.GetProperty("name").GetString() == "markov");

    /// <summary>The parts as one table of events, in which sessions of both parts and of none alternate.</summary>
    private static string Table()
    {
        StringBuilder csv = new("session_id,item_id,part\n");
        int number = 0;
        foreach (string session in Repeated(Training).Split('\n', StringSplitOptions.RemoveEmptyEntries)) Add(session, "train");
        Add("a a a a", "validation");
        foreach (string session in Test) Add(session, "test");
        return csv.ToString();

        void Add(string session, string part)
        {
            number++;
            foreach (string item in session.Split(' ')) csv.Append($"s{number},{item},{part}\n");
        }
    }

    [Fact]
    public void Every_prefix_of_a_test_file_is_asked_without_items_that_the_training_part_does_not_have()
    {
        using Workspace workspace = new();
        workspace.Write("train.txt", Repeated(Training));
        workspace.Write("test.txt", string.Join('\n', Test) + "\n");
        ToolResult result = workspace.Run(["evaluate", "train.txt", "--test", "test.txt", "--cutoffs", "1", .. Published]).Expect(0);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement root = json.RootElement;

        // a b c, b b rare: x, new and y are left out, and with them the third session; b after b stays.
        Assert.Equal("test", root.GetProperty("split").GetString());
        Assert.Equal("published", root.GetProperty("protocol").GetString());
        Assert.Equal(
            (4, 2, 3, 1, 0),
            (root.GetProperty("cases").GetInt32(), root.GetProperty("sessions").GetInt32(), root.GetProperty("unknownEvents").GetInt32(),
                root.GetProperty("selfRepeats").GetInt32(), root.GetProperty("unknownTargets").GetInt32()));

        // b after a and c after b are found, b and rare after b are not.
        Assert.Equal(0.5, Markov(json).GetProperty("metrics").GetProperty("hit@1").GetDouble(), 1e-12);
    }

    [Fact]
    public void A_column_of_parts_gives_what_two_files_give()
    {
        using Workspace workspace = new();
        workspace.Write("train.txt", Repeated(Training));
        workspace.Write("test.txt", string.Join('\n', Test) + "\n");
        workspace.Write("log.csv", Table());
        using JsonDocument files = JsonDocument.Parse(
            workspace.Run(["evaluate", "train.txt", "--test", "test.txt", .. Published]).Expect(0).Output);
        using JsonDocument column = JsonDocument.Parse(
            workspace.Run(["evaluate", "log.csv", "--split", "column:part", .. Published]).Expect(0).Output);
        Assert.Equal("column:part", column.RootElement.GetProperty("split").GetString());
        Assert.Equal(files.RootElement.GetProperty("cases").GetInt32(), column.RootElement.GetProperty("cases").GetInt32());
        foreach (string metric in (string[])["hit@5", "mrr@20", "ndcg@20", "auc"])
            Assert.Equal(
                Markov(files).GetProperty("metrics").GetProperty(metric).GetDouble(),
                Markov(column).GetProperty("metrics").GetProperty(metric).GetDouble(), 1e-12);
    }

    [Fact]
    public void A_saved_model_is_asked_about_the_test_part_of_a_column()
    {
        using Workspace workspace = new();
        workspace.Write("train.txt", Repeated(Training));
        workspace.Write("log.csv", Table());
        workspace.Run("train", "train.txt", "-o", "model", "--dimensions", "4", "--sample", "0", "--min-count", "1").Expect(0);
        using JsonDocument json = JsonDocument.Parse(workspace.Run(
            "evaluate", "log.csv", "--split", "column:part", "--protocol", "published", "--model", "model", "--format", "json")
            .Expect(0).Output);
        Assert.Equal(
            ("column:part", 4, 3),
            (json.RootElement.GetProperty("split").GetString(), json.RootElement.GetProperty("cases").GetInt32(),
                json.RootElement.GetProperty("unknownEvents").GetInt32()));
    }

    [Fact]
    public void The_rule_for_repeats_can_still_be_chosen_and_rare_items_are_misses()
    {
        using Workspace workspace = new();
        workspace.Write("train.txt", Repeated(Training));
        workspace.Write("test.txt", string.Join('\n', Test) + "\n");
        using JsonDocument json = JsonDocument.Parse(workspace.Run(
            ["evaluate", "train.txt", "--test", "test.txt", "--repeats", "drop", "--min-count", "11", .. Published]).Expect(0).Output);

        // rare, with ten events, is of the training part, but too rare to be learned.
        Assert.Equal(3, json.RootElement.GetProperty("cases").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("unknownTargets").GetInt32());
        Assert.Equal(3, json.RootElement.GetProperty("unknownEvents").GetInt32());
    }

    [Theory]
    [InlineData(2, "--protocol published needs whole sessions", "--protocol", "published")]
    [InlineData(2, "--protocol published needs whole sessions", "--protocol", "published", "--pairs", "log.csv")]
    [InlineData(2, "--split: --test says what is held out", "--test", "log.csv", "--split", "last")]
    [InlineData(2, "--pairs: --test says what is asked", "--test", "log.csv", "--pairs", "log.csv")]
    [InlineData(2, "or column:NAME", "--split", "column:")]
    [InlineData(65, "no column 'week' for the part", "--split", "column:week")]
    [InlineData(65, "holds 'a' in some rows", "--split", "column:item_id")]
    [InlineData(66, "nowhere.csv", "--test", "nowhere.csv")]
    public void What_does_not_go_together_is_refused(int code, string expected, params string[] args)
    {
        using Workspace workspace = new();
        workspace.Write("log.csv", Table());
        ToolResult result = workspace.Run(["evaluate", "log.csv", .. args]).Expect(code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Tune_has_no_split_by_a_column()
    {
        using Workspace workspace = new();
        workspace.Write("log.csv", Table());
        Assert.Contains(
            "sessions:F or time:F", workspace.Run("tune", "log.csv", "--split", "column:part").Expect(2).Error, StringComparison.Ordinal);
    }
}
