namespace Item2Vec.Cli.Tests.BadInput;

/// <summary>Models that are missing or broken, and outputs that cannot be written.</summary>
public sealed class BadModelTests(TrainedModel model)
{
    [Theory]
    [InlineData("similar", "--item", "a")]
    [InlineData("analogy", "a + b")]
    [InlineData("recommend", "--history", "a")]
    [InlineData("vector", "--item", "a")]
    [InlineData("info")]
    [InlineData("export", "--to", "word2vec", "-o", "x.txt")]
    public void A_missing_model(params string[] args)
    {
        using Workspace workspace = new();

        ToolResult result = workspace.Run(args).Expect(66);

        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("item2vec-model", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(3000)]
    public void Vectors_that_are_cut_off(int length)
    {
        using Workspace workspace = new();
        Copy(workspace);
        using (FileStream file = File.OpenWrite(workspace["item2vec-model/items.i2v"])) file.SetLength(length);

        ToolResult result = workspace.Run("similar", "--item", "t1-i01").Expect(65);

        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("items.i2v", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_something_else_in_place_of_the_vectors()
    {
        using Workspace workspace = new();
        Copy(workspace);
        workspace.Write("item2vec-model/items.i2v", new string('x', 10_000));

        Assert.Contains("items.i2v", workspace.Run("similar", "--item", "t1-i01").Expect(65).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_that_is_no_json()
    {
        using Workspace workspace = new();
        Copy(workspace);
        workspace.Write("item2vec-model/model.json", "{\"formatVersion\": 1, ");

        Assert.Contains("model.json", workspace.Run("info").Expect(65).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void A_broken_description_stops_queries_too(string json)
    {
        using Workspace workspace = new();
        Copy(workspace);
        workspace.Write("item2vec-model/model.json", json);

        foreach (string[] query in (string[][])[["similar", "--item", "t1-i01"], ["recommend", "--history", "t1-i01"]])
        {
            ToolResult result = workspace.Run(query).Expect(65);
            Assert.Empty(result.Output);
            Assert.Contains("model.json: the model is damaged", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Vectors_of_another_model_are_refused()
    {
        using Workspace workspace = new();
        Copy(workspace);
        string description = workspace["item2vec-model/model.json"];
        string bytes = $"\"bytes\": {new FileInfo(workspace["item2vec-model/items.i2v"]).Length}";
        string text = File.ReadAllText(description);
        Assert.Contains(bytes, text, StringComparison.Ordinal);
        File.WriteAllText(description, text.Replace(bytes, "\"bytes\": 12345", StringComparison.Ordinal));

        string error = workspace.Run("similar", "--item", "t1-i01").Expect(65).Error;

        Assert.Contains("items.i2v is not the file that model.json describes", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file/model")]
    [InlineData("file")]
    [InlineData("full")]
    public void An_output_that_cannot_be_written_is_found_before_anything_is_read(string output)
    {
        using Workspace workspace = new();
        workspace.Write("file", "not a directory");
        Directory.CreateDirectory(workspace["full"]);
        workspace.Write("full/thesis.txt", "not a model");

        // The input does not exist: had it been looked for first, the exit code would be 66.
        ToolResult result = workspace.Run("train", "no-such-input.parquet", "-o", output).Expect(73);

        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(output, result.Error, StringComparison.Ordinal);
        Assert.Equal("not a model", File.ReadAllText(workspace["full/thesis.txt"]));
        Assert.Equal("not a directory", File.ReadAllText(workspace["file"]));
    }

    [Fact]
    public void An_export_that_cannot_be_written()
        => Assert.Contains(
            "nowhere/x.txt", model.Run("export", "--to", "word2vec", "-o", "nowhere/x.txt").Expect(73).Error, StringComparison.Ordinal);

    private void Copy(Workspace workspace)
    {
        Directory.CreateDirectory(workspace["item2vec-model"]);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(model.Directory, "item2vec-model")))
            File.Copy(file, workspace[$"item2vec-model/{Path.GetFileName(file)}"]);
    }
}
