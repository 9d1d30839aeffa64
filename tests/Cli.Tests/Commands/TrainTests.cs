using System.Security.Cryptography;
using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

public sealed class TrainTests(TrainedModel model)
{
    [Fact]
    public void Train_tells_the_columns_it_chose_the_sizes_and_the_next_command_on_standard_error()
    {
        string error = model.Training.Error;

        Assert.Empty(model.Training.Output);
        Assert.Matches(@"session +session_id +\(found by name\)", error);
        Assert.Matches(@"item +item_id +\(found by name\)", error);
        Assert.Matches(@"time +timestamp +\(found by name\)", error);
        Assert.Contains("96 items, 12,000 events, 1,500 sessions", error, StringComparison.Ordinal);
        Assert.Contains("96 of 96 items described by title, category", error, StringComparison.Ordinal);
        Assert.Matches(@"trained 96 vectors of 16 dimensions: 8 epochs in .* tokens/s\), loss \d", error);
        Assert.Matches(@"next: item2vec similar --item t\d-i\d\d\n$", error);
    }

    [Fact]
    public void The_command_it_names_next_works()
    {
        string next = model.Training.Error.Split("next: item2vec ")[1].Trim();

        Assert.Equal(11, model.Run(next.Split(' ')).Expect(0).OutputLines.Length - 1);
    }

    [Fact]
    public void One_thread_and_one_seed_write_the_same_bytes_twice()
    {
        model.Run(["train", "sessions.csv", "--items", "items.csv", "-o", "again", .. TrainedModel.Options]).Expect(0);

        Assert.Equal(Hashes("item2vec-model"), Hashes("again"));
        Assert.Contains("items.i2v", Hashes("again").Keys);
        Assert.Contains("model.json", Hashes("again").Keys);
    }

    [Fact]
    public void Another_seed_writes_other_bytes()
    {
        model.Run(
            "train", "sessions.csv", "--items", "items.csv", "-o", "other", "--dimensions", "16", "--epochs", "8", "--sample", "0",
            "--threads", "1", "--seed", "2")
            .Expect(0);

        Assert.NotEqual(Hashes("item2vec-model")["items.i2v"], Hashes("other")["items.i2v"]);
    }

    [Fact]
    public void The_last_line_of_json_has_the_figures_of_the_contract()
    {
        ToolResult result =
            model.Run(
                "train", "sessions.csv", "-o", "json-model", "--format", "json", "--epochs", "2", "--threads", "1", "--blend-sessions", "0")
                .Expect(0);

        using JsonDocument json = JsonDocument.Parse(result.OutputLines[^1]);
        Assert.Equal(
            ["model", "items", "tokens", "sessions", "epochs", "trainSeconds", "tokensPerSecond", "loss"],
            json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("json-model", json.RootElement.GetProperty("model").GetString());
        Assert.Equal(96, json.RootElement.GetProperty("items").GetInt32());
        Assert.Equal(2 * 12_000, json.RootElement.GetProperty("tokens").GetInt64());
        Assert.Equal(1500, json.RootElement.GetProperty("sessions").GetInt64());
        Assert.Equal(2, json.RootElement.GetProperty("epochs").GetInt32());
        Assert.InRange(json.RootElement.GetProperty("trainSeconds").GetDouble(), 1e-4, double.MaxValue);
        Assert.InRange(json.RootElement.GetProperty("loss").GetDouble(), 0.1, 10);
    }

    [Fact]
    public void Quiet_prints_nothing_when_all_is_well()
    {
        ToolResult result = model.Run("train", "sessions.csv", "-o", "quiet-model", "-q", "--epochs", "1").Expect(0);

        Assert.Equal((string.Empty, string.Empty), (result.Output, result.Error));
    }

    [Fact]
    public void The_options_reach_the_model()
    {
        model.Run(
            "train", "sessions.csv", "-o", "cbow-model", "--architecture", "cbow", "--window", "session", "--dimensions", "24",
            "--negative", "7", "--ns-exponent", "0.5",
            "--sample", "0", "--epochs", "2", "--learning-rate", "0.04", "--min-count", "2", "--threads", "2", "--seed", "9", "--index",
            "false").Expect(0);

        using JsonDocument json = JsonDocument.Parse(model.Run("info", "--model", "cbow-model", "--format", "json").Expect(0).Output);
        JsonElement training = json.RootElement.GetProperty("training");
        Assert.Equal(
            "cbow session 24 7 0.5 0 2 0.04 2 9",
            string.Join(
                ' ',
                new[]
                {
                    "architecture", "window", "dimensions", "negative", "nsExponent", "sample", "epochs", "learningRate", "threads", "seed"
                }
                .Select(name => training.GetProperty(name).ToString())));
        Assert.Equal("2", json.RootElement.GetProperty("data").GetProperty("minCount").GetString());
    }

    [Fact]
    public void A_model_that_is_there_is_replaced()
    {
        model.Run("train", "sessions.csv", "-o", "replaced", "--dimensions", "8", "--epochs", "1").Expect(0);
        model.Run("train", "sessions.csv", "-o", "replaced", "--dimensions", "12", "--epochs", "1").Expect(0);

        Assert.Contains(
            "dimensions\t12", model.Run("info", "--model", "replaced", "--format", "tsv").Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_went_wrong_says_so_in_words_in_json_and_in_the_model()
    {
        using Workspace workspace = new();
        Random random = new(1);
        workspace.Write(
            "log.txt",
            string.Join('\n', Enumerable.Range(0, 2000).Select(
                session => string.Join(' ', Enumerable.Range(0, 8).Select(_ => $"t{session % 50}-{random.Next(8)}")))));

        ToolResult hasty = workspace.Run(
            "train", "log.txt", "-q", "--optimizer", "sgd", "--epochs", "1", "--threads", "1", "--format", "json").Expect(0);
        ToolResult good = workspace.Run("train", "log.txt", "-q", "--threads", "1", "--format", "json", "-o", "good").Expect(0);

        Assert.Matches(
            "^warning: the vectors collapsed: frequent items have a cosine of 0.9.* neighbors are chance: give more --epochs, or "
                + "--optimizer adagrad\n$",
            hasty.Error);
        JsonElement warning = JsonDocument.Parse(hasty.Output).RootElement.GetProperty("warnings")[0];
        Assert.Equal("collapsed", warning.GetProperty("kind").GetString());
        Assert.Equal("give more --epochs, or --optimizer adagrad", warning.GetProperty("remedy").GetString());
        Assert.Contains(
            $"\"warning.collapsed\": \"{warning.GetProperty("text").GetString()}\"",
            File.ReadAllText(workspace["item2vec-model/run.json"]),
            StringComparison.Ordinal);
        Assert.Empty(good.Error);
        Assert.DoesNotContain("warnings", good.Output, StringComparison.Ordinal);
    }

    /// <summary>Everything in a model but run.json, which holds the timings.</summary>
    private Dictionary<string, string> Hashes(string name)
        => Directory.EnumerateFiles(Path.Combine(model.Directory, name))
            .Where(file => Path.GetFileName(file) != "run.json")
            .ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_model_of_many_items_is_linked_unless_told_otherwise(bool index)
    {
        using Workspace workspace = new();
        workspace.Write(
            "log.txt", string.Join('\n', Enumerable.Range(0, 2500).Select(session => string.Join(' ', Enumerable.Range(session * 2, 6)))));

        ToolResult trained = workspace.Run(
            ["train", "log.txt", "--dimensions", "8", "--epochs", "1", "--min-count", "1", .. index ? (string[])[] : ["--index", "false"]])
            .Expect(0);

        Assert.Equal(index, trained.Error.Contains("linked 5,004 items", StringComparison.Ordinal));
        Assert.Contains(
            $"\"hasGraph\":{(index ? "true" : "false")}",
            workspace.Run("index", "info", "--format", "json").Expect(0).Output,
            StringComparison.Ordinal);
    }
}
