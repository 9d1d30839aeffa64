using Item2Vec.Embeddings.Common;
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
            () => index.Recommend(["item1"], 10, new RecommendOptions { Decay = 0, PopularityWeight = double.NaN, Score = (ScoreMode)9 }));
        Assert.Equal(ErrorCode.Usage, error.Code);
        foreach (string word in (string[])["decay", "popularity", "score"]) Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }
}
