using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Search;

public sealed class BatchTests
{
    [Fact]
    public void Answers_to_many_items_are_those_to_each()
    {
        using ItemVectors vectors = Planted.Clusters();
        string[] items = [.. Enumerable.Range(0, 100).Select(i => $"item{i * 59}")];
        foreach (Metric metric in Enum.GetValues<Metric>())
        {
            using ItemIndex index = ItemIndex.Build(vectors, new IndexOptions { Metric = metric, Output = false });
            foreach (SearchOptions options in (SearchOptions[])[
                new(),
                new() { Exact = true },
                new() { Exact = true, Exclude = ["item59"], Filter = ItemFilter.Where(vectors, "category=even") }
            ])
                Assert.Equal(items.Select(item => index.Similar(item, 7, options)), index.SimilarBatch(items, 7, options));
        }
    }
}

public sealed class ScoreKeyTests
{
    [Fact]
    public void Keys_order_as_falling_scores_and_give_them_back()
    {
        float[] scores =
            [float.PositiveInfinity, float.MaxValue, 3, 1, 1e-40f, 0, -1e-40f, -1, -2.5f, float.MinValue, float.NegativeInfinity];
        uint[] keys = [.. scores.Select(ScoreKey.Of)];
        Assert.Equal(keys.Order(), keys);
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(scores, keys.Select(ScoreKey.ScoreOf));
        Assert.Equal(ScoreKey.Of(0f), ScoreKey.Of(-0f));
        Assert.Equal(uint.MaxValue, ScoreKey.Of(float.NaN));
    }
}
