using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>What every way to learn users must do besides: users who use the same topic are alike.</summary>
public abstract class UserContract : VariantContract
{
    private static readonly SessionCorpus Planted = PlantedUsers.Corpus(PlantedCorpus.Sessions());

    protected override SessionCorpus Corpus(IEnumerable<string[]> sessions) => PlantedUsers.Corpus(sessions);

    protected override ItemVectors Moving(ItemVectors vectors) => vectors.Users!;

    [Fact]
    public void Users_of_a_topic_are_alike()
    {
        using ItemVectors vectors = ItemTrainer.Train(Planted, Options with { Threads = 1 });
        ItemVectors users = vectors.Users!;
        Assert.Equal(Planted.Users!.Count, users.Count);
        Assert.False(users.HasOutput);
        Assert.True(PlantedCorpus.Purity(users) > 0.95, $"purity of users {PlantedCorpus.Purity(users):F3}");
    }

    [Fact]
    public void What_a_user_scores_high_is_of_the_topic()
    {
        using ItemVectors vectors = ItemTrainer.Train(Planted, Options with { Threads = 1 });
        Assert.True(PlantedUsers.TopicHits(vectors, vectors.Users!) > 0.9, $"hits {PlantedUsers.TopicHits(vectors, vectors.Users!):F3}");
    }
}

public class UserBesideItemsTests : UserContract
{
    protected override TrainingOptions Options => new() { Variant = "user", Dimensions = 20, Epochs = 10, Subsampling = 0 };
}

public class UserBesideCbowTests : UserContract
{
    protected override TrainingOptions Options
        => new() { Variant = "user", Dimensions = 20, Epochs = 20, Subsampling = 0, Architecture = Architecture.Cbow };
}

public class UserAloneTests : UserContract
{
    protected override TrainingOptions Options
        => new() { Variant = "user", UserMode = UserMode.Dbow, Dimensions = 20, Epochs = 30, Subsampling = 0, LearningRate = 0.05 };
}

public class UserInTheMeanTests : UserContract
{
    protected override TrainingOptions Options
        => new() { Variant = "user", UserMode = UserMode.Dm, Dimensions = 20, Epochs = 20, Subsampling = 0 };
}

public class UserOfASetTests : UserContract
{
    protected override TrainingOptions Options
        => new() { Variant = "user", Dimensions = 20, Epochs = 10, Subsampling = 0, Window = TrainingOptions.WholeSession };
}
