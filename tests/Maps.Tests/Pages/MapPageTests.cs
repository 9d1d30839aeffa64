using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Maps.Pages;

namespace Item2Vec.Maps.Tests.Pages;

/// <summary>The file of a page, read as text.</summary>
public sealed class MapPageTests : IDisposable
{
    private const int Items = 300;

    private static readonly MapOptions Layout = new() { Method = MapMethod.Pca, Threads = 1 };

    private readonly TemporaryDirectory directory = new();
    private readonly ItemIndex index;
    private readonly ItemMap map;

    public MapPageTests()
    {
        using ItemVectors vectors = Planted.Clusters(Items, 12, 6);
        using ItemIndex built = ItemIndex.Build(vectors);
        built.Save(directory.File("items.i2v"));
        index = ItemIndex.Open(directory.File("items.i2v"));
        map = ItemMap.Create(index, Layout);
    }

    [Fact]
    public void Its_policy_names_the_hashes_of_its_own_style_and_script()
    {
        string page = Write(new());

        string policy = Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]+)\"").Groups[1].Value;
        Assert.Equal(
            $"default-src 'none'; style-src '{Hash(Between(page, "<style>", "</style>"))}'; "
                + $"script-src '{Hash(Between(page, "<script type=\"module\">", "</script>"))}'; base-uri 'none'; form-action 'none'",
            policy);
    }

    [Fact]
    public void Its_modules_are_one_script_that_imports_nothing_and_ends_no_element()
    {
        string script = PageAssets.Script();

        Assert.DoesNotMatch(new Regex("^(import|export) ", RegexOptions.Multiline), script);
        Assert.DoesNotContain("</script", script, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--", script, StringComparison.Ordinal);
        Assert.All(PageAssets.Modules, module => Assert.NotEmpty(PageAssets.Read(module)));
    }

    [Fact]
    public void Every_module_imports_only_modules_before_it()
    {
        for (int i = 0; i < PageAssets.Modules.Count; i++)
            foreach (Match import in Regex.Matches(PageAssets.Read(PageAssets.Modules[i]), "from '\\./([^']+)'"))
                Assert.Contains(import.Groups[1].Value, PageAssets.Modules.Take(i));
    }

    [Fact]
    public void A_title_is_text_in_the_page_and_in_its_description()
    {
        string page = Write(new() { Title = "{{data}}</title><script>alert(1)</script>\u202E\0" });

        Assert.Equal("{{data}}&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;\uFFFD\uFFFD", Between(page, "<title>", "</title>"));
        Assert.Equal(1, Regex.Count(page, "<script type=\"module\">"));
        using JsonDocument meta = Meta(page);
        Assert.StartsWith("{{data}}</title>", meta.RootElement.GetProperty("title").GetString());
    }

    [Fact]
    public void It_lists_the_neighbors_of_the_index()
    {
        string page = Write(new() { Neighbors = 4 });

        uint[] rows = Section<uint>(page, "neighbors", Items * 4);
        float[] scores = Section<float>(page, "scores", Items * 4);
        foreach (int row in new[] { 0, 17, Items - 1 })
        {
            Neighbor[] exact = index.Similar(index.Vectors.Vocabulary[row], 4);
            for (int i = 0; i < 4; i++)
            {
                Assert.Equal(exact[i].Item, index.Vectors.Vocabulary[(int)rows[(row * 4) + i]]);
                Assert.Equal(exact[i].Score, scores[(row * 4) + i], 0.0003);
            }
        }
    }

    [Fact]
    public void Places_keep_order_and_proportions()
    {
        string page = Write(new());

        ushort[] places = Section<ushort>(page, "positions", 2 * Items);
        for (int row = 1; row < Items; row++)
        {
            if (map.X[row] > map.X[0]) Assert.True(places[row] >= places[0]);
            if (map.Y[row] > map.Y[0]) Assert.True(places[Items + row] <= places[Items]);
        }

        double wide = (map.X[1] - map.X[0]) / (places[1] - (double)places[0]);
        double high = (map.Y[0] - map.Y[1]) / (places[Items + 1] - (double)places[Items]);
        Assert.Equal(1, wide / high, 0.02);
    }

    [Fact]
    public void Some_items_only_are_those_used_most_with_neighbors_among_themselves()
    {
        string page = Write(new() { MaxItems = 50 });

        using JsonDocument meta = Meta(page);
        Assert.Equal(50, meta.RootElement.GetProperty("items").GetInt32());
        Assert.Equal(Items, meta.RootElement.GetProperty("total").GetInt32());
        Assert.All(Section<uint>(page, "neighbors", 500), row => Assert.True(row is < 50 or uint.MaxValue));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Vectors_are_there_where_they_are_wanted(bool isWanted)
    {
        string page = Write(new() { Vectors = isWanted });

        Assert.Equal(isWanted, page.Contains("id=\"map-vectors\"", StringComparison.Ordinal));
        Assert.Equal(isWanted, page.Contains("rounded to 8 bits", StringComparison.Ordinal));
    }

    [Fact]
    public void Columns_are_numbers_or_values_that_items_share_and_titles_are_neither()
    {
        using JsonDocument meta = Meta(Write(new() { ColorBy = "Category" }));

        JsonElement columns = meta.RootElement.GetProperty("columns");
        Assert.Equal(["category", "price"], columns.EnumerateArray().Select(column => column.GetProperty("name").GetString()));
        Assert.Equal(["category", "number"], columns.EnumerateArray().Select(column => column.GetProperty("kind").GetString()));
        Assert.Equal("column0", meta.RootElement.GetProperty("colorBy").GetString());
    }

    [Fact]
    public void A_column_that_is_not_there_is_named_with_those_that_are()
    {
        Item2VecException problem = Assert.Throws<Item2VecException>(() => MapPage.Create(index, map, new() { ColorBy = "colour" }));

        Assert.Contains("'colour'", problem.Message);
        Assert.Contains("cluster, count, title, category, price", problem.Hint);
    }

    [Fact]
    public void The_layout_of_a_page_is_read_again()
    {
        Write(new());

        MapLayout read = MapPageFile.ReadLayout(Path, index);

        MapLayout written = MapLayout.Of(map, Items);
        Assert.Equal(written.Positions, read.Positions);
        Assert.Equal(written.ClusterOf, read.ClusterOf);
        Assert.Equal(MapMethod.Pca, read.Method);
    }

    [Fact]
    public void The_layout_of_another_model_or_of_no_page_is_refused()
    {
        Write(new());
        using ItemVectors vectors = Planted.Clusters(Items, 12, 6, seed: 2);
        using ItemIndex built = ItemIndex.Build(vectors);
        built.Save(directory.File("other.i2v"));
        using ItemIndex other = ItemIndex.Open(directory.File("other.i2v"));

        Assert.Contains("another model", Assert.Throws<Item2VecException>(() => MapPageFile.ReadLayout(Path, other)).Message);
        string page = File.ReadAllText(Path);
        string damaged = page.Replace("id=\"map-positions\">", "id=\"map-positions\">AAAA", StringComparison.Ordinal);
        foreach (string broken in new[] { string.Empty, "<html>", page[..3000], damaged })
        {
            File.WriteAllText(Path, broken);
            Assert.Contains("no page of a map", Assert.Throws<Item2VecException>(() => MapPageFile.ReadLayout(Path, index)).Message);
        }

        Assert.Equal(
            ErrorCode.InputMissing,
            Assert.Throws<Item2VecException>(() => MapPageFile.ReadLayout(directory.File("none.html"), index)).Code);
    }

    [Fact]
    public void The_same_map_is_the_same_file()
    {
        string first = Write(new());

        Assert.Equal(first, Write(new()));
    }

    public void Dispose()
    {
        index.Dispose();
        directory.Dispose();
    }

    private string Path => directory.File("map.html");

    private static string Between(string text, string start, string end)
    {
        int from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static JsonDocument Meta(string page)
        => JsonDocument.Parse(Between(page, "<script type=\"application/json\" id=\"map-meta\">", "</script>"));

    private static T[] Section<T>(string page, string name, int count)
        where T : unmanaged
        => MapSection.Read<T>(
            Convert.FromBase64String(Between(page, $"<script type=\"application/octet-stream\" id=\"map-{name}\">", "</script>")), count);

    private string Write(MapPageOptions options)
    {
        MapPage.Create(index, map, options).Write(Path);
        return File.ReadAllText(Path);
    }
}
