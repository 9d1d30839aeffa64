using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Training.Inference;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests;

public sealed class UserTests : IDisposable
{
    private readonly TestModel model = new(200);
    private readonly TestModel people = new(60, output: false, seed: 2);
    private readonly ItemIndex index;

    public UserTests()
    {
        // The other model's vectors under names of users.
        VocabularyBuilder names = new();
        for (int row = 0; row < people.Vectors.Count; row++) names.Add($"user{row}", people.Vectors.Vocabulary.CountOf(row));
        ItemVectors users = new(names.Build(), people.Vectors.Input, output: null);
        model.Vectors.Companions.Add(CompanionVectors.Users, () => users);
        index = ItemIndex.Build(model.Vectors);
    }

    public void Dispose()
    {
        index.Dispose();
        model.Dispose();
        people.Dispose();
    }

    [Fact]
    public void Users_alike_are_those_with_the_nearest_vectors()
        => TestModel.AssertSame(
            Named(people.Rank(row => TestModel.Cosine(people.Vectors.Vector(7), people.Vectors.Vector(row)), 10, 7)),
            index.Users!.Similar("user7"));

    [Fact]
    public void Items_near_a_user_are_ranked_by_cosine()
        => TestModel.AssertSame(
            model.Rank(row => TestModel.Cosine(people.Vectors.Vector(7), model.Vectors.Vector(row)), 10), index.NearestToUser("user7"));

    [Fact]
    public void What_comes_next_for_a_user_is_the_users_vector_times_output_plus_the_weighted_prior()
        => TestModel.AssertSame(
            model.Rank(row => TestModel.Dot(people.Vectors.Vector(7), model.Vectors.OutputVector(row)) + (0.5 * model.LogPrior(row)), 20),
            index.Recommend([], 20, new RecommendOptions { User = "user7" }));

    [Theory]
    [InlineData(0.5)]
    [InlineData(0)]
    [InlineData(1)]
    public void A_user_and_a_history_are_asked_by_their_weighted_mean(double weight)
    {
        float[] query = TestModel.Sum(
            (weight, people.Vectors.Vector(7)),
            ((1 - weight) * 0.8 / 1.8, model.Vectors.Vector(3)),
            ((1 - weight) / 1.8, model.Vectors.Vector(9)));
        TestModel.AssertSame(
            model.Rank(row => TestModel.Dot(query, model.Vectors.OutputVector(row)) + (0.5 * model.LogPrior(row)), 20, 3, 9),
            index.Recommend(["item3", "item9"], 20, new RecommendOptions { User = "user7", UserWeight = weight, Decay = 0.8 }));
    }

    [Fact]
    public void Likeness_to_a_user_and_a_history_weighs_their_directions()
    {
        float[] query = TestModel.Sum((0.25, Unit(people.Vectors.Vector(7))), (0.75, model.Unit(3)));
        RecommendOptions options = new() { Score = ScoreMode.Similar, User = "user7", UserWeight = 0.25 };
        TestModel.AssertSame(
            model.Rank(row => TestModel.Cosine(query, model.Vectors.Vector(row)), 20, 3), index.Recommend(["item3"], 20, options));
        TestModel.AssertSame(
            model.Rank(row => TestModel.Cosine(people.Vectors.Vector(7), model.Vectors.Vector(row)), 20), index.Recommend([], 20, options));
    }

    [Fact]
    public void An_inferred_history_is_scored_as_the_vector_that_inference_finds()
    {
        string[] history = ["item3", "item9", "item3"];
        float[] query = index.Infer(history);
        using VectorInference inference = new(model.Vectors);
        Assert.Equal(inference.Infer(history), query);
        RecommendOptions options = new() { Fold = HistoryFold.Infer };
        TestModel.AssertSame(
            model.Rank(row => TestModel.Dot(query, model.Vectors.OutputVector(row)) + (0.5 * model.LogPrior(row)), 20, 3, 9),
            index.Recommend(history, 20, options));
        float[] both = TestModel.Sum((0.5, query), (0.5, people.Vectors.Vector(7)));
        TestModel.AssertSame(
            model.Rank(row => TestModel.Dot(both, model.Vectors.OutputVector(row)) + (0.5 * model.LogPrior(row)), 20, 3, 9),
            index.Recommend(history, 20, options with { User = "user7", UserWeight = 0.5 }));
    }

    [Fact]
    public void An_unknown_user_and_a_model_without_users_are_told_apart()
    {
        Item2VecException unknown = Assert.Throws<Item2VecException>(
            () => index.Recommend([], 10, new RecommendOptions { User = "USER7" }));
        Assert.Equal((ErrorCode.NotFound, "user 'USER7' is not in the model"), (unknown.Code, unknown.Message));
        Assert.StartsWith("did you mean 'user7'", unknown.Hint, StringComparison.Ordinal);
        using TestModel plain = new(20);
        using ItemIndex without = ItemIndex.Build(plain.Vectors);
        Assert.Null(without.Users);
        Assert.All(
            new Action[]
            {
                () => without.NearestToUser("user7"),
                () => without.Recommend(["item1"], 10, new RecommendOptions { User = "user7" }),
                () => without.UserVector("user7")
            },
            ask => Assert.Equal(
                (ErrorCode.Usage, "the model has no users"),
                Assert.Throws<Item2VecException>(ask) is var error ? (error.Code, error.Message) : default));
    }

    [Fact]
    public void Neither_a_user_nor_a_history_is_an_error()
        => Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => index.Recommend([])).Code);

    [Fact]
    public void Users_of_a_disposed_index_cannot_be_asked()
    {
        ItemIndex users = index.Users!;
        index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => index.Users);
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => users.Similar("user1"));
    }

    [Fact]
    public void A_saved_index_knows_its_users()
    {
        using TemporaryDirectory directory = new();
        index.SaveModel(directory.File("m"));
        using ItemIndex opened = ItemIndex.Open(directory.File("m"), verify: true);
        Assert.Equal(index.Users!.Similar("user7"), opened.Users!.Similar("user7"));
        Assert.Equal(index.NearestToUser("user7"), opened.NearestToUser("user7"));
    }

    private static (string Item, double Score)[] Named((string Item, double Score)[] rows)
        => [.. rows.Select(row => (row.Item.Replace("item", "user", StringComparison.Ordinal), row.Score))];

    private static float[] Unit(float[] vector) => TestModel.Sum((1 / Math.Sqrt(TestModel.Dot(vector, vector)), vector));
}
