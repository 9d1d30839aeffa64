using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>Options of train that change what is learned: each reaches the training, at the ends of its range too.</summary>
public sealed class TrainOptionTests(TrainedModel model)
{
    [Theory]
    [InlineData("dynamicWindow", "False", "--dynamic-window", "false")]
    [InlineData("learningRateFloor", "1", "--learning-rate-floor", "1")]
    [InlineData("learningRateFloor", "0.5", "--learning-rate-floor", "0.5")]
    [InlineData("optimizer", "sgd", "--optimizer", "sgd")]
    [InlineData("shareNegatives", "1", "--share-negatives", "1")]
    [InlineData("endToken", "False", "--end-token", "false")]
    [InlineData("endToken", "False", "--window", "session")]
    [InlineData("nsExponent", "-1", "--ns-exponent", "-1")]
    [InlineData("nsExponent", "1", "--ns-exponent", "1")]
    public void An_option_reaches_the_model_and_changes_the_vectors(string field, string value, params string[] option)
    {
        string name = $"with{string.Join('_', option)}";
        model.Run(["train", "sessions.csv", "-o", name, .. TrainedModel.Options, .. option]).Expect(0);

        using JsonDocument json = JsonDocument.Parse(model.Run("info", "--model", name, "--format", "json").Expect(0).Output);
        Assert.Equal(value, json.RootElement.GetProperty("training").GetProperty(field).ToString());
        Assert.NotEqual(VectorOf("item2vec-model"), VectorOf(name));
    }

    [Fact]
    public void Weights_are_read_from_the_column_that_is_named_and_change_what_is_learned()
    {
        string[] lines = File.ReadAllLines(Path.Combine(model.Directory, "sessions.csv"));
        File.WriteAllLines(
            Path.Combine(model.Directory, "weighted.csv"),
            lines.Select((line, at) => at == 0 ? line + ",seconds,ones" : $"{line},{1 + (at % 7 * 10)},1"));

        ToolResult weighted = Train("weighted", "--weight-column", "seconds");
        Train("ones", "--weight-column", "ones");
        Train("unweighted");

        Assert.Matches(@"weight +seconds +\(given\)", weighted.Error);
        Assert.NotEqual(VectorOf("unweighted"), VectorOf("weighted"));
        Assert.Equal(VectorOf("unweighted"), VectorOf("ones"));

        ToolResult Train(string name, params string[] option)
            => model.Run(["train", "weighted.csv", "-o", name, .. TrainedModel.Options, .. option]).Expect(0);
    }

    [Fact]
    public void A_constant_learning_rate_and_a_fixed_window_are_told_by_info()
    {
        model.Run(
            "train", "sessions.csv", "-o", "constant", "--epochs", "1", "--dimensions", "8", "--learning-rate-floor", "1",
            "--dynamic-window", "false")
            .Expect(0);

        string info = model.Run("info", "--model", "constant").Expect(0).Output;
        Assert.Matches("learning rate +0.2\nlearning rate floor +1\n", info);
        Assert.Matches("window +5\ndynamic window +false\n", info);
    }

    private string VectorOf(string name)
        => model.Run("vector", "--item", PlantedTopics.Item(0, 0), "--model", name, "--format", "json").Expect(0).Output;
}
