using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Search;
using Item2Vec.Service.Models;
using Item2Vec.Service.Observability;
using Item2Vec.Service.Tests.Support;

namespace Item2Vec.Service.Tests.Observability;

/// <summary>What is measured.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Every_question_is_measured_by_what_it_was_and_how_it_was_answered()
    {
        await using TestService service = new();
        for (int i = 0; i < 3; i++) await service.Get("/v1/items/item1/similar");
        await service.Client.GetAsync("/v1/items/nobody/similar");

        Assert.Equal(3, service.Metrics.Times("item2vec.request.duration", "operation=similar,status=200"));
        Assert.Equal(1, service.Metrics.Times("item2vec.request.duration", "operation=similar,status=404"));
        Assert.Equal(3, service.Metrics.Times("item2vec.query.duration", "operation=similar"));
        Assert.Equal(TestModels.Items, service.Metrics.Now("item2vec.items"));
        Assert.Equal(1, service.Metrics.Now("item2vec.ready"));
    }

    [Fact]
    public void Recall_is_the_share_of_the_exact_answer_that_the_graph_finds()
    {
        using TemporaryDirectory directory = new();
        using (ItemVectors vectors = Planted.Clusters(3000, 24, clusters: 1))
        using (ItemIndex poor = ItemIndex.Build(vectors, new IndexOptions { M = 2, EfConstruction = 2, EfSearch = 1, Threads = 1 }))
            poor.Save(directory.File("poor.i2v"));
        using ItemIndex index = ItemIndex.Open(directory.File("poor.i2v"));
        ServedModel model = new(index, "poor", null, DateTimeOffset.UnixEpoch);
        Assert.Null(RecallSampler.Measure(model));

        double least = 1;
        for (int row = 0; row < 20; row++)
        {
            string item = index.Vectors.Vocabulary[row];
            string[] exact = [.. index.Similar(item, 10, new SearchOptions { Exact = true }).Select(found => found.Item)];
            double expected = index.Similar(item, 10).Count(found => exact.Contains(found.Item)) / 10.0;
            model.Note(row);
            Assert.Equal(expected, RecallSampler.Measure(model)!.Value, 1e-9);
            least = Math.Min(least, expected);
        }

        Assert.True(least < 1, "the graph is so good that the test says nothing");
        Assert.Null(RecallSampler.Measure(model));
    }
}
