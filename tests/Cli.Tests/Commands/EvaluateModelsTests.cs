using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>evaluate --model: saved models on the same cases, and how far apart they are.</summary>
public sealed class EvaluateModelsTests(TrainedModel trained) : IDisposable
{
    private readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    private string Good => Path.Combine(trained.Directory, "item2vec-model");

    /// <summary>Sessions within a topic or, where they are mixed, of any items.</summary>
    private static string Sessions(int count, int seed, bool mixed = false)
    {
        Random random = new(seed);
        return string.Concat(Enumerable.Range(0, count).Select(session => string.Join(' ', Enumerable.Range(0, 5).Select(_ =>
            PlantedTopics.Item(
                mixed ? random.Next(PlantedTopics.Topics) : session % PlantedTopics.Topics, random.Next(PlantedTopics.ItemsOfTopic))))
            + "\n"));
    }

    /// <summary>Writes a log to ask about, and trains a model that knows nothing of topics.</summary>
    private void Prepare()
    {
        workspace.Write("test.txt", Sessions(300, 5));
        workspace.Write("mixed.txt", Sessions(400, 6, mixed: true));
        workspace.Run(["train", "mixed.txt", "-o", "bad", "--min-count", "1", .. TrainedModel.Options]).Expect(0);
    }

    [Fact]
    public void The_better_model_is_named_with_the_difference_and_its_interval()
    {
        Prepare();
        ToolResult result = workspace.Run("evaluate", "test.txt", "--model", "bad", "--model", Good, "--cutoffs", "10").Expect(0);
        Assert.StartsWith("split all: ", result.OutputLines[0], StringComparison.Ordinal);
        Assert.Matches(
            @"item2vec-model is better than bad by 0\.\d{3} hit@10 \(95 % 0\.\d{3} to 0\.\d{3}\)",
            result.OutputLines.Single(line => line.Contains("hit@10 (", StringComparison.Ordinal)));
        Assert.Matches(@"is better than bad by 0\.\d{3} mrr@10", result.Output);
        Assert.DoesNotContain("was trained on", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("diversity", result.Output, StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(
            workspace.Run("evaluate", "test.txt", "-m", "bad", "-m", Good, "--cutoffs", "10", "--format", "json", "-q").Expect(0).Output);
        JsonElement[] models = [.. json.RootElement.GetProperty("models").EnumerateArray()];
        Assert.Equal([Good, "bad"], models.Select(model => model.GetProperty("name").GetString()));
        double[] hits = [.. models.Select(model => model.GetProperty("metrics").GetProperty("hit@10").GetDouble())];

        // A topic has eleven other items; of 96 the other one finds ten by chance.
        Assert.InRange(hits[0], 0.85, 0.97);
        Assert.InRange(hits[1], 0.03, 0.25);
        JsonElement against = models[0].GetProperty("againstBestOther").GetProperty("hit@10");
        Assert.Equal("bad", against.GetProperty("model").GetString());
        Assert.Equal(hits[0] - hits[1], against.GetProperty("difference").GetDouble(), 1e-9);
        Assert.InRange(against.GetProperty("difference").GetDouble(), against.GetProperty("low").GetDouble(),
            against.GetProperty("high").GetDouble());
        Assert.Equal(
            hits[1] - hits[0], models[1].GetProperty("againstBestOther").GetProperty("hit@10").GetProperty("difference").GetDouble(), 1e-9);
    }

    [Fact]
    public void A_model_and_its_copy_cannot_be_told_apart()
    {
        workspace.Write("test.txt", Sessions(40, 5));
        Directory.CreateDirectory(workspace["copy"]);
        foreach (string file in Directory.GetFiles(Good)) File.Copy(file, Path.Combine(workspace["copy"], Path.GetFileName(file)));
        string output = workspace.Run(
            "evaluate", "test.txt", "--model", "copy", Good, "--protocol", "published", "--report", "page.html").Expect(0).Output;
        Assert.Contains("cannot be told apart by hit@20: a difference of 0.000 (95 % 0.000 to 0.000)", output, StringComparison.Ordinal);
        Assert.Contains("cannot be told apart by mrr@20", new ReportPage(workspace["page.html"]).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_model_is_asked_with_the_score_and_the_split_that_are_given()
    {
        workspace.Write("test.txt", Sessions(40, 5));
        foreach ((string[] more, int cases) in new[]
        {
            (Array.Empty<string>(), 160), (["--split", "last"], 40), (["--protocol", "recent", "--score", "blend"], 160),
        })
        {
            using JsonDocument json = JsonDocument.Parse(workspace.Run(
                ["evaluate", "test.txt", "--model", Good, "--repeats", "rank", "--format", "json", .. more]).Expect(0).Output);
            Assert.Equal(cases, json.RootElement.GetProperty("cases").GetInt32());
            JsonElement model = json.RootElement.GetProperty("models").EnumerateArray().Single();
            Assert.InRange(model.GetProperty("metrics").GetProperty("hit@20").GetDouble(), 0.85, 1);
            Assert.False(model.TryGetProperty("againstBestOther", out _));
        }
    }

    [Fact]
    public void A_model_that_was_trained_on_the_log_is_warned_of()
    {
        Prepare();
        Assert.Contains(
            "warning: bad was trained on this log",
            workspace.Run("evaluate", "mixed.txt", "--model", "bad", "--model", Good).Expect(0).Error,
            StringComparison.Ordinal);
        string error = workspace.Run("evaluate", Path.Combine(trained.Directory, "sessions.csv"), "-m", Good, "-m", "bad").Expect(0).Error;
        Assert.Contains("item2vec-model was trained on this log", error, StringComparison.Ordinal);
        Assert.DoesNotContain("bad was trained", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_compares_each_of_its_models_with_the_best_other()
    {
        workspace.Write("test.txt", Sessions(100, 5));
        using JsonDocument json = JsonDocument.Parse(workspace.Run(
            "evaluate", "test.txt", "--baselines", "popularity,item-knn,markov", "--epochs", "1", "--dimensions", "4", "--sample", "0",
            "--format", "json", "--cutoffs", "10").Expect(0).Output);
        Dictionary<string, (double Value, JsonElement Against)> models = json.RootElement.GetProperty("models").EnumerateArray()
            .ToDictionary(
                model => model.GetProperty("name").GetString()!,
                model => (
                    model.GetProperty("metrics").GetProperty("mrr@10").GetDouble(),
                    model.GetProperty("againstBestOther").GetProperty("mrr@10")));
        foreach ((string name, (double value, JsonElement against)) in models)
        {
            double best = models.Where(other => other.Key != name).Max(other => other.Value.Value);
            Assert.Equal(best, models[against.GetProperty("model").GetString()!].Value, 1e-12);
            Assert.Equal(value - best, against.GetProperty("difference").GetDouble(), 1e-9);
        }
    }

    [Theory]
    [InlineData(2, "--epochs: with --model nothing is trained", "--model", "m", "--epochs", "3")]
    [InlineData(2, "--min-count: with --model", "--model", "m", "--min-count", "3")]
    [InlineData(2, "--baselines: with --model", "--model", "m", "--baselines", "none")]
    [InlineData(2, "--blend-sessions: with --model", "--model", "m", "--blend-sessions", "0")]
    [InlineData(2, "--test: with --model", "--model", "m", "--test", "log.txt")]
    [InlineData(2, "a model is given twice", "--model", "m", "--model", "m")]
    [InlineData(2, "--score: without --model", "--score", "next")]
    [InlineData(66, "nowhere", "--model", "nowhere")]
    public void What_does_not_go_together_is_refused(int code, string expected, params string[] args)
    {
        workspace.Write("log.txt", "a b c\nb c a\n");
        ToolResult result = workspace.Run(["evaluate", "log.txt", .. args]).Expect(code);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }
}
