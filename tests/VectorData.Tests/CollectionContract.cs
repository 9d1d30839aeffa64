using Item2Vec.Indexing;
using Microsoft.Extensions.VectorData;

namespace Item2Vec.VectorData.Tests;

/// <summary>What holds for every collection, over either kind of index.</summary>
public abstract class CollectionContract
{
    /// <summary>A collection over the shop, and what is disposed with it.</summary>
    private protected abstract ItemCollection<int, Product> Open(out IDisposable index);

    [Fact]
    public async Task A_record_has_the_key_the_attributes_and_if_asked_the_vector()
    {
        using ItemCollection<int, Product> shop = Open(out IDisposable index);
        using IDisposable owner = index;
        Product found = (await shop.GetAsync(12))!;
        Product expected = Shop.Products[12];
        Assert.Equal((12, expected.Title, expected.Price, true), (found.Id, found.Title, found.Price, found.InStock));
        Assert.Equal(expected.Tags, found.Tags);
        Assert.Equal(expected.Added, found.Added);
        Assert.True(found.Vector.IsEmpty);
        Product whole = (await shop.GetAsync(12, new() { IncludeVectors = true }))!;
        using ItemIndex same = Shop.Index();
        Assert.Equal(same.Vector("12"), whole.Vector.ToArray());
        Assert.Null((await shop.GetAsync(4))!.Price);
        Assert.Null(await shop.GetAsync(1234));
    }

    [Fact]
    public async Task Several_records_are_read_at_once_without_unknown_keys()
    {
        using ItemCollection<int, Product> shop = Open(out IDisposable index);
        using IDisposable owner = index;
        Assert.Equal([3, 1], await Ids(shop.GetAsync([3, 99, 1])));
    }

    [Fact]
    public async Task A_search_finds_what_the_index_finds()
    {
        using ItemCollection<int, Product> shop = Open(out IDisposable index);
        using IDisposable owner = index;
        using ItemIndex same = Shop.Index();
        float[] query = same.Vector("7");
        Neighbor[] expected = same.Nearest(query, 6);
        List<VectorSearchResult<Product>> found = await All(shop.SearchAsync(query, 6));
        Assert.Equal(expected.Select(one => one.Item), found.Select(one => $"{one.Record.Id}"));
        Assert.Equal(expected.Select(one => (double?)one.Score), found.Select(one => one.Score));
        Assert.Equal(expected[2..].Select(one => one.Item),
            (await All(shop.SearchAsync(new ReadOnlyMemory<float>(query), 4, new() { Skip = 2 }))).Select(one => $"{one.Record.Id}"));
        double limit = expected[3].Score;
        Assert.Equal(4, (await All(shop.SearchAsync(query, 6, new() { ScoreThreshold = limit }))).Count);
        Assert.Equal(query, (await All(shop.SearchAsync(query, 1, new() { IncludeVectors = true })))[0].Record.Vector.ToArray());
    }

    [Fact]
    public async Task A_filtered_search_returns_as_many_as_pass()
    {
        using ItemCollection<int, Product> shop = Open(out IDisposable index);
        using IDisposable owner = index;
        using ItemIndex same = Shop.Index();
        List<VectorSearchResult<Product>> found = await All(shop.SearchAsync(
            same.Vector("7"), 100, new() { Filter = product => product.InStock && product.Price < 20 }));
        Assert.Equal(Shop.Products.Where(product => product.InStock && product.Price < 20).Select(product => product.Id).Order(),
            found.Select(one => one.Record.Id).Order());
        Assert.Equal(found.Select(one => one.Score).OrderDescending(), found.Select(one => one.Score));
    }

    [Fact]
    public async Task Records_are_listed_by_a_filter_in_any_order()
    {
        using ItemCollection<int, Product> shop = Open(out IDisposable index);
        using IDisposable owner = index;
        Assert.Equal([30, 31, 32], await Ids(shop.GetAsync(product => product.Title != null, 3, new() { Skip = 30 })));
        Assert.Equal([38, 36, 32], await Ids(shop.GetAsync(product => product.InStock && product.Price != null, 3,
            new() { OrderBy = by => by.Descending(product => product.Price) })));
        Assert.Equal([39, 37, 35, 38], await Ids(shop.GetAsync(product => product.Added > new DateTime(2026, 2, 3), 4,
            new() { OrderBy = by => by.Ascending(product => product.InStock).Descending(product => product.Id), IncludeVectors = true })));
    }

    [Fact]
    public async Task Wrong_arguments_are_rejected_at_once()
    {
        using ItemCollection<int, Product> shop = Open(out IDisposable index);
        using IDisposable owner = index;
        Assert.Throws<ArgumentOutOfRangeException>(() => shop.SearchAsync(new float[8], 0));
        Assert.Throws<NotSupportedException>(
            () => shop.SearchAsync(new float[8], 1, new() { Filter = product => product.Title!.Length > 3 }));
        await Assert.ThrowsAsync<ArgumentException>(async () => await All(shop.SearchAsync(new float[3], 1)));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await All(shop.SearchAsync("a text", 1)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await All(shop.SearchAsync(new float[8], 1, cancellationToken: new CancellationToken(true))));
        await Assert.ThrowsAsync<NotSupportedException>(() => shop.EnsureCollectionDeletedAsync());
    }

    [Fact]
    public async Task It_says_what_it_is()
    {
        using ItemCollection<int, Product> shop = Open(out IDisposable index);
        using IDisposable owner = index;
        Assert.True(await shop.CollectionExistsAsync());
        await shop.EnsureCollectionExistsAsync();
        VectorStoreCollectionMetadata metadata = (VectorStoreCollectionMetadata)shop.GetService(typeof(VectorStoreCollectionMetadata))!;
        Assert.Equal(("item2vec", "shop"), (metadata.VectorStoreSystemName, metadata.CollectionName));
        Assert.Same(index, shop.GetService(index.GetType()));
        Assert.Same(shop, shop.GetService(typeof(VectorStoreCollection<int, Product>)));
        Assert.Null(shop.GetService(typeof(string)));
    }

    private protected static async Task<List<T>> All<T>(IAsyncEnumerable<T> items)
    {
        List<T> all = [];
        await foreach (T item in items) all.Add(item);
        return all;
    }

    private protected static async Task<IEnumerable<int>> Ids(IAsyncEnumerable<Product> products)
        => (await All(products)).Select(product => product.Id);
}
