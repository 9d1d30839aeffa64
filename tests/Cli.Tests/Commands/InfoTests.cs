using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

public sealed class InfoTests(TrainedModel model)
{
    [Fact]
    public void Json_has_options_fingerprint_losses_and_sizes()
    {
        using JsonDocument json = JsonDocument.Parse(model.Run("info", "--format", "json").Expect(0).Output);
        JsonElement info = json.RootElement;

        Assert.Equal(96, info.GetProperty("items").GetInt32());
        Assert.Equal(16, info.GetProperty("dimensions").GetInt32());
        Assert.True(info.GetProperty("hasOutput").GetBoolean());
        Assert.Equal(["title", "category"], info.GetProperty("attributes").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("skipgram", info.GetProperty("training").GetProperty("architecture").GetString());
        double[] losses = [.. info.GetProperty("training").GetProperty("losses").EnumerateArray().Select(loss => loss.GetDouble())];
        Assert.Equal(8, losses.Length);
        Assert.True(losses[^1] < losses[0], "the loss falls on data with structure");
        Assert.Matches("^[0-9a-f]{16}$", info.GetProperty("data").GetProperty("fingerprint").GetString());
        Assert.Equal("sessions.csv", info.GetProperty("data").GetProperty("files").GetString());
        Assert.Equal(
            new FileInfo(Path.Combine(model.Directory, "item2vec-model", "items.i2v")).Length,
            info.GetProperty("files").GetProperty("items.i2v").GetProperty("bytes").GetInt64());
    }

    [Fact]
    public void The_pairs_that_are_kept_are_told_and_nothing_where_there_are_none()
    {
        using Workspace workspace = new();
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(10_000));
        string[] training = [
            "train", "sessions.csv", "--dimensions", "8", "--epochs", "2", "--optimizer", "sgd", "--threads", "1", "-q"
        ];
        workspace.Run([.. training, "-o", "kept", "--co-occurrences", "3", "--blend-sessions", "450"]).Expect(0);
        workspace.Run([.. training, "-o", "none", "--co-occurrences", "0"]).Expect(0);

        using JsonDocument json = JsonDocument.Parse(workspace.Run("info", "--model", "kept", "--format", "json").Expect(0).Output);
        JsonElement pairs = json.RootElement.GetProperty("pairs");
        Assert.InRange(pairs.GetProperty("count").GetInt64(), 1, 3 * json.RootElement.GetProperty("items").GetInt64());
        Assert.InRange(pairs.GetProperty("blendCases").GetInt32(), 1100, 1500);
        Assert.Contains(
            workspace.Run("info", "--model", "kept").Expect(0).OutputLines,
            line => line.StartsWith("blend ", StringComparison.Ordinal) && line.Contains("learned from", StringComparison.Ordinal));
        Assert.DoesNotContain("pairs", workspace.Run("info", "--model", "none").Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_says_it_in_words()
    {
        string[] lines = model.Run("info").Expect(0).OutputLines;

        Assert.Contains(
            lines, line => line.StartsWith("items ", StringComparison.Ordinal) && line.EndsWith(" 96", StringComparison.Ordinal));
        Assert.Contains(
            lines,
            line => line.StartsWith("architecture ", StringComparison.Ordinal) && line.EndsWith("skipgram", StringComparison.Ordinal));
        Assert.Contains("Loss", lines);
    }

    [Fact]
    public void Tsv_is_keys_and_values()
    {
        string[] lines = model.Run("info", "--format", "tsv").Expect(0).OutputLines;

        Assert.Equal("key\tvalue", lines[0]);
        Assert.Contains("training.negative\t5", lines);
        Assert.Contains("data.sessions\t1500", lines);
    }

    [Fact]
    public void Verify_accepts_a_whole_model_and_finds_a_flipped_bit()
    {
        model.Run("info", "--verify").Expect(0);
        string copy = Path.Combine(model.Directory, "flipped");
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(model.Directory, "item2vec-model")))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        string vectors = Path.Combine(copy, "items.i2v");
        byte[] bytes = File.ReadAllBytes(vectors);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(vectors, bytes);

        ToolResult result = model.Run("info", "--verify", "--model", "flipped").Expect(65);

        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("items.i2v", result.Error, StringComparison.Ordinal);
    }
}
