using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

public sealed class ExportImportTests(TrainedModel model)
{
    [Theory]
    [InlineData("word2vec")]
    [InlineData("word2vec-binary")]
    [InlineData("parquet")]
    public void Exported_and_imported_vectors_answer_alike(string format)
    {
        ToolResult export = model.Run("export", "--to", format, "-o", $"{format}.vectors").Expect(0);
        ToolResult import = model.Run("import", $"{format}.vectors", "--from", format, "-o", $"{format}-model").Expect(0);

        Assert.Contains("96 vectors of 16 dimensions", export.Error, StringComparison.Ordinal);
        Assert.Contains("96 vectors of 16 dimensions", import.Error, StringComparison.Ordinal);
        Assert.Equal(Items("item2vec-model"), Items($"{format}-model"));

        string[] Items(string name)
            => [.. model.Run("similar", "--item", "t3-i07", "--format", "tsv", "--model", name).Expect(0).OutputLines
                .Select(line => line.Split('\t')[1])];
    }

    [Fact]
    public void Standard_output_gets_the_file_and_nothing_else()
    {
        model.Run("export", "--to", "word2vec", "-o", "copy.txt").Expect(0);

        ToolResult result = model.Run("export", "--to", "word2vec", "-o", "-").Expect(0);

        Assert.Equal(File.ReadAllText(Path.Combine(model.Directory, "copy.txt")), result.Output);
        Assert.StartsWith("96 16\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_output_matrix_is_exported_when_asked_for()
    {
        string input = model.Run("export", "--to", "word2vec", "-o", "-").Expect(0).Output;
        string output = model.Run("export", "--to", "word2vec", "-o", "-", "--matrix", "output").Expect(0).Output;

        Assert.Equal(input.Length > 0, output.Length > 0);
        Assert.NotEqual(input, output);
    }

    [Fact]
    public void An_id_with_a_blank_is_refused_or_escaped_and_comes_back()
    {
        using Workspace workspace = new();
        workspace.Write("sessions.txt", string.Concat(Enumerable.Repeat("a b c d\n", 50)));
        workspace.Write(
            "sessions.csv", "session_id,item_id\n"
                + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i / 4},{(i % 4 == 0 ? "blank in it" : $"x{i % 4}")}\n")));
        workspace.Run("train", "sessions.csv", "--dimensions", "8", "--sample", "0").Expect(0);

        ToolResult refused = workspace.Run("export", "--to", "word2vec", "-o", "plain.txt").Expect(65);
        workspace.Run("export", "--to", "word2vec", "-o", "escaped.txt", "--escape").Expect(0);
        workspace.Run("import", "escaped.txt", "--from", "word2vec", "--escape", "-o", "back").Expect(0);

        Assert.Contains("blank in it", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--escape", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace["plain.txt"]));
        workspace.Run("similar", "--item", "blank in it", "--model", "back").Expect(0);
    }

    [Fact]
    public void A_table_brings_both_vectors_the_counts_and_the_titles_back()
    {
        model.Run("export", "--to", "parquet", "--matrix", "both", "-o", "both.parquet").Expect(0);
        model.Run("import", "both.parquet", "--from", "parquet", "-o", "both-model").Expect(0);

        string[] recommend = ["recommend", "--history", "t1-i01", "--score", "next", "--format", "tsv"];
        Assert.Equal(model.Run(recommend).Expect(0).Output, model.Run([.. recommend, "--model", "both-model"]).Expect(0).Output);
        Assert.Equal(
            model.Run("vector", "--item", "t1-i01", "--matrix", "output").Expect(0).Output,
            model.Run("vector", "--item", "t1-i01", "--matrix", "output", "--model", "both-model").Expect(0).Output);
    }

    [Fact]
    public void Both_vectors_are_for_formats_that_hold_them()
    {
        foreach (string format in new[] { "word2vec", "word2vec-binary", "onnx" })
        {
            Assert.Contains(
                "both",
                model.Run("export", "--to", format, "--matrix", "both", "-o", "both.file").Expect(2).Error,
                StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(model.Directory, "both.file")));
        }
    }

    [Fact]
    public void A_file_that_is_no_table_is_refused()
    {
        ToolResult result = model.Run("import", "sessions.csv", "--from", "parquet", "-o", "no-model").Expect(65);

        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("sessions.csv", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(model.Directory, "no-model")));
    }

    [Fact]
    public void A_format_that_is_not_known_is_a_usage_error()
        => Assert.StartsWith(
            "error: --to expects one of word2vec",
            model.Run("export", "--to", "excel", "-o", "x").Expect(2).Error,
            StringComparison.Ordinal);

    [Fact]
    public void Vectors_too_large_for_a_cosine_are_refused_with_their_line()
    {
        using Workspace workspace = new();
        workspace.Write("large.txt", "3 2\nx 1 1\ny 1 2\nz 3e38 3e38\n");
        ToolResult result = workspace.Run("import", "large.txt", "--from", "word2vec").Expect(65);
        Assert.Contains("large.txt: line 4: the numbers are so large", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_file_of_vectors_is_refused_with_its_place()
    {
        File.WriteAllText(Path.Combine(model.Directory, "broken.txt"), "2 3\na 1 2 3\nb 1 2\n");

        ToolResult result = model.Run("import", "broken.txt", "--from", "word2vec", "-o", "broken-model").Expect(65);

        Assert.Contains("broken.txt", result.Error, StringComparison.Ordinal);
        Assert.Contains("3", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(model.Directory, "broken-model")));
    }

    [Theory]
    [InlineData("word2vec")]
    [InlineData("word2vec-binary")]
    public void A_file_without_vectors_is_refused_and_leaves_an_older_model_alone(string format)
    {
        using Workspace workspace = new();
        workspace.Write("empty.vectors", "0 5\n");
        workspace.Write("one.vectors", "1 2\na 1 2\n");
        workspace.Run("import", "one.vectors", "--from", "word2vec", "-o", "older").Expect(0);

        ToolResult result = workspace.Run("import", "empty.vectors", "--from", format).Expect(65);
        workspace.Run("import", "empty.vectors", "--from", format, "-o", "older").Expect(65);

        Assert.StartsWith("error: empty.vectors: there are no vectors in it", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace["item2vec-model"]));
        workspace.Run("vector", "--item", "a", "--model", "older").Expect(0);
    }

    [Fact]
    public void Json_tells_programs_what_was_written()
    {
        using JsonDocument export = JsonDocument.Parse(
            model.Run("export", "--to", "word2vec", "-o", "json.txt", "--format", "json").Expect(0).Output);
        using JsonDocument import = JsonDocument.Parse(
            model.Run("import", "json.txt", "--from", "word2vec", "-o", "json-model", "--format", "json").Expect(0).Output);

        Assert.Equal(["file=json.txt", "format=word2vec", "items=96", "dimensions=16"], Properties(export));
        Assert.Equal(["model=json-model", "items=96", "dimensions=16"], Properties(import));

        static IEnumerable<string> Properties(JsonDocument json)
            => json.RootElement.EnumerateObject().Select(property => $"{property.Name}={property.Value}");
    }

    [Fact]
    public void Standard_output_holds_the_vectors_alone_also_with_json()
        => Assert.StartsWith(
            "96 16\n", model.Run("export", "--to", "word2vec", "-o", "-", "--format", "json").Expect(0).Output, StringComparison.Ordinal);

    [Fact]
    public void An_imported_model_says_that_it_has_no_output_vectors()
    {
        model.Run("export", "--to", "word2vec", "-o", "input.txt").Expect(0);
        model.Run("import", "input.txt", "--from", "word2vec", "-o", "input-model").Expect(0);

        Assert.StartsWith(
            "error: ", model.Run("recommend", "--history", "t1-i01", "--model", "input-model").Expect(2).Error, StringComparison.Ordinal);
        Assert.StartsWith(
            "error: --matrix output: this model has no output vectors",
            model.Run("vector", "--item", "t1-i01", "--matrix", "output", "--model", "input-model").Expect(2).Error,
            StringComparison.Ordinal);
        Assert.Equal(
            11,
            model.Run("recommend", "--history", "t1-i01", "--score", "similar", "--model", "input-model", "--format", "tsv")
                .Expect(0).OutputLines.Length);
    }
}
