using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>map: the page, the pictures, and what cannot be asked. tests/Browser.Tests open the page.</summary>
public sealed class MapTests(TrainedModel trained)
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private ToolResult Map(params string[] args) => trained.Run(["map", "--method", "pca", "--seed", "1", .. args]);

    [Fact]
    public void It_writes_a_page_and_says_so()
    {
        using Workspace workspace = new();

        ToolResult result = Map("-o", workspace["map.html"]).Expect(0);

        Assert.Empty(result.Output);
        Assert.Contains("laid 96 items out by PCA in", result.Error);
        Assert.Contains($"wrote {workspace["map.html"]} (", result.Error);
        string page = File.ReadAllText(workspace["map.html"]);
        Assert.StartsWith("<!doctype html>", page);
        Assert.Contains("<title>item2vec-model</title>", page);
    }

    [Fact]
    public void Its_summary_for_tools_names_files_and_sizes()
    {
        using Workspace workspace = new();

        using JsonDocument json = JsonDocument.Parse(
            Map("-o", workspace["map.html"], "--png", workspace["map.png"], "--size", "300x200", "--format", "json").Expect(0).Output);

        Assert.Equal("pca", json.RootElement.GetProperty("method").GetString());
        Assert.Equal(96, json.RootElement.GetProperty("items").GetInt32());
        JsonElement[] files = [.. json.RootElement.GetProperty("files").EnumerateArray()];
        Assert.Equal(["html", "png"], files.Select(file => file.GetProperty("format").GetString()));
        Assert.Equal(new FileInfo(workspace["map.html"]).Length, files[0].GetProperty("bytes").GetInt64());
        JsonElement parts = json.RootElement.GetProperty("page").GetProperty("bytes");
        Assert.True(parts.GetProperty("vectors").GetInt64() > 0);
        Assert.True(parts.EnumerateObject().Sum(part => part.Value.GetInt64()) < files[0].GetProperty("bytes").GetInt64());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_picture_has_its_size_and_points_of_every_color(bool isDark)
    {
        using Workspace workspace = new();
        string[] dark = isDark ? ["--dark"] : [];

        Map(["--png", workspace["map.png"], "--size", "640x480", "--color-by", "category", .. dark]).Expect(0);

        (int width, int height, byte[] pixels) = Pixels(File.ReadAllBytes(workspace["map.png"]));
        Assert.Equal((640, 480), (width, height));
        Assert.Equal(isDark, pixels[0] < 128);
        HashSet<int> colors = [];
        foreach (byte[] pixel in pixels.Chunk(3))
            if (pixel.Max() - pixel.Min() > 60) colors.Add((pixel[0] << 16) | (pixel[1] << 8) | pixel[2]);
        Assert.True(colors.Count >= PlantedTopics.Topics, $"{colors.Count} colors");
    }

    [Fact]
    public void A_drawing_has_a_dot_for_each_item_and_its_texts_as_text()
    {
        using Workspace workspace = new();

        Map("--svg", workspace["map.svg"], "--color-by", "category", "--title", "<b>Näme & \"co\"").Expect(0);

        XDocument drawing = XDocument.Load(workspace["map.svg"]);
        Assert.Equal("<b>Näme & \"co\"", drawing.Root!.Element(Svg + "title")!.Value);
        string[] paths = [.. drawing.Descendants(Svg + "path").Select(path => path.Attribute("d")!.Value)];
        Assert.Equal(PlantedTopics.Topics, paths.Length);
        Assert.Equal(96, paths.Sum(path => path.Count(letter => letter == 'M')));
        string[] texts = [.. drawing.Descendants(Svg + "text").Select(text => text.Value)];
        Assert.Contains("topic 3", texts);
        Assert.Contains("PCA of 96 items, colored by category", texts);
        Assert.Contains(texts, text => text.StartsWith("Näme ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_seed_draws_the_same()
    {
        using Workspace workspace = new();
        foreach (string name in new[] { "a", "b" })
            Map("-o", workspace[$"{name}.html"], "--png", workspace[$"{name}.png"], "--svg", workspace[$"{name}.svg"]).Expect(0);

        foreach (string kind in new[] { "html", "png", "svg" })
            Assert.Equal(File.ReadAllBytes(workspace[$"a.{kind}"]), File.ReadAllBytes(workspace[$"b.{kind}"]));
    }

    [Fact]
    public void Fewer_items_and_no_vectors_make_a_smaller_page()
    {
        using Workspace workspace = new();

        Map("-o", workspace["all.html"]).Expect(0);
        Map("-o", workspace["few.html"], "--max-items", "20", "--vectors", "none", "-k", "3").Expect(0);

        string few = File.ReadAllText(workspace["few.html"]);
        Assert.DoesNotContain("id=\"map-vectors\"", few);
        Assert.Contains("\"items\":20,\"total\":96", few);
        Assert.True(few.Length < new FileInfo(workspace["all.html"]).Length);
    }

    [Theory]
    [InlineData(2, "map needs a file to write", new string[0])]
    [InlineData(2, "there is no column 'colour' to color by", new[] { "-o", "map.html", "--color-by", "colour" })]
    [InlineData(2, "--size expects a size such as 1600x1200", new[] { "--png", "map.png", "--size", "10x10" })]
    [InlineData(2, "--perplexity expects a number from 1 to 200", new[] { "-o", "map.html", "--perplexity", "0" })]
    [InlineData(2, "--png: same.png is named elsewhere", new[] { "--svg", "same.png", "--png", "same.png" })]
    [InlineData(2, "is a file of a model", new[] { "--png", "item2vec-model/items.i2v" })]
    [InlineData(66, "no-model", new[] { "-o", "map.html", "--model", "no-model" })]
    public void Mistakes_are_errors_that_say_what_to_do(int code, string message, string[] args)
    {
        ToolResult result = Map(args).Expect(code);

        Assert.Contains(message, result.Error);
        Assert.False(File.Exists(Path.Combine(trained.Directory, "map.html")));
    }

    private static (int Width, int Height, byte[] Pixels) Pixels(byte[] png)
    {
        int width = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));
        int height = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20));
        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using ZLibStream plain = new(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            Assert.Equal(2, plain.ReadByte());
            Span<byte> line = pixels.AsSpan(y * width * 3, width * 3);
            plain.ReadExactly(line);
            for (int i = 0; i < line.Length; i++) line[i] += y == 0 ? (byte)0 : pixels[((y - 1) * width * 3) + i];
        }

        return (width, height, pixels);
    }
}
