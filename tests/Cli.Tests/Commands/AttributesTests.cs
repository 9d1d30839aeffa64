using System.Text.Json;

namespace Item2Vec.Cli.Tests.Commands;

/// <summary>attributes set, list and unset; conditions and exclusions of queries that use them.</summary>
public sealed class AttributesTests : IDisposable
{
    private static readonly string Known = PlantedTopics.Item(3, 7), Other = PlantedTopics.Item(3, 8);
    private readonly Workspace workspace = new();

    public AttributesTests(TrainedModel trained)
    {
        string model = Path.Combine(trained.Directory, "item2vec-model");
        System.IO.Directory.CreateDirectory(workspace["item2vec-model"]);
        foreach (string file in System.IO.Directory.EnumerateFiles(model))
            File.Copy(file, Path.Combine(workspace["item2vec-model"], Path.GetFileName(file)));
    }

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void What_a_table_sets_is_listed_filtered_by_and_removed()
    {
        workspace.Write("stock.csv", $"item_id,in_stock,price\n{Known},true,3\n{Other},false,4\n{Known},false,9\nnobody,true,1\n,true,1\n");

        ToolResult set = workspace.Run("attributes", "set", "stock.csv", "--format", "json").Expect(0);
        Assert.Equal(
            """{"model":"item2vec-model","attributes":["in_stock","price"],"rows":5,"matched":2,"unmatched":94,"""
                + "\"notInModel\":1,\"duplicates\":1,\"emptyIds\":1}",
            set.Output.Trim());
        Assert.Contains("  skipped  1 row of items that are not in the model\n", set.Error, StringComparison.Ordinal);
        Assert.Contains("wrote item2vec-model/attributes.i2v", set.Error, StringComparison.Ordinal);

        Assert.Equal([Known], Items(workspace.Run("similar", "-i", Other, "--where", "in_stock=true", "--format", "json")));
        ToolResult none = workspace.Run("similar", "-i", Other, "--where", "in_stock=True", "--format", "json").Expect(0);
        const string reason = "no item has in_stock=True; values are false, true";
        Assert.Equal($$"""{"query":"{{Other}}","note":"{{reason}}","results":[]}""", none.Output.Trim());
        Assert.Equal($"warning: {reason}", none.Error.Trim());
        foreach (string[] query in (string[][])[["analogy", Known], ["recommend", "--history", Known]])
            Assert.Contains("no item has price>7; values are from 3 to 4", workspace.Run([.. query, "--where", "price>7"]).Expect(0).Error,
                StringComparison.Ordinal);

        workspace.Run("attributes", "unset", "price").Expect(0);
        Assert.Contains("no column 'price'", workspace.Run("attributes", "unset", "price").Expect(2).Error, StringComparison.Ordinal);
        using JsonDocument listed = JsonDocument.Parse(workspace.Run("attributes", "list", "--format", "json").Expect(0).Output);
        JsonElement stock = listed.RootElement.EnumerateArray().Single(one => one.GetProperty("attribute").GetString() == "in_stock");
        Assert.Equal((2, 2), (stock.GetProperty("items").GetInt32(), stock.GetProperty("values").GetInt32()));
        Assert.DoesNotContain(listed.RootElement.EnumerateArray(), one => one.GetProperty("attribute").GetString() == "price");
        Assert.Contains("in_stock", workspace.Run("attributes", "list").Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_complete_table_replaces_a_partial_one_adds_and_lists_hold_several_values()
    {
        workspace.Write("a.jsonl", $$"""{"sku": "{{Known}}", "tags": ["new", "sale"], "x": 1}""" + "\n");
        workspace.Write("b.jsonl", $$"""{"sku": "{{Other}}", "tags": ["sale"], "x": 2}""" + "\n");
        string[] sale = ["similar", "-i", PlantedTopics.Item(1, 1), "--where", "tags=sale", "--format", "json"];

        workspace.Run("attributes", "set", "item2vec-model", "a.jsonl", "--item-column", "sku").Expect(0);
        Assert.Equal([Known], Items(workspace.Run(sale)));
        workspace.Run("attributes", "set", "item2vec-model", "b.jsonl", "--item-column", "sku", "--columns", "tags").Expect(0);
        Assert.Equal([Known, Other], Items(workspace.Run(sale)).Order(StringComparer.Ordinal));
        workspace.Run("attributes", "set", "b.jsonl", "--item-column", "sku", "--replace").Expect(0);
        Assert.Equal([Other], Items(workspace.Run(sale)));
    }

    [Fact]
    public void A_table_that_fits_no_item_and_a_model_named_twice_are_errors()
    {
        workspace.Write("other.csv", "item_id,price\nnobody,1\n");
        workspace.Write("bare.csv", $"item_id\n{Known}\n");

        Assert.Contains("no item of other.csv is in the model", workspace.Run("attributes", "set", "other.csv").Expect(65).Error,
            StringComparison.Ordinal);
        ToolResult bare = workspace.Run("attributes", "set", "bare.csv").Expect(2);
        Assert.Contains("no column besides item_id", bare.Error, StringComparison.Ordinal);
        ToolResult twice = workspace.Run("attributes", "set", "item2vec-model", "other.csv", "-m", "item2vec-model").Expect(2);
        Assert.Contains("the model is named twice", twice.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace["item2vec-model/attributes.i2v"]));
    }

    [Fact]
    public void Excluded_items_are_read_from_a_file()
    {
        string[] best = [.. Items(workspace.Run("similar", "-i", Known, "-k", "20", "--format", "json"))];
        workspace.Write("seen.txt", string.Join('\n', [.. best.Take(10), "nobody", ""]));

        string[] rest = Items(workspace.Run("similar", "-i", Known, "--exclude", "@seen.txt", best[10], "-k", "5", "--format", "json"));
        Assert.Equal(best[11..16], rest);
        ToolResult missing = workspace.Run("recommend", "--history", Known, "--exclude", "@none.txt");
        Assert.Contains("--exclude @none.txt: cannot be read", missing.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, missing.ExitCode);
    }

    private static string[] Items(ToolResult result)
    {
        using JsonDocument answer = JsonDocument.Parse(result.Expect(0).Output);
        return [.. answer.RootElement.GetProperty("results").EnumerateArray().Select(found => found.GetProperty("item").GetString()!)];
    }
}
