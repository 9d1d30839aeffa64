using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>tune: a small search, what it writes, and what becomes of that.</summary>
public sealed class TuneTests(TrainedModel trained)
{
    private static readonly string[] Small =
    [
        "--threads", "1", "--dimensions", "8", "--window", "2", "--max-epochs", "45", "--cases", "300", "--metric", "hit@10", "--sample",
        "0"
    ];

    private static ToolResult Tune(Workspace workspace, int trials, params string[] args)
        => workspace.Run(["tune", "sessions.csv", "--trials", $"{trials}", .. Small, .. args]);

    private static Workspace WithLog()
    {
        Workspace workspace = new();
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(400));
        return workspace;
    }

    [Fact]
    public void A_search_is_repeatable_and_its_best_recipe_trains_a_model()
    {
        using Workspace workspace = WithLog();
        ToolResult first = Tune(workspace, 6, "--format", "json", "--report", "page.html").Expect(0);
        using JsonDocument json = JsonDocument.Parse(first.Output);
        JsonElement[] trials = [.. json.RootElement.GetProperty("trials").EnumerateArray()];
        Assert.Equal(6, trials.Length);
        JsonElement best = trials.MaxBy(trial => trial.GetProperty("value").GetDouble());
        Assert.Equal(best.GetProperty("trial").GetInt32(), json.RootElement.GetProperty("best").GetInt32());
        Assert.Equal(
            ["negative", "ns-exponent", "optimizer", "learning-rate", "epochs", "beta"],
            trials[0].GetProperty("options").EnumerateObject().Select(option => option.Name));
        Assert.Equal(20, trials[0].GetProperty("options").GetProperty("epochs").GetInt32());
        Assert.Equal(4, json.RootElement.GetProperty("test").GetProperty("models").GetArrayLength());
        Assert.Contains("trial 6: ", first.Error, StringComparison.Ordinal);

        // The file has what was given and what was chosen, and nothing else but where it comes from.
        JsonObject file = JsonNode.Parse(File.ReadAllText(workspace["best.json"]))!.AsObject();
        Assert.Equal(
            ["beta", "dimensions", "epochs", "learning-rate", "negative", "ns-exponent", "optimizer", "sample", "tuned", "window"],
            file.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(8, file["dimensions"]!.GetValue<int>());
        foreach (JsonProperty option in best.GetProperty("options").EnumerateObject())
            Assert.Equal(option.Value.GetRawText(), file[option.Name]!.ToJsonString());

        // Again: the same bytes, and the figure on the test slice is what evaluate finds when it holds nothing out for the blend.
        byte[][] files = [File.ReadAllBytes(workspace["best.json"]), File.ReadAllBytes(workspace["page.html"])];
        Tune(workspace, 6, "--format", "json", "--report", "page.html").Expect(0);
        Assert.Equal(files, [File.ReadAllBytes(workspace["best.json"]), File.ReadAllBytes(workspace["page.html"])]);
        using JsonDocument evaluated = JsonDocument.Parse(workspace.Run(
            "evaluate", "sessions.csv", "--config", "best.json", "--cutoffs", "10", "--baselines", "none", "--co-occurrences", "0",
            "--threads", "1", "-q", "--format", "json").Expect(0).Output);
        double recommend = evaluated.RootElement.GetProperty("models").EnumerateArray()
            .Single(model => model.GetProperty("name").GetString() == "item2vec next").GetProperty("metrics").GetProperty("hit@10")
            .GetDouble();
        Assert.Equal(recommend, file["tuned"]!["test"]!["best recipe"]!["hit@10"]!.GetValue<double>(), 1e-12);

        workspace.Run("train", "sessions.csv", "--config", "best.json", "--threads", "1", "-q").Expect(0);
        using JsonDocument model = JsonDocument.Parse(workspace.Run("info", "--format", "json").Expect(0).Output);
        Assert.Equal(8, model.RootElement.GetProperty("dimensions").GetInt32());

        ReportPage page = new(workspace["page.html"]);
        Assert.Equal(
            ["What was searched", "What it is worth", "How the search went", "What each parameter does", "Every trial"], page.Sections);
        Assert.Equal(
            ["Best so far", "hit@10 against negative", "hit@10 against ns-exponent", "hit@10 against optimizer",
                "hit@10 against learning-rate"],
            page.Plots);
        Assert.Equal(6, page.Count("hit@10 against ns-exponent", "circle"));
    }

    [Fact]
    public void Tables_and_tsv_have_every_trial()
    {
        using Workspace workspace = WithLog();
        string[] lines = Tune(workspace, 3, "--score", "similar", "-q").Expect(0).OutputLines;
        Assert.StartsWith("3 trials, similar on the validation slice: split last, ", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("beta", lines[1], StringComparison.Ordinal);
        Assert.Equal(["first plan", "first plan", "best plan", "best plan"], lines[^4..].Select(line => line[..10].Trim()));

        string[][] cells = [.. Tune(workspace, 3, "-q", "--format", "tsv").Expect(0).OutputLines.Select(line => line.Split('\t'))];
        Assert.Equal(
            [
                "trial", "plan", "negative", "ns-exponent", "optimizer", "learning-rate", "epochs", "beta", "metric", "value", "low",
                "high", "seconds", "problem"
            ],
            cells[0]);
        Assert.Equal(["1", "2", "3"], cells[1..].Select(row => row[0]));
        Assert.All(cells[1..], row => Assert.InRange(double.Parse(row[9]), double.Parse(row[10]), double.Parse(row[11])));
    }

    [Theory]
    [InlineData("blend", "blend")]
    [InlineData("recommend", "next")]
    public void Any_score_is_tuned_for_and_the_old_name_of_next_is_read(string word, string score)
    {
        using Workspace workspace = WithLog();
        JsonObject json = JsonNode.Parse(Tune(workspace, 1, "--score", word, "-q", "--format", "json").Expect(0).Output)!.AsObject();
        Assert.Equal(score, json["score"]!.GetValue<string>());
        JsonObject tuned = JsonNode.Parse(File.ReadAllText(workspace["best.json"]))!["tuned"]!.AsObject();
        Assert.InRange(tuned["test"]!["best recipe"]!["hit@10"]!.GetValue<double>(), 0.2, 1);
    }

    [Fact]
    public void Ctrl_C_writes_the_best_so_far()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");
        using Workspace workspace = WithLog();
        using Process search = Tool.Start(
            new ToolStart(workspace.Directory, "tune", "sessions.csv", "--budget", "10m", "--dimensions", "8"));
        while (search.StandardError.ReadLine() is string line && !line.Contains("trial 2:", StringComparison.Ordinal)) { }
        Process.Start("kill", ["-INT", $"{search.Id}"])!.WaitForExit();
        string error = search.StandardError.ReadToEnd();
        Assert.True(search.WaitForExit(TimeSpan.FromMinutes(1)), "the search went on after the signal");
        Assert.Equal(130, search.ExitCode);
        Assert.Contains("best.json holds the best of ", error, StringComparison.Ordinal);
        Assert.True(JsonNode.Parse(File.ReadAllText(workspace["best.json"]))!["epochs"]!.GetValue<int>() >= 5);
        Assert.Equal(
            ["best.json", "sessions.csv"], Directory.EnumerateFileSystemEntries(workspace.Directory).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void The_first_limit_ends_the_search_and_a_budget_that_is_too_short_says_so()
    {
        using Workspace workspace = WithLog();
        JsonObject json = JsonNode.Parse(
            workspace.Run("tune", "sessions.csv", "--budget", "10m", "--trials", "2", "--dimensions", "8", "-q", "--format", "json")
                .Expect(0).Output)!
            .AsObject();
        Assert.Equal(2, json["trials"]!.AsArray().Count);
        Assert.Contains(
            "no training was done",
            workspace.Run("tune", "sessions.csv", "--budget", "0.01s", "--epochs", "10000", "--dimensions", "1000", "-o", "late.json")
                .Expect(2).Error,
            StringComparison.Ordinal);
        Assert.False(File.Exists(workspace["late.json"]));
    }

    [Theory]
    [InlineData("--metric", "ndcg", "such as ndcg@20")]
    [InlineData("--metric", "gini@20", "such as ndcg@20")]
    [InlineData("--score", "best", "one of next, similar, blend")]
    [InlineData("--budget", "ten", "a duration such as")]
    [InlineData("--trials", "0", "at least 1")]
    [InlineData("--output", "/proc/none/best.json", "best.json")]
    public void What_cannot_be_done_is_refused_before_anything_is_read(string option, string value, string expected)
    {
        ToolResult result = trained.Run("tune", "nowhere.csv", option, value);
        Assert.Contains(result.ExitCode, (int[])[2, 73]);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_of_whole_sessions_is_named_and_can_be_trained()
    {
        using Workspace workspace = WithLog();
        string[] rest = ["--negative", "5", "--ns-exponent", "0.5", "--learning-rate", "0.2", "--optimizer", "adagrad", "--epochs", "2"];
        ToolResult found = workspace.Run(
            [
                "tune", "sessions.csv", "--trials", "20", "--threads", "1", "--dimensions", "8", "--cases", "300", "--sample", "0",
                "--format", "json", "--report", "page.html", "-q", .. rest
            ]).Expect(0);

        // Six windows and the whole session are all there is.
        Assert.Equal(
            ["1", "2", "3", "5", "7", "10", "session"],
            JsonDocument.Parse(found.Output).RootElement.GetProperty("trials").EnumerateArray()
                .Select(trial => trial.GetProperty("options").GetProperty("window").ToString()).OrderBy(window => window.Length)
                .ThenBy(window => window, StringComparer.Ordinal));
        Assert.Contains("session stands at 15.", File.ReadAllText(workspace["page.html"]), StringComparison.Ordinal);
        JsonObject best = JsonNode.Parse(File.ReadAllText(workspace["best.json"]))!.AsObject();
        best["window"] = "session";
        workspace.Write("best.json", best.ToJsonString());
        workspace.Run("train", "sessions.csv", "--config", "best.json", "-q", "--threads", "1").Expect(0);
    }

    [Fact]
    public void Nothing_left_to_choose_is_an_error()
    {
        using Workspace workspace = WithLog();
        ToolResult result =
            Tune(
                workspace, 2, "--negative", "5", "--ns-exponent", "0.75", "--learning-rate", "0.025", "--optimizer", "sgd", "--epochs",
                "5").Expect(2);
        Assert.Contains("nothing is left to choose", result.Error, StringComparison.Ordinal);
    }
}
