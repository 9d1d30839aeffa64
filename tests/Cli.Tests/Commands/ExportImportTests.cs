using System.Globalization;
using System.Text.Json;
using Item2Vec.Data.DuckDb;

namespace Item2Vec.Cli.Tests.Commands;

public sealed class ExportImportTests(TrainedModel model)
{
    [Theory]
    [InlineData("word2vec")]
    [InlineData("word2vec-binary")]
    [InlineData("parquet")]
    [InlineData("npy")]
    [InlineData("safetensors")]
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
        foreach (string format in new[] { "word2vec", "projector", "onnx" })
        {
            Assert.Contains(
                "both",
                model.Run("export", "--to", format, "--matrix", "both", "-o", "both.file").Expect(2).Error,
                StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(model.Directory, "both.file")));
        }
    }

    [Theory]
    [InlineData("npy")]
    [InlineData("safetensors")]
    public void Arrays_bring_both_vectors_back_in_either_type(string format)
    {
        string[] vector = ["vector", "--item", "t1-i01", "--matrix", "output"];
        foreach (string type in new[] { "float32", "float16" })
        {
            string name = $"{format}-{type}";
            model.Run("export", "--to", format, "--matrix", "both", "--type", type, "-o", name + ".export").Expect(0);
            model.Run("import", name + ".export", "--from", format, "-o", name).Expect(0);
            bool isExact = model.Run(vector).Expect(0).Output == model.Run([.. vector, "--model", name]).Expect(0).Output;
            Assert.Equal(type == "float32", isExact);
        }
    }

    [Fact]
    public void Vectors_are_normalized_when_asked_for()
    {
        string text = model.Run("export", "--to", "word2vec", "--normalize", "-o", "-").Expect(0).Output;
        double[] numbers = [.. text.Split('\n')[1].Split(' ')[1..].Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        Assert.Equal(1, numbers.Sum(number => number * number), 5);
    }

    [Fact]
    public void The_projector_gets_two_tables_in_a_directory()
    {
        ToolResult result = model.Run("export", "--to", "projector", "-o", "projector").Expect(0);
        Assert.Contains("wrote 96 vectors of 16 dimensions to projector (", result.Error, StringComparison.Ordinal);
        Assert.Equal(97, File.ReadAllLines(Path.Combine(model.Directory, "projector", "metadata.tsv")).Length);
        Assert.Contains(
            "--from expects one of", model.Run("import", "projector", "--from", "projector").Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_atlas_has_a_place_and_neighbors_for_each_item()
    {
        ToolResult result = model.Run("export", "--to", "atlas", "--method", "pca", "-o", "atlas.parquet").Expect(0);
        Assert.Contains("wrote the places of 96 items to atlas.parquet", result.Error, StringComparison.Ordinal);
        using DuckDatabase database = new();
        string table = $"'{Path.Combine(model.Directory, "atlas.parquet")}'";
        Assert.Equal(
            96, database.Number($"select count(*) from {table} where isfinite(x) and isfinite(y) and len(neighbors.ids) = 15"));
        Assert.Equal(
            0, database.Number($"select count(*) from {table} where list_sort(neighbors.distances) <> neighbors.distances"));

        string[] nearest = [.. model.Run("similar", "--item", "t3-i07", "-k", "3", "--format", "tsv").Expect(0).OutputLines[1..]
            .Select(line => line.Split('\t')[1])];
        string[] ids = [.. nearest.Select(item => $"'{item}'")];
        Assert.Equal(
            3, database.Number(
                $"""
                with t as (select item, file_row_number as row, neighbors from {table})
                select count(*) from (select unnest(neighbors.ids[:3]) as id from t where item = 't3-i07') n join t on t.row = n.id
                where t.item in ({string.Join(", ", ids)})
                """));
    }

    [Theory]
    [InlineData("--by-id is for --to onnx", "word2vec", "--by-id")]
    [InlineData("--method is for --to atlas", "npy", "--method", "pca")]
    [InlineData("--normalize is not for --to onnx", "onnx", "--normalize")]
    [InlineData("--normalize is not for --to atlas", "atlas", "--normalize")]
    [InlineData("--type is not for --to atlas", "atlas", "--type", "float16")]
    [InlineData("float16 was asked for", "word2vec", "--type", "float16")]
    [InlineData("leave --type out", "parquet", "--type", "float16")]
    [InlineData("--matrix: a map is of the input vectors", "atlas", "--matrix", "output")]
    public void An_option_of_another_format_is_a_usage_error(string message, string format, params string[] options)
    {
        Assert.Contains(
            message, model.Run(["export", "--to", format, "-o", "misplaced", .. options]).Expect(2).Error, StringComparison.Ordinal);
        Assert.False(Path.Exists(Path.Combine(model.Directory, "misplaced")));
    }

    [Fact]
    public void Several_files_go_into_a_directory_that_is_theirs()
    {
        Assert.Contains("name a directory", model.Run("export", "--to", "npy", "-o", "-").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("name a file", model.Run("export", "--to", "atlas", "-o", "-").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("-o vectors", model.Run("export", "--to", "npy", "-o", "vectors.npy").Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains(
            "item2vec-model: exists and is not an export",
            model.Run("export", "--to", "npy", "-o", "item2vec-model").Expect(73).Error, StringComparison.Ordinal);
        Assert.Contains("nowhere/v", model.Run("export", "--to", "npy", "-o", "nowhere/v").Expect(73).Error, StringComparison.Ordinal);
        model.Run("similar", "--item", "t3-i07").Expect(0);
    }

    [Fact]
    public void A_broken_array_is_refused_with_what_is_wrong()
    {
        model.Run("export", "--to", "npy", "-o", "cut").Expect(0);
        string array = Path.Combine(model.Directory, "cut", "vectors.npy");
        File.WriteAllBytes(array, File.ReadAllBytes(array)[..^4]);
        Assert.Contains(
            "96 rows of 16 numbers, 6144 bytes; 6140 bytes follow",
            model.Run("import", "cut", "--from", "npy", "-o", "cut-model").Expect(65).Error, StringComparison.Ordinal);
        model.Run("import", "sessions.csv", "--from", "safetensors", "-o", "cut-model").Expect(65);
        model.Run("import", "sessions.csv", "--from", "npy", "-o", "cut-model").Expect(65);
        model.Run("import", "nothing", "--from", "npy", "-o", "cut-model").Expect(66);
        Assert.False(Directory.Exists(Path.Combine(model.Directory, "cut-model")));
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
