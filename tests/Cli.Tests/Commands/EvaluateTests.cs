using System.Globalization;
using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>evaluate: what is held out is found, in every format, and what does not go together is refused.</summary>
public sealed class EvaluateTests(TrainedModel trained)
{
    private static readonly string[] Learning = ["--dimensions", "16", "--epochs", "5", "--sample", "0", "--threads", "1"];

    private ToolResult Evaluate(params string[] args) => trained.Run(["evaluate", "sessions.csv", .. Learning, .. args]);

    private static JsonElement Model(JsonDocument json, string name)
        => json.RootElement.GetProperty("models").EnumerateArray().Single(model => model.GetProperty("name").GetString() == name);

    private static double Metric(JsonElement model, string metric) => model.GetProperty("metrics").GetProperty(metric).GetDouble();

    [Fact]
    public void All_models_find_planted_items_and_popularity_does_not()
    {
        ToolResult result = Evaluate("--format", "json").Expect(0);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal("last", json.RootElement.GetProperty("split").GetString());
        Assert.Equal(96, json.RootElement.GetProperty("items").GetInt32());

        // Of 1,500 sessions those whose last item repeats the one before are left out, one in twelve.
        int cases = json.RootElement.GetProperty("cases").GetInt32();
        Assert.Equal(1500, cases + json.RootElement.GetProperty("selfRepeats").GetInt32());
        Assert.InRange(cases, 1300, 1450);

        // A topic has eleven other items: a list of ten holds the target ten times of eleven.
        foreach (string name in (string[])[
            "item2vec similar", "item2vec next", "item2vec blend", "cooccurrence", "item-knn", "vsknn", "vstan", "implicit-als", "ease"
        ])
        {
            JsonElement model = Model(json, name);
            Assert.InRange(Metric(model, "hit@10"), 0.85, 0.97);
            double[] interval =
                [.. model.GetProperty("intervals").GetProperty("hit@10").EnumerateArray().Select(bound => bound.GetDouble())];
            Assert.InRange(Metric(model, "hit@10"), interval[0], interval[1]);
        }

        Assert.InRange(Metric(Model(json, "popularity"), "hit@10"), 0.02, 0.2);
        Assert.Equal(14, json.RootElement.GetProperty("models").GetArrayLength());
        Assert.Contains("asking", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_shows_the_best_model_first_and_tsv_every_metric_of_each()
    {
        string[] lines = Evaluate("--baselines", "popularity,item-knn", "--cutoffs", "10", "--cold", "50").Expect(0).OutputLines;
        Assert.StartsWith("split last: ", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            ["model", "hit@10", "±95%", "mrr@10", "ndcg@10", "±95%", "auc"],
            lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("popularity", lines[7], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("target count 51 or more: ", StringComparison.Ordinal));

        string[][] cells = [.. Evaluate("--baselines", "none", "--cutoffs", "10", "-q", "--format", "tsv").Expect(0).OutputLines
            .Select(line => line.Split('\t'))];
        Assert.Equal(["model", "slice", "metric", "value", "low", "high"], cells[0]);
        Assert.Equal(
            ["item2vec blend", "item2vec next", "item2vec similar"],
            cells[1..].Select(row => row[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            ["hit@10", "recall@10", "precision@10", "mrr@10", "ndcg@10", "auc", "popularity@10", "diversity@10", "coverage@10", "gini@10"],
            cells[1..11].Select(row => row[2]));
        Assert.All(cells[1..], row => Assert.True(double.TryParse(row[3], CultureInfo.InvariantCulture, out _)));
    }

    [Fact]
    public void Lists_of_one_have_no_diversity_in_any_format()
    {
        string[] question = ["--baselines", "popularity", "--cutoffs", "1", "--co-occurrences", "0"];
        using JsonDocument json = JsonDocument.Parse(Evaluate([.. question, "--format", "json"]).Expect(0).Output);
        Assert.Equal(JsonValueKind.Null, Model(json, "popularity").GetProperty("metrics").GetProperty("diversity@1").ValueKind);
        Assert.Contains(
            "popularity\t\tdiversity@1\t\t\t", Evaluate([.. question, "--format", "tsv"]).Expect(0).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", Evaluate(question).Expect(0).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evaluate", "--report", "sessions.csv", "named elsewhere")]
    [InlineData("evaluate", "--report", "item2vec-model/items.i2v", "a file of a model")]
    [InlineData("tune", "--output", "./sessions.csv", "named elsewhere")]
    [InlineData("train", "--report", "sessions.csv", "named elsewhere")]
    public void Nothing_is_written_over_what_is_read(string command, string option, string path, string problem)
    {
        byte[] before = File.ReadAllBytes(Path.Combine(trained.Directory, path));

        ToolResult result = trained.Run(command, "sessions.csv", option, path).Expect(2);

        Assert.Contains($"{option}: {path} is {problem}", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(trained.Directory, path)));
    }

    [Fact]
    public void Two_results_have_two_files()
        => Assert.Contains(
            "would be written over",
            trained.Run("tune", "sessions.csv", "-o", "both.html", "--report", "both.html").Expect(2).Error,
            StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_held_out_for_a_blend_that_learns_nothing()
    {
        string[] question = ["--baselines", "none", "--seed", "7", "--format", "json"];
        using JsonDocument learned = JsonDocument.Parse(Evaluate(question).Expect(0).Output);
        using JsonDocument shipped = JsonDocument.Parse(Evaluate([.. question, "--blend-sessions", "0"]).Expect(0).Output);
        using JsonDocument alone = JsonDocument.Parse(Evaluate([.. question, "--co-occurrences", "0"]).Expect(0).Output);

        // Without a slice the vectors are those of a model that keeps no pairs; with one they miss its events.
        Assert.Equal(Metric(Model(alone, "item2vec similar"), "auc"), Metric(Model(shipped, "item2vec similar"), "auc"));
        Assert.NotEqual(Metric(Model(alone, "item2vec similar"), "auc"), Metric(Model(learned, "item2vec similar"), "auc"));
        Assert.InRange(Metric(Model(shipped, "item2vec blend"), "hit@10"), 0.85, 0.97);
        Assert.Contains(
            "--blend-sessions: no pairs are kept",
            Evaluate("--co-occurrences", "0", "--blend-sessions", "5").Expect(2).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_sessions_are_asked_by_every_protocol()
    {
        foreach (string protocol in (string[])["prefix", "recent", "item-to-item"])
        {
            using JsonDocument json = JsonDocument.Parse(
                Evaluate("--split", "sessions:0.2", "--protocol", protocol, "--baselines", "none", "-q", "--format", "json")
                    .Expect(0).Output);
            Assert.Equal(
                ("sessions:0.2", protocol),
                (json.RootElement.GetProperty("split").GetString(), json.RootElement.GetProperty("protocol").GetString()));
            Assert.InRange(Metric(Model(json, "item2vec similar"), "hit@10"), 0.8, 1);
            Assert.InRange(Metric(Model(json, "item2vec similar"), "auc"), 0.9, 1);
        }
    }

    [Fact]
    public void Fixed_pairs_are_asked_of_a_model_of_the_whole_log()
    {
        using Workspace workspace = new();
        workspace.Write("log.txt", string.Concat(Enumerable.Repeat("a b c\nb c d\n", 20)));
        workspace.Write("pairs.tsv", "session\tquery\ttarget\n0\tc\td\n1\td\tunheard\n1\td\td\n");
        using JsonDocument json = JsonDocument.Parse(workspace.Run(
            "evaluate", "log.txt", "--pairs", "pairs.tsv", "--repeats", "hit", "--baselines", "markov", "--sample", "0", "--dimensions",
            "4", "--format", "json").Expect(0).Output);
        Assert.Equal(
            ("pairs", 3, 1),
            (
                json.RootElement.GetProperty("split").GetString(),
                json.RootElement.GetProperty("cases").GetInt32(),
                json.RootElement.GetProperty("unknownTargets").GetInt32()));
        Assert.Equal(2 / 3.0, Metric(Model(json, "markov"), "mrr@5"), 1e-12);

        workspace.Write("broken.tsv", "query,target\nc,d\n");
        Assert.Contains(
            "query and target", workspace.Run("evaluate", "log.txt", "--pairs", "broken.tsv").Expect(65).Error, StringComparison.Ordinal);
        workspace.Run("evaluate", "log.txt", "--pairs", "nowhere.tsv").Expect(66);
    }

    [Theory]
    [InlineData("--split", "first", "last, or sessions:F or time:F")]
    [InlineData("--baselines", "guess", "vstan")]
    [InlineData("--cutoffs", "10,5", "increasing whole numbers separated by commas")]
    [InlineData("--protocol", "item-to-item", "--split sessions:0.1")]
    public void What_does_not_go_together_is_refused_before_anything_is_read(string option, string value, string expected)
    {
        ToolResult result = trained.Run("evaluate", "nowhere.csv", option, value).Expect(2);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }
}
