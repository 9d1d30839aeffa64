using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>--config: options from a file, and what becomes of files that are none.</summary>
public sealed class ConfigTests : IDisposable
{
    private readonly Workspace workspace = new();

    public ConfigTests() => workspace.Write("sessions.txt", string.Concat(Enumerable.Repeat("a b c d\nb c d e\n", 20)));

    public void Dispose() => workspace.Dispose();

    private ToolResult Train(string config, params string[] args)
    {
        workspace.Write("my.json", config);
        return workspace.Run(["train", "sessions.txt", "--config", "my.json", "--threads", "1", .. args]);
    }

    /// <summary>The options of the model as the tool shows them.</summary>
    private JsonElement Trained()
    {
        using JsonDocument model = JsonDocument.Parse(File.ReadAllText(workspace["item2vec-model/model.json"]));
        return model.RootElement.GetProperty("training").GetProperty("options").Clone();
    }

    [Fact]
    public void Every_kind_of_option_is_read_and_what_is_typed_wins()
    {
        ToolResult result = Train(
            """
            {
              // a comment and a comma at the end are no harm
              "dimensions": 12, "window": "session", "negative": 3, "ns-exponent": -0.25, "sample": 1e-2, "learning-rate": 0.05,
              "epochs": 3, "min-count": 2,
              "fixed-window": true, "no-end-token": false, "architecture": "cbow", "beta": 0.25, "tuned": { "whatever": [1, null] },
            }
            """, "--epochs", "7", "--negative=4").Expect(0);
        JsonElement options = Trained();
        Assert.Equal(
            (12, 0, 4, 7),
            (
                options.GetProperty("dimensions").GetInt32(), options.GetProperty("window").GetInt32(),
                options.GetProperty("negativeSamples").GetInt32(), options.GetProperty("epochs").GetInt32()));
        Assert.Equal(
            (-0.25, 0.01, 0.05),
            (
                options.GetProperty("negativeExponent").GetDouble(),
                options.GetProperty("subsampling").GetDouble(),
                options.GetProperty("learningRate").GetDouble()));
        Assert.Equal(
            ("Cbow", false, true),
            (
                options.GetProperty("architecture").GetString(),
                options.GetProperty("dynamicWindow").GetBoolean(),
                options.GetProperty("endToken").GetBoolean()));
        Assert.Contains("my.json: --dimensions=12 --window=session --ns-exponent=-0.25 ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--epochs", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_may_stand_before_the_end_of_options_and_evaluate_takes_beta()
    {
        workspace.Write("my.json",
            """{"dimensions": 4, "sample": 0, "epochs": 1, "optimizer": "sgd", "learning-rate": 1e-4, "beta": 10}""");
        workspace.Run("train", "--config", "my.json", "--", "sessions.txt").Expect(0);
        Assert.Equal(4, Trained().GetProperty("dimensions").GetInt32());

        // Steps so small teach nothing, so that popularity decides or chance.
        string[] evaluate =
            ["evaluate", "sessions.txt", "--baselines", "none", "--seed", "5", "--threads", "1", "--format", "tsv", "-q"];
        string typed =
            workspace.Run([
                .. evaluate, "--dimensions", "4", "--sample", "0", "--epochs", "1", "--optimizer", "sgd", "--learning-rate", "1e-4",
                "--beta", "10",
            ]).Expect(0).Output;
        Assert.Equal(typed, workspace.Run([.. evaluate, "--config", "my.json"]).Expect(0).Output);
        Assert.NotEqual(typed, workspace.Run([.. evaluate, "--config", "my.json", "--beta", "0"]).Expect(0).Output);
    }

    [Theory]
    [InlineData("""{"dimensons": 12}""", "my.json: there is no option 'dimensons'\n  did you mean 'dimensions'?")]
    [InlineData("""{"output": "elsewhere"}""", "'output' is not given in a file\n  type it: --output")]
    [InlineData("""{"config": "my.json"}""", "'config' is not given in a file")]
    [InlineData("""{"seed": 3}""", "my.json: 'seed' is not given in a file\n  type it: --seed")]
    [InlineData("""{"dimensions": 1}""", "my.json: 'dimensions' expects a whole number from 2 to 2048, not '1'")]
    [InlineData("""{"dimensions": "many"}""", "'dimensions' expects a whole number from 2 to 2048, not 'many'")]
    [InlineData("""{"dimensions": 64.5}""", "'dimensions' expects a whole number")]
    [InlineData("""{"learning-rate": 1e999}""", "'learning-rate' expects a number above 0")]
    [InlineData("""{"window": true}""", "'window' expects the value of --window")]
    [InlineData("""{"fixed-window": 3}""", "'fixed-window' expects true or false")]
    [InlineData("""{"window": null}""", "'window' expects a number, a text, true or false")]
    [InlineData("""{"window": [3]}""", "'window' expects a number")]
    [InlineData("""{"window": ""}""", "'window' expects a number")]
    [InlineData("""{"variant": "--epochs=9"}""", "'variant' expects one of item")]
    [InlineData("""{"epochs": 3, "epochs": 4}""", "my.json: this is not JSON")]
    [InlineData("""[1]""", "my.json: an object of options was expected")]
    [InlineData("""{"epochs": """, "my.json: this is not JSON")]
    [InlineData("", "my.json: this is not JSON")]
    public void A_file_that_is_no_recipe_says_what_is_wrong_and_where(string config, string expected)
    {
        ToolResult result = Train(config).Expect(65);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace["item2vec-model"]));
    }

    [Fact]
    public void A_file_may_begin_with_a_mark_and_its_beta_is_told()
    {
        ToolResult result = Train("\uFEFF{\"dimensions\": 4, \"epochs\": 1, \"beta\": 0.75}").Expect(0);
        Assert.Contains("my.json: beta applies to queries: use item2vec recommend --beta 0.75", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_file_does_no_harm()
    {
        Assert.Contains(
            "a megabyte at most", Train("{\"tuned\":\"" + new string('x', 2_000_000) + "\"}").Expect(65).Error, StringComparison.Ordinal);
        Assert.Contains(
            "not JSON", Train(string.Concat(Enumerable.Repeat("{\"tuned\":", 10_000))).Expect(65).Error, StringComparison.Ordinal);
        workspace.Run("train", "sessions.txt", "--config", "nowhere.json").Expect(66);
        workspace.Run("train", "sessions.txt", "--config", workspace.Directory).Expect(66);
    }
}
