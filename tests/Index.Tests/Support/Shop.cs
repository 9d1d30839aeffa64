using System.Globalization;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Tests.Support;

/// <summary>A shop: items with brands, stock and prices, and the sessions of its visitors. Every query has the same form.</summary>
internal sealed class Shop : IDisposable
{
    public const int Items = 400;
    private readonly SessionCorpus corpus;
    private readonly CooccurrenceTable pairs;
    private readonly ItemVectors vectors;

    public Shop()
    {
        using ItemVectors planted = Planted.Clusters(Items, 12, 8, output: true);
        Random random = new(3);
        SessionCorpusBuilder builder = new(planted.Vocabulary);
        for (int session = 0; session < 300; session++)
        {
            int at = random.Next(Items);
            for (int step = 0; step < 6; step++) builder.Append((at += random.Next(1, 4)) % Items);
            builder.EndSession();
        }

        corpus = builder.Build();
        using CooccurrenceTable counted = CooccurrenceBuilder.Build(corpus, new CooccurrenceOptions(Neighbors: 12));
        pairs = counted.With(new BlendWeights([.. BlendWeights.Default.Values.Select(weight => weight == 0 ? 0.2 : weight)]));
        ItemAttributes attributes = new(
            ["brand", "stock", "price"],
            [
                StringColumn.Of([.. Enumerable.Range(0, Items).Select(BrandOf)]),
                StringColumn.Of([.. Enumerable.Range(0, Items).Select(row => row % 5 == 0 ? "false" : "true")]),
                StringColumn.Of([.. Enumerable.Range(0, Items).Select(row => (row % 50).ToString(CultureInfo.InvariantCulture))]),
            ]);
        using ItemVectors described = planted.With(attributes);
        vectors = described.With(pairs);
        Index = ItemIndex.Build(vectors);
    }

    /// <summary>Every way to ask, by its name.</summary>
    public static IReadOnlyDictionary<string, Func<ItemIndex, int, SearchOptions, Neighbor[]>> Queries { get; }
        = new Dictionary<string, Func<ItemIndex, int, SearchOptions, Neighbor[]>>
        {
            ["similar"] = (index, count, options) => index.Similar("item7", count, options),
            ["mean"] = (index, count, options) => index.SimilarToMean(["item7", "item50"], count, options),
            ["batch"] = (index, count, options) => index.SimilarBatch(["item7"], count, options)[0],
            ["analogy"] = (index, count, options) => index.Analogy("item7 - item9 + item50", count, options),
            ["nearest"] = (index, count, options) => index.Nearest(index.Vector("item7"), count, options),
            ["popular"] = (index, count, options) => index.Popular(count, options),
            ["next"] = (index, count, options) => index.Recommend(["item7", "item50"], count, Of(ScoreMode.Next, options)),
            ["recommend similar"] = (index, count, options) => index.Recommend(["item7", "item50"], count, Of(ScoreMode.Similar, options)),
            ["blend"] = (index, count, options) => index.Recommend(["item7", "item50"], count, Of(ScoreMode.Blend, options)),
            ["vector"] = (index, count, options) => index.RecommendFrom(index.Vector("item7"), count, Of(ScoreMode.Next, options)),
        };

    public ItemIndex Index { get; }

    public static string? BrandOf(int row) => row % 7 == 0 ? null : row % 11 == 0 ? $"brand{row % 6}|brand{row % 5}" : $"brand{row % 6}";

    public static int RowOf(string item) => int.Parse(item.AsSpan(4), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        Index.Dispose();
        vectors.Dispose();
        pairs.Dispose();
        corpus.Dispose();
    }

    private static RecommendOptions Of(ScoreMode score, SearchOptions options) => new()
    {
        Score = score, Rules = options.Rules, Why = options.Why, Exclude = options.Exclude, Filter = options.Filter, Exact = options.Exact,
    };
}
