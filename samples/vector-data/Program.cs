using System.Globalization;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Live;
using Item2Vec.VectorData;
using Microsoft.Extensions.VectorData;

// A model of a shop with two departments: products p0 to p9 are bought together, and so are p10 to p19.
Random random = new(1);
using SessionCorpus corpus = SessionCorpus.FromSessions(
    Enumerable.Range(0, 500).Select(n => Enumerable.Range(0, 5).Select(_ => $"p{(n % 2 * 10) + random.Next(10)}")));
using ItemVectors trained = ItemTrainer.Train(corpus, new() { Dimensions = 16, Epochs = 20, Subsampling = 0 });
Dictionary<string, int> prices = Enumerable.Range(0, 20).ToDictionary(n => $"p{n}", n => 10 + n);
using ItemVectors vectors = trained.With(ItemAttributes.Of(corpus.Vocabulary, prices,
    ("title", price => $"a product for {price}"), ("price", price => price.ToString(CultureInfo.InvariantCulture))));
using ItemIndex index = ItemIndex.Build(vectors);

using ItemCollection<string, Product> shop = new(index, "shop");
float[] query = index.Vector("p17");
await foreach (VectorSearchResult<Product> found in shop.SearchAsync(query, top: 3, new() { Filter = product => product.Price < 25 }))
    Console.WriteLine($"{found.Record.Id} {found.Record.Title} {found.Score:F3}");

// Over a live index records come and go while others query.
using LiveIndex live = new(ItemIndex.Build(vectors));
using ItemCollection<string, Product> open = new(live, "shop");
await open.UpsertAsync(new Product { Id = "new", Vector = query });
await open.DeleteAsync("p17");
await foreach (VectorSearchResult<Product> found in open.SearchAsync(query, top: 1))
    Console.WriteLine($"{found.Record.Id} {found.Score:F3}");

internal sealed class Product
{
    [VectorStoreKey]
    public string Id { get; set; } = string.Empty;

    [VectorStoreData(StorageName = "title")]
    public string? Title { get; set; }

    [VectorStoreData(StorageName = "price")]
    public decimal? Price { get; set; }

    [VectorStoreVector(16)]
    public ReadOnlyMemory<float> Vector { get; set; }
}
