using System.Linq.Expressions;
using Item2Vec.Indexing;
using Microsoft.Extensions.VectorData;

namespace Item2Vec.VectorData.Tests;

/// <summary>A translated filter passes the records that the expression itself passes, if it is compiled.</summary>
public class FilterTests
{
    private static readonly decimal Limit = 12.5m;
    private readonly string captured = "product 9";

    private static readonly int[] Some = [3, 5, 1000];

    public static TheoryData<string> Names => [.. Filters.Keys];

    private static Dictionary<string, Expression<Func<Product, bool>>> Filters { get; } = new()
    {
        ["equal"] = product => product.Title == "product 7",
        ["not equal"] = product => product.Title != "product 7",
        ["constant first"] = product => 12.5m >= product.Price,
        ["less"] = product => product.Price < 12.5m,
        ["less or equal"] = product => product.Price <= Limit,
        ["greater"] = product => product.Price > 12,
        ["greater or equal"] = product => product.Price >= 12.5m,
        ["null"] = product => product.Price == null,
        ["not null"] = product => product.Price != null,
        ["truth"] = product => product.InStock,
        ["no truth"] = product => !product.InStock,
        ["truth compared"] = product => product.InStock == false,
        ["time"] = product => product.Added >= new DateTime(2026, 2, 1),
        ["and or not"] = product => (product.InStock && product.Price < 10) || !(product.Price < 35),
        ["key"] = product => product.Id == 17,
        ["not key"] = product => product.Id != 17,
        ["some keys"] = product => Some.Contains(product.Id),
        ["some texts"] = product => new[] { "product 1", "product 2", "nothing" }.Contains(product.Title),
        ["some prices"] = product => new decimal?[] { 3.5m, null }.Contains(product.Price),
        ["one of several values"] = product => product.Tags!.Contains("t1"),
        ["none"] = product => product.Title == "no such",
        ["all"] = product => true,
        ["nullable"] = product => (int?)product.Id == 17,
        ["range"] = product => product.Price > 5 && product.Price < 9,
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_filter_passes_what_its_expression_passes(string name)
    {
        Expression<Func<Product, bool>> filter = Filters[name];
        int[] expected = [.. Shop.Products.Where(filter.Compile()).Select(product => product.Id)];
        using ItemIndex index = Shop.Index();
        using ItemCollection<int, Product> shop = new(index, "shop");
        List<int> listed = [], found = [];
        await foreach (Product product in shop.GetAsync(filter, 100)) listed.Add(product.Id);
        await foreach (VectorSearchResult<Product> one in shop.SearchAsync(index.Vector("0"), 100, new() { Filter = filter }))
            found.Add(one.Record.Id);
        Assert.Equal(expected, listed);
        Assert.Equal(expected, found.Order());
    }

    [Fact]
    public async Task Values_of_the_program_are_taken()
    {
        int local = 9;
        using ItemIndex index = Shop.Index();
        using ItemCollection<int, Product> shop = new(index, "shop");
        List<int> found = [];
        await foreach (Product product in shop.GetAsync(one => one.Title == captured && one.Id == local, 5)) found.Add(product.Id);
        Assert.Equal([9], found);
    }

    [Fact]
    public void What_cannot_be_translated_is_quoted()
    {
        using ItemIndex index = Shop.Index();
        using ItemCollection<int, Product> shop = new(index, "shop");
        AssertUnknown("StartsWith", product => product.Title!.StartsWith("product", StringComparison.Ordinal));
        AssertUnknown("product.Price == ", product => product.Price == product.Id);
        AssertUnknown("product.Price", product => (int)product.Price! == 3);
        AssertUnknown("(product.Id > 3)", product => product.Id > 3);
        using ItemCollection<int, Unknown> other = new(index, "shop");
        Assert.Contains("needs the column 'color', which the items do not have; their columns are title, price",
            Assert.Throws<NotSupportedException>(() => other.GetAsync(one => one.Color == "red", 1).GetAsyncEnumerator()).Message,
            StringComparison.Ordinal);

        void AssertUnknown(string part, Expression<Func<Product, bool>> filter)
            => Assert.Contains(
                part, Assert.Throws<NotSupportedException>(() => shop.GetAsync(filter, 1)).Message, StringComparison.Ordinal);
    }

#pragma warning disable CA1812 // Made by reflection.
    private sealed class Unknown
    {
        [VectorStoreKey]
        public int Id { get; set; }

        [VectorStoreData(StorageName = "color")]
        public string? Color { get; set; }

        [VectorStoreVector(8)]
        public float[]? Vector { get; set; }
    }
#pragma warning restore CA1812
}
