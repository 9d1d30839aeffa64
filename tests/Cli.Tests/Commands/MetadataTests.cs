using System.Text.Json;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>train --variant meta, and the questions that values of metadata are part of, on planted topics.</summary>
public sealed class MetadataTests : IDisposable
{
    private static readonly string Item = PlantedTopics.Item(3, 7);
    private readonly Workspace workspace = new();

    public MetadataTests()
    {
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv());
        workspace.Write("items.csv", PlantedTopics.ItemsCsv() + "new,Brand new,topic 3\nlost,Of no topic,\n");
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void Items_values_and_new_items_are_found_by_each_other()
    {
        ToolResult training = Train("--metadata", "category", "--cold-items").Expect(0);
        Assert.Contains("metadata category: 8 values", training.Error, StringComparison.Ordinal);
        Assert.Contains("1 item without events", training.Error, StringComparison.Ordinal);

        using JsonDocument values = Json("similar", "--item", Item, "--among", "metadata", "-k", "2");
        Assert.Equal("category=topic 3", Results(values)[0].GetProperty("metadata").GetString());
        using JsonDocument items = Json("similar", "--metadata", "category=topic 3", "-k", "12", "--with-events");
        Assert.Equal("category=topic 3", items.RootElement.GetProperty("query")[0].GetString());
        Assert.All(Results(items), found => Assert.StartsWith("t3-", found.GetProperty("item").GetString(), StringComparison.Ordinal));
        Assert.All(Results(items), found => Assert.False(found.TryGetProperty("cold", out _)));
        using JsonDocument all = Json("similar", "--metadata", "category=topic 3", "-k", "1");
        Assert.Equal("new", Results(all)[0].GetProperty("item").GetString());
        Assert.True(Results(all)[0].GetProperty("cold").GetBoolean());
        using JsonDocument cold = Json("similar", "--item", "new", "-k", "5");
        Assert.All(Results(cold), found => Assert.StartsWith("t3-", found.GetProperty("item").GetString(), StringComparison.Ordinal));
        using JsonDocument others = Json("similar", "--metadata", "category=topic 3", "--among", "metadata", "-k", "8");
        Assert.Equal(7, Results(others).Length);
        Assert.Contains(
            "none", workspace.Run("similar", "--metadata", "category=topic 3", "-k", "1").Expect(0).Output, StringComparison.Ordinal);

        using JsonDocument known = Json("similar", "--item", Item, "-k", "200", "--cold", "exclude");
        Assert.DoesNotContain(Results(known), found => found.TryGetProperty("cold", out _));
        foreach (string[] ask in (string[][])[["similar", "--item", Item], ["recommend", "--history", Item]])
        {
            using JsonDocument only = Json([.. ask, "--cold", "only"]);
            Assert.Equal(["new"], Results(only).Select(found => found.GetProperty("item").GetString()));
        }

        // A single new item teaches nothing, which is said.
        Assert.Contains("items without events rank by their scores as they are", training.Error, StringComparison.Ordinal);

        using JsonDocument info = Json("info");
        Assert.Equal(8, info.RootElement.GetProperty("metadata").GetProperty("category").GetInt32());
        Assert.Equal(1, info.RootElement.GetProperty("coldItems").GetInt32());
        Assert.Equal("ji=1,mi=1,jm=1,mm=1,im=1", info.RootElement.GetProperty("training").GetProperty("metaWeights").GetString());
        using JsonDocument vector = Json("vector", "--metadata", "category=topic 3");
        Assert.Equal(16, vector.RootElement.GetProperty("vector").GetArrayLength());
        Assert.StartsWith(
            "8 16\ncategory=topic",
            workspace.Run("export", "--to", "word2vec", "--rows", "metadata", "--escape", "-o", "-").Expect(0).Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "did you mean 'category=topic 3'",
            workspace.Run("similar", "--metadata", "category=tropic 3").Expect(3).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Many_new_items_are_lowered_by_what_held_out_items_teach()
    {
        workspace.Write("items.csv", PlantedTopics.ItemsCsv() + string.Concat(
            Enumerable.Range(0, 60).Select(number => $"new{number},Brand new,topic {number % 3}\n")));
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(6000));
        ToolResult training = Train("--metadata", "category", "--cold-items").Expect(0);
        Assert.Contains("held-out items how items without events rank: their scores are lowered by", training.Error,
            StringComparison.Ordinal);
        using (ModelDirectory model = ModelDirectory.Open(workspace["item2vec-model"]))
            Assert.True(model.Info.Training!.Cold is { Items: > 10, Cases: > 100 }, $"{model.Info.Training.Cold}");

        ToolResult plainTraining = Train("--metadata", "category", "--cold-items", "--calibrate-cold", "false").Expect(0);
        Assert.DoesNotContain("are lowered by", plainTraining.Error, StringComparison.Ordinal);
        using ModelDirectory plain = ModelDirectory.Open(workspace["item2vec-model"]);
        Assert.Null(plain.Info.Training!.Cold);
    }

    [Theory]
    [InlineData("--metadata title", 65, "the column 'title' has 96 values that items have 96 times in all")]
    [InlineData("--metadata color", 2, "no column 'color' to take metadata from")]
    [InlineData("", 2, "learns metadata of the items, and none is named")]
    [InlineData("--metadata category --meta-weights mi=1,xx=2", 2, "--meta-weights expects")]
    [InlineData("--metadata category --meta-weights ji=0,mi=0,jm=0,mm=0,im=0", 2, "all weights of the losses are 0")]
    public void What_cannot_be_learned_is_told_before_training(string options, int code, string message)
    {
        ToolResult result = Train(options.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Expect(code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace["item2vec-model"]));
    }

    [Fact]
    public void Metadata_wants_its_variant_and_cold_items_a_table()
    {
        Assert.Contains(
            "--metadata is for --variant meta",
            workspace.Run("train", "sessions.csv", "--metadata", "category").Expect(2).Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "needs a table",
            workspace.Run("train", "sessions.csv", "--variant", "meta", "--metadata", "category", "--cold-items").Expect(2).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_log_itself_can_hold_the_metadata()
    {
        string[] lines = File.ReadAllLines(workspace["sessions.csv"]);
        workspace.Write(
            "log.csv",
            string.Join('\n', lines.Select((line, at) => at == 0 ? line + ",shelf" : $"{line},{line.Split(',')[1].Split('-')[0]}")) + "\n");
        workspace.Run(["train", "log.csv", "--variant", "meta", "--metadata", "shelf", .. TrainedModel.Options]).Expect(0);
        using JsonDocument items = Json("similar", "--metadata", "shelf=t5", "-k", "12");
        Assert.All(Results(items), found => Assert.StartsWith("t5-", found.GetProperty("item").GetString(), StringComparison.Ordinal));
        using JsonDocument where = Json("similar", "--item", Item, "--where", "shelf=t5", "-k", "3");
        Assert.All(Results(where), found => Assert.StartsWith("t5-", found.GetProperty("item").GetString(), StringComparison.Ordinal));
    }

    private static JsonElement[] Results(JsonDocument json) => [.. json.RootElement.GetProperty("results").EnumerateArray()];

    private ToolResult Train(params string[] options)
        => workspace.Run(["train", "sessions.csv", "--items", "items.csv", "--variant", "meta", .. options, .. TrainedModel.Options]);

    private JsonDocument Json(params string[] args) => JsonDocument.Parse(workspace.Run([.. args, "--format", "json"]).Expect(0).Output);
}
