using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training;

public class UserTrainingTests
{
    private static readonly TrainingOptions Options = new() { Variant = "user", Dimensions = 12, Epochs = 3, Threads = 1, Subsampling = 0 };
    private static readonly SessionCorpus Planted = PlantedUsers.Corpus(PlantedCorpus.Sessions(600));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_log_without_users_is_an_error_that_says_what_to_do(bool named)
    {
        SessionCorpus corpus = named
            ? PlantedUsers.Corpus(PlantedCorpus.Sessions(50).Select(session => ((string?)null, session)))
            : SessionCorpus.FromSessions(PlantedCorpus.Sessions(50));
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemTrainer.Train(corpus, Options));
        Assert.Equal(ErrorCode.BadData, error.Code);
        Assert.Equal("variant 'user' learns a vector for each user, and none of the 50 sessions has one", error.Message);
        Assert.Contains("UserColumn", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_of_nobody_are_learned_from_as_without_users()
    {
        // Users whose sessions are a topic that the others never meet: the items of nobody's sessions are learned all the same.
        SessionCorpus corpus = PlantedUsers.Corpus(
            PlantedCorpus.Sessions().Select((session, number) => (number % 2 == 0 ? $"u{number % 8}" : null, session)));
        using ItemVectors vectors = ItemTrainer.Train(corpus, Options with { Epochs = 10, Dimensions = 20 });
        Assert.True(PlantedCorpus.Purity(vectors) > 0.95, $"purity {PlantedCorpus.Purity(vectors):F3}");
        Assert.Equal(4, vectors.Users!.Count);
    }

    [Fact]
    public void Items_have_one_vector_where_users_alone_predict_them()
    {
        using ItemVectors vectors = ItemTrainer.Train(Planted, Options with { UserMode = UserMode.Dbow });
        Assert.All(Enumerable.Range(0, vectors.Count), row => Assert.Equal(vectors.OutputVector(row), vectors.Vector(row)));
        Assert.False(VariantRegistry.BuiltIn.Of(vectors.Training!.Options).HasEndToken(vectors.Training.Options));
    }

    [Fact]
    public void Users_start_from_the_rows_that_the_older_model_has_for_them()
    {
        using ItemVectors older = ItemTrainer.Train(PlantedUsers.Corpus(PlantedCorpus.Sessions(400)), Options);
        SessionCorpus corpus = PlantedUsers.Corpus([("u3-1", ["t3-1", "t3-2"]), ("new", ["t3-2", "t3-1"])]);
        using ItemVectors warm = ItemTrainer.Train(corpus, Still, warmStart: older);
        using ItemVectors cold = ItemTrainer.Train(corpus, Still);
        Assert.Equal(older.Users!.Vector(older.Users.Vocabulary.RowOf("u3-1")), warm.Users!.Vector(warm.Users.Vocabulary.RowOf("u3-1")));
        Assert.Equal(Row(cold, "new"), Row(warm, "new"));
        Assert.NotEqual(Row(cold, "u3-1"), Row(warm, "u3-1"));

        static float[] Row(ItemVectors vectors, string user) => vectors.Users!.Vector(vectors.Users.Vocabulary.RowOf(user));
    }

    [Fact]
    public void A_model_without_users_warms_the_items_alone()
    {
        using ItemVectors older = ItemTrainer.Train(Planted, Options with { Variant = "item" });
        Assert.Null(older.Users);
        using ItemVectors warm = ItemTrainer.Train(Planted, Still, warmStart: older);
        using ItemVectors cold = ItemTrainer.Train(Planted, Still);
        Assert.Equal(older.Vector(5), warm.Vector(5));
        Assert.Equal(cold.Users!.Vector(5), warm.Users!.Vector(5));
    }

    [Fact]
    public void A_resumed_run_that_began_with_an_older_model_with_users_equals_an_uninterrupted_one()
    {
        using TemporaryDirectory directory = new();
        using ItemVectors older = ItemTrainer.Train(Planted, Options);
        SessionCorpus corpus = PlantedUsers.Corpus(PlantedCorpus.Sessions(3000, seed: 2));
        using ItemVectors whole = ItemTrainer.Train(corpus, Options, checkpoints: null, older);
        Interruptions.After(2, corpus, Options, directory.File("c"), older);
        using ItemVectors resumed = ItemTrainer.Train(
            corpus, Options, new CheckpointOptions { Path = directory.File("c"), Resume = true }, older);
        Assert.Equal(VariantContract.Bytes(whole), VariantContract.Bytes(resumed));
    }

    [Fact]
    public void Another_older_model_than_the_interrupted_runs_is_told_by_its_users()
    {
        using TemporaryDirectory directory = new();
        using ItemVectors older = ItemTrainer.Train(Planted, Options);
        using ItemVectors same = ItemTrainer.Train(Planted, Options);
        Interruptions.After(1, Planted, Options, directory.File("c"), older);
        same.Users!.Input.Row(3)[2] += 1;
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => ItemTrainer.Train(Planted, Options, new CheckpointOptions { Path = directory.File("c"), Resume = true }, same));
        Assert.Contains("it started from another model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_keeps_its_users_in_a_file_of_their_own()
    {
        using TemporaryDirectory directory = new();
        using ItemVectors vectors = ItemTrainer.Train(Planted, Options);
        ModelDirectory.Save(directory.File("m"), vectors);
        using ModelDirectory opened = ModelDirectory.Open(directory.File("m"), verify: true);
        Assert.Equal(Planted.Users!.Count, opened.Info.Users);
        Assert.Equal(VariantContract.Bytes(vectors), VariantContract.Bytes(opened.Vectors));
        Item2VecException unknown = Assert.Throws<Item2VecException>(() => opened.Vectors.Users!.Vocabulary.RowOf("U3-2"));
        Assert.Equal("user 'U3-2' is not in the model", unknown.Message);
        Assert.Contains("'u3-2'", unknown.Hint, StringComparison.Ordinal);
    }

    /// <summary>A training whose steps are too small to be seen: rows stay where they start.</summary>
    private static TrainingOptions Still => Options with { Epochs = 1, LearningRate = 1e-30, LearningRateFloor = 0 };
}
