using System.Globalization;
using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>From titles to new items in a model, as a user types it.</summary>
public sealed class ContentTests : IDisposable
{
    /// <summary>What the items of each topic are.</summary>
    private static readonly string[] Words = ["lamp", "chair", "spoon", "kettle", "ribbon", "candle", "basket", "mirror"];

    /// <summary>A model that gives back the three numbers that it takes.</summary>
    private const string Identity =
        "CAg6SAoQCgF4EgF5IghJZGVudGl0eRIIaWRlbnRpdHlaFAoBeBIPCg0IARIJCgMSAW4KAggDYhQKAXkSDwoNCAESCQoDEgFuCgIIA0IECgAQDQ==";

    private readonly Workspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_new_item_joins_the_model_by_its_title()
    {
        Prepare();
        ToolResult encode =
            workspace.Run("content", "encode", "items.csv", "--encoder", "encoder.onnx", "--text", "title,category").Expect(0);
        ToolResult train = workspace.Run(
            "train", "sessions.csv", "--items", "items.csv", "--content", "content.i2v", "--dimensions", "16", "--sample", "0", "--epochs",
            "20")
            .Expect(0);
        ToolResult similar = workspace.Run("similar", "--item", "new-t5", "-k", "5", "--format", "tsv").Expect(0);

        Assert.Contains("wrote 98 vectors", encode.Error, StringComparison.Ordinal);
        Assert.Contains("added    2 items", train.Error, StringComparison.Ordinal);
        Assert.Contains("98 vectors of 16 dimensions", train.Error, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat("t5", 5), similar.OutputLines[1..].Select(line => PlantedTopics.TopicOf(line.Split('\t')[1])));
        Assert.False(File.Exists(workspace["content.i2v.journal"]));
    }

    [Fact]
    public void Items_that_content_placed_are_marked_and_can_be_left_out()
    {
        Prepare();
        workspace.Run("content", "encode", "items.csv", "--encoder", "encoder.onnx", "--text", "title,category").Expect(0);
        workspace.Run(
            "train", "sessions.csv", "--items", "items.csv", "--content", "content.i2v", "--dimensions", "16", "--sample", "0", "--epochs",
            "20", "--content-blend", "false")
            .Expect(0);
        string[] ask = ["similar", "--item", PlantedTopics.Item(5, 3), "-k", "12"];
        JsonElement[] found = [.. JsonDocument.Parse(workspace.Run([.. ask, "--format", "json"]).Expect(0).Output).RootElement
            .GetProperty("results").EnumerateArray()];

        JsonElement marked = Assert.Single(found, item => item.TryGetProperty("cold", out JsonElement cold) && cold.GetBoolean());
        Assert.Equal("new-t5", marked.GetProperty("item").GetString());
        Assert.Equal("number 40", marked.GetProperty("title").GetString());
        Assert.Contains(
            workspace.Run(ask).Expect(0).OutputLines,
            line => line.StartsWith("new-t5 ", StringComparison.Ordinal) && line.Contains(" none ", StringComparison.Ordinal));
        Assert.DoesNotContain("new-", workspace.Run([.. ask, "--with-events"]).Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("2 items, placed by their content", workspace.Run("info").Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Content_joins_a_model_of_metadata_with_its_values_and_users()
    {
        Prepare();
        workspace.Run("content", "encode", "items.csv", "--encoder", "encoder.onnx", "--text", "title,category").Expect(0);
        ToolResult train = workspace.Run(
            "train", "sessions.csv", "--items", "items.csv", "--variant", "meta", "--metadata", "category", "--content", "content.i2v",
            "--dimensions", "16", "--sample", "0", "--epochs", "5").Expect(0);
        Assert.Contains("blended", train.Error, StringComparison.Ordinal);
        Assert.Contains(
            "category=lamp",
            workspace.Run("similar", "--metadata", "category=chair", "--among", "metadata", "-k", "7").Expect(0).Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "wrote 8 vectors",
            workspace.Run("export", "--to", "word2vec", "--rows", "metadata", "-o", "values.txt").Expect(0).Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "wrote a graph of 8 values",
            workspace.Run("export", "--to", "onnx", "--rows", "metadata", "-o", "values.onnx").Expect(0).Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "\tnew-t2\t",
            workspace.Run("similar", "--metadata", "category=spoon", "-k", "20", "--format", "tsv").Expect(0).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_exported_graph_comes_with_its_ids()
    {
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(200));
        workspace.Run("train", "sessions.csv", "--dimensions", "8", "--sample", "0").Expect(0);
        ToolResult export = workspace.Run("export", "--to", "onnx", "-o", "similar.onnx").Expect(0);
        Assert.Contains("wrote a graph of 96 items to similar.onnx", export.Error, StringComparison.Ordinal);
        Assert.StartsWith("[\"t", File.ReadAllText(workspace["similar.items.json"]), StringComparison.Ordinal);
        workspace.Run("export", "--to", "onnx", "-o", "-").Expect(2);
        foreach (string file in (string[])["items.i2v", "model.json"])
            Assert.Contains(
                "would be written over",
                workspace.Run("export", "--to", "onnx", "-o", "item2vec-model/" + file).Expect(2).Error,
                StringComparison.Ordinal);
        workspace.Run("export", "--to", "word2vec", "-o", "x.txt", "--by-id").Expect(2);
    }

    [Fact]
    public void What_is_wrong_is_told_before_the_work()
    {
        Prepare();
        File.WriteAllText(workspace["broken.onnx"], "no model");
        string[] encode = ["content", "encode", "items.csv", "--encoder"];
        Assert.Contains(
            "broken.onnx: not an ONNX model",
            workspace.Run([.. encode, "broken.onnx", "--text", "title"]).Expect(65).Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "there is no such file", workspace.Run([.. encode, "none.onnx", "--text", "title"]).Expect(66).Error, StringComparison.Ordinal);
        Assert.Contains(
            "one of --text, --image and --tensor", workspace.Run([.. encode, "encoder.onnx"]).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains(
            "has no column 'name'",
            workspace.Run([.. encode, "encoder.onnx", "--text", "name"]).Expect(65).Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "the model takes input_ids: int64 [batch, length]",
            workspace.Run([.. encode, "encoder.onnx", "--image", "title"]).Expect(65).Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "cannot be written",
            workspace.Run([.. encode, "encoder.onnx", "--text", "title", "-o", "no/where.i2v"]).Expect(73).Error,
            StringComparison.Ordinal);
        workspace.Run("train", "sessions.csv", "--content", "none.i2v").Expect(66);
    }

    [Fact]
    public void Nothing_is_written_over_what_is_read()
    {
        Prepare();
        string[] encode = ["content", "encode", "items.csv", "--encoder", "encoder.onnx", "--text", "title", "-o"];
        foreach (string output in (string[])["items.csv", "encoder.onnx", "../" + Path.GetFileName(workspace.Directory) + "/items.csv"])
            Assert.Contains("would be written over", workspace.Run([.. encode, output]).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains(
            "would be written over",
            workspace.Run("content", "fit", "items.csv", "--text", "title", "-o", "items.csv").Expect(2).Error,
            StringComparison.Ordinal);
        workspace.Run([.. encode, "-"]).Expect(2);
        workspace.Run("content", "encode", "items.csv", "--encoder", "encoder.onnx", "--text", ",").Expect(2);
        Assert.StartsWith("item_id,", File.ReadAllText(workspace["items.csv"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_in_a_list_is_no_number_and_can_be_left_out_with_its_item()
    {
        workspace.Write(
            "items.jsonl",
            "{\"item_id\":\"a\",\"title\":\"red lamp\",\"v\":[1,null,3]}\n{\"item_id\":\"b\",\"title\":\"blue lamp\",\"v\":[4,5,6]}\n");
        File.WriteAllBytes(workspace["three.onnx"], Convert.FromBase64String(Identity));
        string[] encode = ["content", "encode", "items.jsonl", "--encoder", "three.onnx", "--tensor", "v"];
        Assert.Contains("item 'a': 'null' is no number", workspace.Run(encode).Expect(65).Error, StringComparison.Ordinal);
        ToolResult skipped = workspace.Run([.. encode, "--skip-unreadable"]).Expect(0);
        Assert.Contains("left out 1 item", skipped.Error, StringComparison.Ordinal);
        Assert.Contains("wrote 1 vector of 3 dimensions", skipped.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("without content", skipped.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_that_lost_their_end_and_items_without_a_vector_are_counted()
    {
        Prepare();
        string[] encode = ["content", "encode", "items.csv", "--encoder", "encoder.onnx", "--text", "title"];
        Assert.DoesNotContain("cut off", workspace.Run(encode).Expect(0).Error, StringComparison.Ordinal);
        Assert.Contains("cut off  98 texts", workspace.Run([.. encode, "--max-tokens", "2"]).Expect(0).Error, StringComparison.Ordinal);
        workspace.Write("strangers.csv", "item_id,title\nx,\u4e2d\ny,number 3\n");
        Assert.Contains(
            "1 item has a zero vector",
            workspace.Run("content", "encode", "strangers.csv", "--encoder", "encoder.onnx", "--text", "title", "-q").Expect(0).Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "\"dimensions\":8",
            workspace.Run("content", "fit", "items.csv", "--text", "title", "--dimensions", "8", "-o", "e.onnx", "--format", "json", "-q")
                .Expect(0).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_JPEG_is_found_by_the_same_picture_as_a_WebP()
    {
        string covers = Path.Combine(Tool.Repository, "samples", "data", "covers");
        string[] encode =
        [
            "content", "encode", Path.Combine(covers, "items.csv"), "--encoder", Path.Combine(covers, "grid.onnx"), "--image", "cover",
            "-o", "covers.i2v"
        ];
        Assert.Contains("wrote 6 vectors of 48 dimensions", workspace.Run(encode).Expect(0).Error, StringComparison.Ordinal);
        string[][] similar = [.. workspace.Run("similar", "--model", "covers.i2v", "--item", "sunset", "--format", "tsv")
            .Expect(0).OutputLines[1..].Select(line => line.Split('\t'))];
        Assert.Equal(["sunset-paperback", "evening"], similar[..2].Select(row => row[1]));
        Assert.True(double.Parse(similar[0][2], CultureInfo.InvariantCulture) > 0.99);
    }

    [Fact]
    public void Content_of_other_items_is_told_before_the_training()
    {
        Prepare();
        File.WriteAllText(
            workspace["strangers.csv"], File.ReadAllText(workspace["items.csv"]).Replace("\nt", "\nx", StringComparison.Ordinal));
        workspace.Run("content", "encode", "strangers.csv", "--encoder", "encoder.onnx", "--text", "title,category").Expect(0);
        ToolResult train = workspace.Run("train", "sessions.csv", "--content", "content.i2v", "--dimensions", "8").Expect(65);
        Assert.Contains("0 items have content", train.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("tokens/s", train.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Content_that_tells_nothing_is_warned_of()
    {
        Prepare();
        string same = string.Concat(File.ReadAllLines(workspace["items.csv"]).Skip(1).Select(line => $"{line.Split(',')[0]},number 3\n"));
        workspace.Write("same.csv", "item_id,title\n" + same);
        workspace.Run("content", "encode", "same.csv", "--encoder", "encoder.onnx", "--text", "title").Expect(0);
        string[] train =
            ["train", "sessions.csv", "--content", "content.i2v", "--dimensions", "16", "--epochs", "5", "--content-blend", "false", "-q"];
        Assert.Contains("the content hardly tells where items lie", workspace.Run(train).Expect(0).Error, StringComparison.Ordinal);
        workspace.Run("content", "encode", "items.csv", "--encoder", "encoder.onnx", "--text", "title,category").Expect(0);
        Assert.DoesNotContain("hardly", workspace.Run(train).Expect(0).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--content-map", "mlp")]
    [InlineData("--content-min-count", "5")]
    [InlineData("--content-blend", "false")]
    public void Options_about_content_want_content(params string[] option)
    {
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(20));
        Assert.Contains(
            $"{option[0]} is for --content", workspace.Run(["train", "sessions.csv", .. option]).Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Vectors_keep_their_lengths_on_request_and_former_names_work()
    {
        Prepare();
        byte[] Encode(string output, params string[] words)
        {
            workspace.Run([.. words, "--encoder", "encoder.onnx", "--text", "title", "-o", output, "-q"]).Expect(0);
            return File.ReadAllBytes(workspace[output]);
        }

        byte[] unit = Encode("unit.i2v", "content", "encode", "items.csv");
        byte[] raw = Encode("raw.i2v", "content", "encode", "items.csv", "--normalize", "false");

        Assert.NotEqual(unit, raw);
        Assert.Equal(unit, Encode("true.i2v", "content", "encode", "--normalize", "true", "items.csv"));
        Assert.Equal(raw, Encode("former.i2v", "encode", "items.csv", "--no-normalize"));
        workspace.Run("encoder", "items.csv", "--text", "title", "-o", "former.onnx", "--dimensions", "8", "-q").Expect(0);
    }

    /// <summary>Sessions of 96 items, a table of them and two more, and an encoder of the table's texts.</summary>
    private void Prepare()
    {
        workspace.Write("sessions.csv", PlantedTopics.SessionsCsv(600));
        IEnumerable<string> known = Enumerable.Range(0, PlantedTopics.Topics * PlantedTopics.ItemsOfTopic)
            .Select(
                i =>
                    $"{PlantedTopics.Item(i / PlantedTopics.ItemsOfTopic, i % PlantedTopics.ItemsOfTopic)},number "
                        + $"{i % PlantedTopics.ItemsOfTopic},{Words[i / PlantedTopics.ItemsOfTopic]}\n");
        workspace.Write(
            "items.csv", $"item_id,title,category\n{string.Concat(known)}new-t5,number 40,{Words[5]}\nnew-t2,quite another,{Words[2]}\n");
        workspace.Run("content", "fit", "items.csv", "--text", "title,category", "-o", "encoder.onnx", "--dimensions", "32").Expect(0);
    }
}
