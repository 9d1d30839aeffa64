using System.Linq.Expressions;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Live;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace Item2Vec.VectorData.Tests;

/// <summary>Over an index that never changes.</summary>
public class ReadOnlyCollectionTests : CollectionContract
{
    [Fact]
    public async Task It_cannot_be_written()
    {
        using ItemIndex index = Shop.Index();
        using ItemCollection<int, Product> shop = new(index, "shop");
        NotSupportedException error = await Assert.ThrowsAsync<NotSupportedException>(
            () => shop.UpsertAsync(new Product { Id = 1, Vector = new float[8] }));
        Assert.Contains("LiveIndex", error.Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => { _ = shop.DeleteAsync(1); });
    }

    [Fact]
    public async Task Distances_are_smaller_the_nearer()
    {
        using ItemIndex index = Shop.Index(Metric.Euclidean);
        using ItemCollection<int, Product> shop = new(index, "shop");
        List<VectorSearchResult<Product>> found = await All(shop.SearchAsync(index.Vector("7"), 5));
        Assert.Equal((7, 0), (found[0].Record.Id, found[0].Score));
        Assert.Equal(found.Select(one => one.Score).Order(), found.Select(one => one.Score));
        Assert.True(found[1].Score > 0);
        Assert.Equal(3, (await All(shop.SearchAsync(index.Vector("7"), 5, new() { ScoreThreshold = found[2].Score }))).Count);
    }

    [Fact]
    public void A_record_that_does_not_fit_the_index_is_rejected()
    {
        using ItemIndex index = Shop.Index();
        Assert.Contains("9 dimensions, the index has 8",
            Assert.Throws<ArgumentException>(() => new ItemCollection<int, Wide>(index, "x")).Message, StringComparison.Ordinal);
        Assert.Contains("the index has CosineSimilarity",
            Assert.Throws<ArgumentException>(() => new ItemCollection<int, Far>(index, "x")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ItemCollection<double, Product>(index, "x"));
        Assert.ThrowsAny<Exception>(() => new ItemCollection<string, Product>(index, "x"));
        Assert.Throws<NotSupportedException>(() => new ItemCollection<string, Dictionary<string, object?>>(index, "x"));
        Assert.Throws<ArgumentNullException>(() => new ItemCollection<int, Product>((ItemIndex)null!, "x"));
    }

    [Fact]
    public async Task An_attribute_of_another_type_is_said_with_its_item()
    {
        using ItemIndex index = Shop.Index();
        using ItemCollection<int, Mistyped> shop = new(index, "shop");
        VectorStoreException error = await Assert.ThrowsAsync<VectorStoreException>(() => Task.Run(() => shop.GetAsync(3)));
        Assert.Contains("The item '3' has 'product 3' in column 'title', which is no Int32", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_and_a_generator_may_come_from_the_options()
    {
        using ItemIndex index = Shop.Index();
        using Generator generator = new(index);
        VectorStoreCollectionDefinition definition = new()
        {
            Properties =
            [
                new VectorStoreKeyProperty(nameof(Bare.Key), typeof(string)),
                new VectorStoreDataProperty(nameof(Bare.Name), typeof(string)) { StorageName = "title" },
                new VectorStoreVectorProperty(nameof(Bare.Numbers), typeof(float[]), 8),
            ],
        };
        using ItemCollection<string, Bare> shop = new(index, "shop", new() { Definition = definition, EmbeddingGenerator = generator });
        List<VectorSearchResult<Bare>> found = await All(shop.SearchAsync("7", 1, new() { IncludeVectors = true }));
        Assert.Equal(("7", "product 7"), (found[0].Record.Key, found[0].Record.Name));
        Assert.Equal(index.Vector("7"), found[0].Record.Numbers);
    }

    private protected override ItemCollection<int, Product> Open(out IDisposable index)
    {
        ItemIndex opened = Shop.Index();
        index = opened;
        return new ItemCollection<int, Product>(opened, "shop");
    }

    /// <summary>The vectors of items, as the generator of Item2Vec.Service returns them.</summary>
    private sealed class Generator(ItemIndex index) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
            => Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(item => new Embedding<float>(index.Vector(item)))));

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

        public void Dispose()
        {
        }
    }

#pragma warning disable CA1812 // Made by reflection, or never.
    private sealed class Bare
    {
        public string Key { get; set; } = string.Empty;

        public string? Name { get; set; }

        public float[]? Numbers { get; set; }
    }

    private sealed class Wide
    {
        [VectorStoreKey]
        public int Id { get; set; }

        [VectorStoreVector(9)]
        public float[]? Vector { get; set; }
    }

    private sealed class Far
    {
        [VectorStoreKey]
        public int Id { get; set; }

        [VectorStoreVector(8, DistanceFunction = DistanceFunction.EuclideanDistance)]
        public float[]? Vector { get; set; }
    }

    private sealed class Mistyped
    {
        [VectorStoreKey]
        public int Id { get; set; }

        [VectorStoreData(StorageName = "title")]
        public int Title { get; set; }

        [VectorStoreVector(8)]
        public float[]? Vector { get; set; }
    }
#pragma warning restore CA1812
}

/// <summary>Over a live index.</summary>
public class LiveCollectionTests : CollectionContract
{
    [Fact]
    public async Task Records_come_go_and_change_their_vectors()
    {
        using LiveIndex live = new(Shop.Index());
        using ItemCollection<int, Product> shop = new(live, "shop");
        float[] vector = live.Vector("7");
        Product third = (await shop.GetAsync(3))!;
        third.Vector = vector;
        await shop.UpsertAsync([new Product { Id = 100, Vector = vector }, third]);
        Assert.Equal([3, 7, 100], (await All(shop.SearchAsync(vector, 3))).Select(one => one.Record.Id).Order());
        Product added = (await shop.GetAsync(100, new() { IncludeVectors = true }))!;
        Assert.Equal((null, vector), (added.Title, added.Vector.ToArray()), Same);
        Assert.Equal("product 3", (await shop.GetAsync(3))!.Title);

        await shop.DeleteAsync([7, 100, 4711]);
        Assert.Null(await shop.GetAsync(7));
        Assert.Equal([3], (await All(shop.SearchAsync(vector, 1))).Select(one => one.Record.Id));
        Assert.Equal(39, (await Ids(shop.GetAsync(product => product.Title != null, 100))).Count());

        await shop.UpsertAsync(new Product { Id = 7, Vector = vector });
        live.Compact();
        Assert.Equal("product 7", (await shop.GetAsync(7))!.Title);

        static bool Same((string? Title, float[] Vector) one, (string? Title, float[] Vector) other)
            => one.Title == other.Title && one.Vector.SequenceEqual(other.Vector);
    }

    [Fact]
    public async Task Added_records_pass_filters_as_records_without_data()
    {
        using LiveIndex live = new(Shop.Index());
        using ItemCollection<int, Product> shop = new(live, "shop");
        float[] vector = live.Vector("7");
        await shop.UpsertAsync(new Product { Id = 100, Vector = vector });
        Assert.Contains(100, await Found(product => product.Price == null));
        Assert.DoesNotContain(100, await Found(product => product.Price > 0));
        Assert.Equal([100], await Found(product => product.Id == 100));
        Assert.Equal([100], await Ids(shop.GetAsync(product => product.Title == null, 9)));

        async Task<IEnumerable<int>> Found(Expression<Func<Product, bool>> filter)
            => (await All(shop.SearchAsync(vector, 50, new() { Filter = filter }))).Select(one => one.Record.Id);
    }

    [Fact]
    public async Task Data_that_the_index_would_not_keep_is_rejected_and_nothing_is_written()
    {
        using LiveIndex live = new(Shop.Index());
        using ItemCollection<int, Product> shop = new(live, "shop");
        float[] vector = new float[8];
        Product good = new() { Id = 100, Vector = vector };
        await Rejected<NotSupportedException>("'product 3': attributes do not change", new() { Id = 3, Title = "other", Vector = vector });
        await Rejected<NotSupportedException>("keeps no attributes of items that are added",
            new() { Id = 101, Price = 3, Vector = vector });
        await Rejected<ArgumentException>("8 were expected", new() { Id = 101, Vector = new float[3] });
        await Rejected<ArgumentException>("not finite", new() { Id = 101, Vector = new[] { 1, 2, 3, 4, 5, 6, 7, float.NaN } });
        Assert.Equal(Shop.Count, live.Count);

        // A record that was read can be written again.
        await shop.UpsertAsync((await shop.GetAsync(12, new() { IncludeVectors = true }))!);
        Assert.Equal(1, live.Pending);

        async Task Rejected<T>(string part, Product bad)
            where T : Exception
            => Assert.Contains(part, (await Assert.ThrowsAsync<T>(() => shop.UpsertAsync([good, bad]))).Message, StringComparison.Ordinal);
    }

    private protected override ItemCollection<int, Product> Open(out IDisposable index)
    {
        LiveIndex opened = new(Shop.Index());
        index = opened;
        return new ItemCollection<int, Product>(opened, "shop");
    }
}
