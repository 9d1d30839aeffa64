using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>train --warm-start.</summary>
public sealed class WarmStartTests(TrainedModel model)
{
    [Fact]
    public void Figures_notes_and_info_say_what_came_from_the_older_model()
    {
        string csv = File.ReadAllText(Path.Combine(model.Directory, "sessions.csv"))
            .Replace(PlantedTopics.Item(0, 0), "new", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(model.Directory, "later.csv"), csv);
        ToolResult result = model.Run(
            "train", "later.csv", "-o", "warm", "--warm-start", "item2vec-model", "--dimensions", "16", "--epochs", "1", "--sample", "0",
            "--format", "json").Expect(0);

        using JsonDocument json = JsonDocument.Parse(result.OutputLines[^1]);
        Assert.Equal("""{"known":95,"new":1,"dropped":1}""", json.RootElement.GetProperty("warmStart").GetRawText());
        Assert.Contains(
            "started from the older model's vectors for 95 items; 1 new, 1 of the older model dropped\n",
            result.Error,
            StringComparison.Ordinal);
        Assert.Matches("warm start +95 items of an older model, 1 new, 1 dropped\n", model.Run("info", "--model", "warm").Expect(0).Output);
        using JsonDocument info = JsonDocument.Parse(model.Run("info", "--model", "warm", "--format", "json").Expect(0).Output);
        Assert.Equal(95, info.RootElement.GetProperty("training").GetProperty("warmStart").GetProperty("known").GetInt32());
    }

    [Fact]
    public void A_model_can_be_trained_further_in_its_place()
    {
        string[] common =
            ["train", "sessions.csv", "-o", "daily", "--dimensions", "16", "--epochs", "2", "--sample", "0", "--format", "json"];
        double cold = Loss(model.Run(common));
        double warm = Loss(model.Run([.. common, "--warm-start", "daily", "--learning-rate", "0.005"]));

        Assert.True(warm < cold, $"{warm} is not below {cold}");

        static double Loss(ToolResult result)
        {
            using JsonDocument json = JsonDocument.Parse(result.Expect(0).OutputLines[^1]);
            return json.RootElement.GetProperty("loss").GetDouble();
        }
    }

    [Fact]
    public void What_does_not_fit_is_found_before_the_log_is_read()
    {
        ToolResult length =
            model.Run("train", "no-such-log.csv", "-o", "x", "--warm-start", "item2vec-model", "--dimensions", "20").Expect(2);
        Assert.Equal(
            "error: the older model has vectors of 16 dimensions, this training 20\n  train with 16 dimensions (--dimensions 16), "
                + "or from the start\n",
            length.Error);

        model.Run("train", "no-such-log.csv", "-o", "x", "--warm-start", "no-such-model").Expect(66);

        model.Run("export", "--to", "word2vec", "-o", "exported.txt").Expect(0);
        model.Run("import", "exported.txt", "--from", "word2vec", "-o", "input-only").Expect(0);
        ToolResult input = model.Run("train", "no-such-log.csv", "-o", "x", "--warm-start", "input-only", "--dimensions", "16").Expect(2);
        Assert.Contains("no output vectors", input.Error, StringComparison.Ordinal);
    }
}
