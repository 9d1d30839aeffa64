using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Quantization;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Hnsw;

public sealed class HnswTests
{
    private static readonly IndexOptions OneThread = new() { Threads = 1 };

    [Theory]
    [InlineData(Metric.Cosine)]
    [InlineData(Metric.Euclidean)]
    public void The_defaults_find_nearly_all(Metric metric)
    {
        using ItemVectors vectors = Planted.Clusters();
        using ItemIndex index = ItemIndex.Build(vectors, OneThread with { Metric = metric });
        Assert.InRange(Planted.Recall(index), 0.98, 1);
    }

    [Fact]
    public void Dot_products_are_found_too()
    {
        using ItemVectors vectors = Planted.Clusters();
        using ItemIndex index = ItemIndex.Build(vectors, OneThread with { Metric = Metric.Dot });
        Assert.InRange(Planted.Recall(index), 0.95, 1);
    }

    [Fact]
    public void Recall_does_not_depend_on_the_number_of_threads()
    {
        using ItemVectors vectors = Planted.Clusters();
        SearchOptions narrow = new() { Ef = 20 };
        double[] recalls = [.. new[] { 1, 2, 8 }
            .Select(threads => Planted.Recall(ItemIndex.Build(vectors, new IndexOptions { Threads = threads }), narrow, every: 5))];
        // 12,000 answers at a recall of about 0.97 have a standard error of 0.0016; five of them fail once in a million runs.
        Assert.All(recalls, recall => Assert.InRange(recall, recalls[0] - 0.008, recalls[0] + 0.008));
    }

    [Fact]
    public void One_thread_builds_the_same_graph_again_and_another_seed_another()
    {
        using ItemVectors vectors = Planted.Clusters(2000);
        using TemporaryDirectory directory = new();
        byte[] Saved(long seed)
        {
            ItemIndex.Build(vectors, OneThread with { Seed = seed }).Save(directory.File("x"));
            return File.ReadAllBytes(directory.File("x"));
        }

        Assert.Equal(Saved(1), Saved(1));
        Assert.NotEqual(Saved(1), Saved(2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(700)]
    public void Small_indexes_answer_in_full(int items)
    {
        using TestModel model = new(items);
        using ItemIndex index = ItemIndex.Build(model.Vectors, OneThread);
        for (int row = 0; row < items; row += Math.Max(1, items / 9))
        {
            Neighbor[] all = index.Similar($"item{row}", items + 5, new SearchOptions { Ef = items + 5 });
            Assert.Equal(items - 1, all.Length);
            Assert.Equal(index.Similar($"item{row}", items + 5, new SearchOptions { Exact = true }), all);
        }
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(2)]
    public void What_comes_next_is_found_with_popularity_in_the_score(double weight)
    {
        using ItemVectors vectors = Planted.Clusters(output: true);
        using ItemIndex index = ItemIndex.Build(vectors, OneThread);
        RecommendOptions options = new() { PopularityWeight = weight };
        int found = 0;
        for (int row = 0; row < 6000; row += 20)
        {
            string[] history = [$"item{row}", $"item{(row + 7) % 6000}"];
            HashSet<string> exact = [.. index.Recommend(history, 10, options with { Exact = true }).Select(neighbor => neighbor.Item)];
            found += index.Recommend(history, 10, options).Count(neighbor => exact.Contains(neighbor.Item));
        }

        Assert.InRange(found / 3000.0, 0.95, 1);
    }

    [Fact]
    public void Scores_are_those_of_exact_search()
    {
        using ItemVectors vectors = Planted.Clusters();
        foreach (Metric metric in Enum.GetValues<Metric>())
        {
            using ItemIndex index = ItemIndex.Build(vectors, new IndexOptions { Metric = metric });
            Dictionary<string, float> exact =
                index.Similar("item17", 6000, new SearchOptions { Exact = true }).ToDictionary(found => found.Item, found => found.Score);
            Neighbor[] found = index.Similar("item17", 20, new SearchOptions { Ef = 100 });
            Assert.All(found, neighbor => Assert.Equal(exact[neighbor.Item], neighbor.Score));
            Assert.Equal(found.OrderByDescending(neighbor => neighbor.Score), found);
        }
    }

    [Theory]
    [InlineData(Metric.Cosine)]
    [InlineData(Metric.Dot)]
    [InlineData(Metric.Euclidean)]
    public void Zero_vectors_and_duplicates_are_items_like_others(Metric metric)
    {
        using TestModel model = new(3000);
        for (int row = 0; row < 300; row++) model.Vectors.Input.Row(row).Clear();
        for (int row = 300; row < 600; row++) model.Vectors.Input.Row(300).CopyTo(model.Vectors.Input.Row(row));
        using ItemIndex index = ItemIndex.Build(model.Vectors, OneThread with { Metric = metric });
        SearchOptions graph = new() { Ef = 50 };
        Assert.All(index.Similar("item0", 10, graph), found => Assert.Equal(0, found.Score));
        double self = metric switch
        {
            Metric.Cosine => 1,
            Metric.Dot => TestModel.Dot(model.Vectors.Vector(300), model.Vectors.Vector(300)),
            _ => 0,
        };
        float[] scores = [.. index.Similar("item310", 10, graph).Select(found => found.Score)];
        if (metric == Metric.Dot) Assert.All(scores, score => Assert.True(score >= self - 1e-5));
        else Assert.All(scores, score => Assert.Equal(self, score, 1e-5));
        Assert.Equal(10, index.Nearest(new float[20], 10, graph).Length);
    }

    [Fact]
    public void A_level_holds_a_share_of_one_in_M_and_its_rows_lie_on_the_levels_below()
    {
        (int[] rows, int[] counts) = HnswLevels.Assign(200_000, 16, 1);
        Assert.Equal(200_000, counts[0]);
        Assert.Equal(counts[1], rows.Length);
        Assert.Equal(rows.Length, rows.Distinct().Count());
        // Binomial with 12,500 expected: a standard deviation of 108.
        Assert.InRange(counts[1], 12_500 - 540, 12_500 + 540);
        Assert.InRange(counts[2], 781 - 140, 781 + 140);
    }

    [Fact]
    public void Every_list_of_a_built_graph_is_sound()
    {
        using ItemVectors vectors = Planted.Clusters(3000);
        foreach (int threads in (int[])[1, 8])
        {
            foreach (bool keep in (bool[])[false, true])
            {
                CodeMatrix codes = Quantizer.Quantize(vectors.Input, vectors.InverseNorms);
                HnswGraph graph =
                    new HnswBuilder(codes, null, new IndexOptions { Threads = threads, M = 5, EfConstruction = 40, KeepPruned = keep })
                        .Build(null, default);
                for (int level = 0; level <= graph.TopLevel; level++) Assert.Null(graph.FindBadNode(level));
                Assert.InRange(graph.CountLinks() / 3000.0, 2, 10);
            }
        }
    }

    [Fact]
    public void Building_stops_when_asked_to()
    {
        using ItemVectors vectors = Planted.Clusters(3000);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ItemIndex.Build(vectors, new IndexOptions(), cancellationToken: stop.Token));
    }

    [Fact]
    public void Wrong_options_are_named_all_at_once()
    {
        using TestModel model = new(5);
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => ItemIndex.Build(
                model.Vectors, new IndexOptions { M = 1, EfConstruction = 0, EfSearch = 0, Metric = (Metric)9, Threads = -1 }));
        Assert.Equal(ErrorCode.Usage, error.Code);
        Assert.Equal(5, error.Message.Split(';').Length);
    }

    [Theory]
    [InlineData(1000, 100)]
    [InlineData(100_000, 100)]
    [InlineData(100_001, 200)]
    public void Small_graphs_are_built_with_fewer_candidates(int items, int efConstruction)
        => Assert.Equal(new IndexOptions { EfConstruction = efConstruction }, IndexOptions.For(items));
}
