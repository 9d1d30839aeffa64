using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>index build and bench, the index in info, and queries that use the graph.</summary>
public sealed class IndexTests : IDisposable
{
    private readonly TrainedModel trained;
    private readonly Workspace workspace = new();

    public IndexTests(TrainedModel trained)
    {
        this.trained = trained;
        string model = Path.Combine(trained.Directory, "item2vec-model");
        System.IO.Directory.CreateDirectory(workspace["item2vec-model"]);
        foreach (string file in System.IO.Directory.EnumerateFiles(model))
            File.Copy(file, Path.Combine(workspace["item2vec-model"], Path.GetFileName(file)));
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_built_graph_is_described_measured_and_searched()
    {
        ToolResult built = workspace.Run("index", "build", "--m", "8", "--ef-construction", "50", "--threads", "1").Expect(0);
        Assert.Empty(built.Output);
        Assert.Contains("linked 96 items", built.Error, StringComparison.Ordinal);

        ToolResult info = workspace.Run("info", "--verify", "--format", "json").Expect(0);
        using JsonDocument described = JsonDocument.Parse(info.Output);
        JsonElement graph = described.RootElement.GetProperty("index");
        Assert.True(graph.GetProperty("hasGraph").GetBoolean());
        Assert.Equal(8, graph.GetProperty("m").GetInt32());
        Assert.Equal(96, graph.GetProperty("levels")[0].GetInt32());
        Assert.Contains("checksums and links are right", info.Error, StringComparison.Ordinal);

        using JsonDocument bench = JsonDocument.Parse(
            workspace.Run("index", "bench", "--ef", "10", "96", "--queries", "50", "--format", "json").Expect(0).Output);
        Assert.Equal(["vectors", "k", "threads", "runs"], bench.RootElement.EnumerateObject().Select(property => property.Name));
        JsonElement[] runs = [.. bench.RootElement.GetProperty("runs").EnumerateArray()];
        Assert.Equal([10, 96], runs.Select(run => run.GetProperty("ef").GetInt32()));
        Assert.All(
            runs, run => Assert.Equal(["ef", "recall", "qps", "p99Micros"], run.EnumerateObject().Select(property => property.Name)));
        Assert.Equal(1, runs[1].GetProperty("recall").GetDouble());

        string[] query = ["similar", "--item", PlantedTopics.Item(3, 7), "-k", "5", "--format", "json"];
        Assert.Equal(trained.Run(query).Expect(0).Output, workspace.Run([.. query, "--ef", "96"]).Expect(0).Output);
        Assert.Equal(trained.Run(query).Output, workspace.Run([.. query, "--exact"]).Expect(0).Output);
        string[] next = ["recommend", "--history", PlantedTopics.Item(3, 7), "-k", "5", "--format", "json"];
        Assert.Equal(workspace.Run([.. next, "--exact"]).Expect(0).Output, workspace.Run([.. next, "--ef", "96"]).Expect(0).Output);
    }

    [Theory]
    [InlineData("item2vec-model")]
    [InlineData("item2vec-model/items.i2v")]
    public void Index_info_prints_the_part_of_info_about_the_graph(string path)
    {
        workspace.Run("index", "build", "--links", "8", "--threads", "1", "-q").Expect(0);

        using JsonDocument alone = JsonDocument.Parse(workspace.Run("index", "info", "--model", path, "--format", "json").Expect(0).Output);
        using JsonDocument whole = JsonDocument.Parse(workspace.Run("info", "--format", "json").Expect(0).Output);

        string[] graph = [.. whole.RootElement.GetProperty("index").EnumerateObject().Select(property => property.ToString())];
        Assert.Equal(
            [$"\"model\":\"{path}\"", "\"items\":96", .. graph],
            alone.RootElement.EnumerateObject().Select(property => property.ToString().Replace("\": ", "\":", StringComparison.Ordinal)));
        Assert.Contains("\"m\":8", graph);
        Assert.Contains("index.m\t8", workspace.Run("info", "--format", "tsv").Expect(0).OutputLines);
        Assert.Equal(
            workspace.Run("index", "info", "--model", "item2vec-model/items.i2v").Expect(0).Output,
            workspace.Run("info", "--model", "item2vec-model/items.i2v").Expect(0).Output);
    }

    [Fact]
    public void One_thread_writes_the_same_bytes_again()
    {
        workspace.Run("index", "build", "--threads", "1", "-q").Expect(0);
        byte[] first = File.ReadAllBytes(workspace["item2vec-model/items.i2v"]);
        workspace.Run("index", "build", "--threads", "1", "-q").Expect(0);
        Assert.Equal(first, File.ReadAllBytes(workspace["item2vec-model/items.i2v"]));
    }

    [Fact]
    public void A_model_without_a_graph_is_described_and_cannot_be_measured()
    {
        Assert.Contains("none: every query compares all items", workspace.Run("info").Expect(0).Output, StringComparison.Ordinal);
        Assert.StartsWith(
            "error: item2vec-model: the model has no graph to measure\n  build one with: item2vec index build",
            workspace.Run("index", "bench").Expect(2).Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_keeps_the_answer_full()
    {
        string[] rows = workspace.Run(
            "similar", "--item", PlantedTopics.Item(3, 7), "-k", "5", "--where", "category=topic 5|topic 6", "--format", "tsv")
            .Expect(0).OutputLines[1..];
        Assert.Equal(5, rows.Length);
        Assert.All(rows, row => Assert.Matches("^t3-i07\tt[56]-", row));
    }

    [Theory]
    [InlineData("no column 'color'", "similar", "--item", "t3-i07", "--where", "color=red")]
    [InlineData("--ef expects", "similar", "--item", "t3-i07", "--ef", "0")]
    [InlineData("--ef expects", "recommend", "--history", "t3-i07", "--ef", "many")]
    [InlineData("must be from M", "index", "build", "--ef-construction", "4")]
    [InlineData("--ef expects whole numbers", "index", "bench", "--ef", "x")]
    [InlineData("--metric expects one of", "index", "build", "--metric", "manhattan")]
    public void A_wrong_option_is_a_usage_error(string message, params string[] args)
    {
        ToolResult result = workspace.Run(args).Expect(2);
        Assert.Empty(result.Output);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_help_of_a_subcommand_names_it_in_full()
        => Assert.Contains(
            "Usage:\n  item2vec index build [options]",
            workspace.Run("index", "build", "--help").Expect(0).Output,
            StringComparison.Ordinal);
}
