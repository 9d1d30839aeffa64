using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests;

public sealed class RecommendTests : IDisposable
{
    private readonly TestModel model = new(200);
    private readonly ItemIndex index;

    public RecommendTests() => index = ItemIndex.Build(model.Vectors);

    public void Dispose()
    {
        index.Dispose();
        model.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(10)]
    public void What_comes_next_is_input_times_output_plus_the_weighted_prior(double beta)
    {
        float[] query = model.Vectors.Vector(7);
        TestModel.AssertSame(
            model.Rank(row => TestModel.Dot(query, model.Vectors.OutputVector(row)) + (beta * model.LogPrior(row)), 20, 7),
            index.Recommend(["item7"], 20, new RecommendOptions { PopularityWeight = beta }));
    }

    [Fact]
    public void Half_of_the_prior_is_the_default()
        => Assert.Equal(index.Recommend(["item7"], 20, new RecommendOptions { PopularityWeight = 0.5 }), index.Recommend(["item7"], 20));

    [Theory]
    [InlineData(0.8)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void A_history_is_its_mean_with_older_items_weighing_less(double decay)
    {
        double weights = 1 + decay + (decay * decay);
        float[] query = TestModel.Sum(
            (decay * decay / weights, model.Vectors.Vector(3)),
            (decay / weights, model.Vectors.Vector(9)),
            (1 / weights, model.Vectors.Vector(50)));
        TestModel.AssertSame(
            model.Rank(row => TestModel.Dot(query, model.Vectors.OutputVector(row)) + (0.5 * model.LogPrior(row)), 20, 3, 9, 50),
            index.Recommend(["item3", "item9", "item50"], 20, new RecommendOptions { Decay = decay }));
    }

    [Theory]
    [InlineData(HistoryFold.Mean, "next")]
    [InlineData(HistoryFold.Mean, "similar")]
    [InlineData(HistoryFold.Infer, "next")]
    public void Equal_weights_are_no_weights(HistoryFold fold, string score)
    {
        Assert.True(ScoreMode.TryParse(score, out ScoreMode? mode));
        RecommendOptions plain = new() { Fold = fold, Score = mode };
        string[] history = ["item3", "item9", "item3", "item50"];
        Assert.Equal(index.Recommend(history, 20, plain), index.Recommend(history, 20, plain with { HistoryWeights = [1, 1, 1, 1] }));
        Assert.Equal(index.Recommend(history, 20, plain), index.Recommend(history, 20, plain with { HistoryAges = [9, 4, 3, 1] }));
        Assert.NotEqual(index.Recommend(history, 20, plain), index.Recommend(history, 20, plain with { HistoryWeights = [9, 1, 1, 1] }));
    }

    [Fact]
    public void Weights_multiply_the_decay()
    {
        float[] query = TestModel.Sum(
            (0.25 * 8 / 3.25, model.Vectors.Vector(3)), (0.5 * 0.5 / 3.25, model.Vectors.Vector(9)), (1 / 3.25, model.Vectors.Vector(50)));
        TestModel.AssertSame(
            model.Rank(row => TestModel.Dot(query, model.Vectors.OutputVector(row)) + (0.5 * model.LogPrior(row)), 20, 3, 9, 50),
            index.Recommend(["item3", "item9", "item50"], 20, new RecommendOptions { Decay = 0.5, HistoryWeights = [8, 0.5, 1] }));
    }

    [Fact]
    public void With_a_half_life_the_age_takes_the_place_of_the_decay()
    {
        float[] query = TestModel.Sum((0.25, model.Unit(3)), (1, model.Unit(9)));
        RecommendOptions options = new()
        {
            Score = ScoreMode.Similar, Decay = 0.1, HistoryAges = [3600, 1200], HalfLife = TimeSpan.FromMinutes(20),
        };
        TestModel.AssertSame(
            model.Rank(row => TestModel.Cosine(query, model.Vectors.Vector(row)), 20, 3, 9),
            index.Recommend(["item3", "item9"], 20, options));
    }

    [Fact]
    public void Weights_of_unknown_items_are_skipped_with_them()
    {
        RecommendOptions options = new() { SkipUnknown = true, HistoryWeights = [3, 7, 1], HistoryAges = [30, 20, 10] };
        Assert.Equal(
            index.Recommend(["item3", "item9"], 20, options with { HistoryWeights = [3, 1], HistoryAges = [30, 10] }),
            index.Recommend(["item3", "new", "item9"], 20, options));
    }

    [Theory]
    [InlineData(new[] { 1.0 }, new double[0], null, nameof(RecommendOptions.HistoryWeights))]
    [InlineData(new[] { 1.0, 0 }, new double[0], null, nameof(RecommendOptions.HistoryWeights))]
    [InlineData(new[] { 1.0, double.NaN }, new double[0], null, nameof(RecommendOptions.HistoryWeights))]
    [InlineData(new double[0], new[] { 1.0 }, null, nameof(RecommendOptions.HistoryAges))]
    [InlineData(new double[0], new[] { 1.0, -1 }, null, nameof(RecommendOptions.HistoryAges))]
    [InlineData(new double[0], new[] { 1.0, 2 }, 0.0, nameof(RecommendOptions.HalfLife))]
    [InlineData(new double[0], new double[0], 1.0, nameof(RecommendOptions.HalfLife))]
    public void Bad_weights_and_ages_are_errors(double[] weights, double[] ages, double? halfLife, string option)
    {
        RecommendOptions options = new()
        {
            HistoryWeights = weights, HistoryAges = ages, HalfLife = halfLife is double seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        Item2VecException error = Assert.Throws<Item2VecException>(() => index.Recommend(["item3", "item9"], 5, options));
        Assert.Equal((ErrorCode.Usage, option), (error.Code, error.Option));
    }

    [Fact]
    public void Similar_mode_ranks_by_cosine_to_the_weighted_mean_direction()
    {
        float[] query = TestModel.Sum((0.8, model.Unit(3)), (1, model.Unit(9)));
        TestModel.AssertSame(
            model.Rank(row => TestModel.Cosine(query, model.Vectors.Vector(row)), 20, 3, 9),
            index.Recommend(["item3", "item9"], 20, new RecommendOptions { Score = ScoreMode.Similar }));
    }

    [Fact]
    public void The_history_may_come_again_when_allowed()
    {
        Assert.Equal(199, index.Recommend(["item7"], 500).Length);
        Neighbor[] all = index.Recommend(["item7"], 500, new RecommendOptions { AllowHistory = true });
        Assert.Contains(all, found => found.Item == "item7");
        Assert.DoesNotContain(
            index.Recommend(["item7"], 500, new RecommendOptions { Exclude = ["item8"] }), found => found.Item is "item7" or "item8");
    }

    [Fact]
    public void Unknown_items_of_a_history_are_an_error_or_passed_over()
    {
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<Item2VecException>(() => index.Recommend(["item1", "new"])).Code);
        RecommendOptions skip = new() { SkipUnknown = true };
        Assert.Equal(index.Recommend(["item1"]), index.Recommend(["item1", "new"], 10, skip));
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<Item2VecException>(() => index.Recommend(["new", "newer"], 10, skip)).Code);
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => index.Recommend([], 10, skip)).Code);
    }

    [Fact]
    public void A_model_without_output_vectors_says_what_to_do()
    {
        using TestModel imported = new(10, output: false);
        using ItemIndex without = ItemIndex.Build(imported.Vectors);
        Item2VecException error = Assert.Throws<Item2VecException>(() => without.Recommend(["item1"]));
        Assert.Equal(ErrorCode.Usage, error.Code);
        Assert.Contains("similar", error.Hint, StringComparison.Ordinal);
        Assert.Equal(3, without.Recommend(["item1"], 3, new RecommendOptions { Score = ScoreMode.Similar }).Length);
    }

    [Fact]
    public void Unknown_counts_leave_the_prior_out()
    {
        using TestModel uncounted = new(50, counts: false);
        using ItemIndex without = ItemIndex.Build(uncounted.Vectors);
        float[] query = uncounted.Vectors.Vector(7);
        TestModel.AssertSame(
            uncounted.Rank(row => TestModel.Dot(query, uncounted.Vectors.OutputVector(row)), 10, 7),
            without.Recommend(["item7"]));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(10.1)]
    [InlineData(1e308)]
    public void A_weight_of_popularity_outside_its_range_is_refused(double weight)
    {
        RecommendOptions options = new() { PopularityWeight = weight };
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => index.Recommend(["item1"], 10, options)).Code);
    }

    [Fact]
    public void Every_wrong_option_is_named()
    {
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => index.Recommend(["item1"], 10, new RecommendOptions { Decay = 0, PopularityWeight = double.NaN}));
        Assert.Equal(ErrorCode.Usage, error.Code);
        foreach (string word in (string[])["decay", "popularity"]) Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_long_output_vectors_do_not_hide_the_others_in_the_graph()
    {
        // Groups of items, some of which have long output vectors of their own direction, as items have that are in every session.
        const int items = 5000, groups = 100, dimensions = 24;
        Random random = new(3);
        float[][] centers = [.. Enumerable.Range(0, groups).Select(_ => Noise(1))];
        EmbeddingMatrix input = new(items, dimensions), output = new(items, dimensions);
        VocabularyBuilder vocabulary = new();
        for (int row = 0; row < items; row++)
        {
            vocabulary.Add($"item{row}", 1 + (items - row));
            float[] center = centers[row % groups];
            float[] own = Noise(0.5), side = Noise(0.5);
            for (int d = 0; d < dimensions; d++)
            {
                input.Row(row)[d] = center[d] + own[d];
                output.Row(row)[d] = row % 37 == 0 ? 20 * side[d] : center[d] + side[d];
            }
        }

        using ItemVectors vectors = new(vocabulary.Build(), input, output, new ItemAttributes([], []), null);
        using ItemIndex linked = ItemIndex.Build(vectors, new IndexOptions { Threads = 1 });
        double found = Enumerable.Range(0, 100).Average(query =>
        {
            string[] history = [$"item{query}", $"item{query + groups}"];
            RecommendOptions options = new() { Score = ScoreMode.Next };
            HashSet<string> exact = [.. linked.Recommend(history, 20, options with { Exact = true }).Select(item => item.Item)];
            return linked.Recommend(history, 20, options).Count(item => exact.Contains(item.Item)) / 20.0;
        });

        Assert.NotNull(linked.OutputGraph);
        Assert.InRange(found, 0.9, 1);

        float[] Noise(double scale)
            => [.. Enumerable.Range(0, dimensions).Select(_ => (float)(scale * ((2 * random.NextDouble()) - 1)))];
    }
}
