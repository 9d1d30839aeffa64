using System.Globalization;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Microsoft.Extensions.VectorData;

namespace Item2Vec.VectorData.Tests;

/// <summary>Forty products with attributes, most frequent first: item n has the id n.</summary>
internal static class Shop
{
    public const int Count = 40;

    /// <summary>Product n costs n, but every fifth has no price; it is in stock if n is even.</summary>
    public static IReadOnlyList<Product> Products { get; } = [.. Enumerable.Range(0, Count).Select(n => new Product
    {
        Id = n, Title = $"product {n}", Price = n % 5 == 4 ? null : n + 0.5m, InStock = n % 2 == 0,
        Tags = [$"t{n % 3}", "all"], Added = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddDays(n),
    })];

    private static ItemVectors Trained { get; } = Train();

    public static ItemIndex Index(Metric metric = Metric.Cosine) => ItemIndex.Build(Trained, new IndexOptions { Metric = metric });

    private static ItemVectors Train()
    {
        Random random = new(1);
        int[][] sessions = [.. Enumerable.Range(0, 400)
            .Select(n => Enumerable.Range(0, 5).Select(_ => (n % 4 * 10) + random.Next(10)).ToArray())];

        // Item n occurs more often than item n + 1, so that its row is n.
        int[] counts = new int[Count];
        foreach (int item in sessions.SelectMany(session => session)) counts[item]++;
        int[][] more = [.. Enumerable.Range(0, Count).Select(n => Enumerable.Repeat(n, 1000 - (10 * n) - counts[n]).ToArray())];
        using SessionCorpus corpus = SessionCorpus.FromSessions(sessions.Concat(more));
        TrainingOptions options = new() { Dimensions = 8, Epochs = 3, Subsampling = 0, Threads = 1 };
        using ItemVectors vectors = ItemTrainer.Train(corpus, options);
        return vectors.With(ItemAttributes.Of(corpus.Vocabulary, Products.ToDictionary(product => product.Id),
            ("title", product => product.Title), ("price", product => product.Price?.ToString(CultureInfo.InvariantCulture)),
            ("in_stock", product => product.InStock ? "true" : "false"), ("tags", product => string.Join('|', product.Tags!)),
            ("added", product => product.Added.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))));
    }
}

internal sealed class Product
{
    [VectorStoreKey]
    public int Id { get; set; }

    [VectorStoreData(StorageName = "title")]
    public string? Title { get; set; }

    [VectorStoreData(StorageName = "price")]
    public decimal? Price { get; set; }

    [VectorStoreData(StorageName = "in_stock")]
    public bool InStock { get; set; }

    [VectorStoreData(StorageName = "tags")]
    public List<string>? Tags { get; set; }

    [VectorStoreData(StorageName = "added")]
    public DateTime Added { get; set; }

    [VectorStoreVector(8)]
    public ReadOnlyMemory<float> Vector { get; set; }
}
