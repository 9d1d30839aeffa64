using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training;

public sealed class WarmStartTests
{
    private static readonly TrainingOptions Options = new() { Dimensions = 16, Epochs = 3, Threads = 1, Subsampling = 0 };

    /// <summary>A step so small that vectors stay where they begin.</summary>
    private static readonly TrainingOptions Still = Options with { LearningRate = 1e-30, LearningRateFloor = 0 };

    private static readonly string[][] Sessions = [.. PlantedCorpus.Sessions(1500)];

    [Fact]
    public void Known_items_begin_with_both_vectors_of_the_older_model_and_new_ones_as_usual()
    {
        using ItemVectors older = ItemTrainer.Train(SessionCorpus.FromSessions(Sessions), Options);
        SessionCorpus later = SessionCorpus.FromSessions([.. Sessions.Where(session => !session.Contains("t0-0")), ["new", "t1-1", "new"]]);
        using ItemVectors cold = ItemTrainer.Train(later, Still);
        using ItemVectors warm = ItemTrainer.Train(later, Still, warmStart: older);

        for (int row = 0; row < warm.Count; row++)
        {
            string item = warm.Vocabulary[row];
            if (item == "new") continue;
            Assert.Equal(older.Vector(older.Vocabulary.RowOf(item)), warm.Vector(row));
            Assert.Equal(older.OutputVector(older.Vocabulary.RowOf(item)), warm.OutputVector(row));
        }

        int added = warm.Vocabulary.RowOf("new");
        Assert.Equal(cold.Vector(added), warm.Vector(added));
        Assert.All(warm.OutputVector(added), value => Assert.InRange(value, -1e-20, 1e-20));
        Assert.Equal(new WarmStartSummary(warm.Count - 1, 1, 1), warm.Training!.WarmStart);
        Assert.Null(cold.Training!.WarmStart);
    }

    [Fact]
    public void A_warm_start_goes_on_from_what_the_older_model_knows()
    {
        SessionCorpus corpus = SessionCorpus.FromSessions(Sessions);
        using ItemVectors older = ItemTrainer.Train(corpus, Options with { Epochs = 10 });
        using ItemVectors warm = ItemTrainer.Train(corpus, Options with { Epochs = 1, LearningRate = 0.005 }, warmStart: older);
        Assert.True(
            warm.Training!.Loss < older.Training!.EpochLosses[1],
            $"{warm.Training.Loss} after {string.Join(", ", older.Training.EpochLosses)}");
    }

    [Fact]
    public void A_resumed_warm_start_equals_an_uninterrupted_one_and_wants_the_same_older_model()
    {
        using TemporaryDirectory directory = new();
        SessionCorpus corpus = SessionCorpus.FromSessions(Sessions);
        using ItemVectors older = ItemTrainer.Train(SessionCorpus.FromSessions(Sessions[..800]), Options);
        using ItemVectors other = ItemTrainer.Train(SessionCorpus.FromSessions(Sessions[..800]), Options with { Seed = 2 });
        using ItemVectors whole = ItemTrainer.Train(corpus, Options, warmStart: older);
        Interruptions.After(1, corpus, Options, directory.File("c"), older);
        CheckpointOptions resuming = new() { Path = directory.File("c"), Resume = true };

        Assert.Contains(
            "another model",
            Assert.Throws<Item2VecException>(() => ItemTrainer.Train(corpus, Options, resuming, other)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "this one does not",
            Assert.Throws<Item2VecException>(() => ItemTrainer.Train(corpus, Options, resuming)).Message,
            StringComparison.Ordinal);
        using ItemVectors resumed = ItemTrainer.Train(corpus, Options, resuming, older);
        Assert.Equal(VariantContract.Bytes(whole), VariantContract.Bytes(resumed));
        Assert.Equal(whole.Training!.WarmStart, resumed.Training!.WarmStart);
    }

    [Fact]
    public void Vectors_of_another_length_or_without_output_are_errors()
    {
        SessionCorpus corpus = SessionCorpus.FromSessions(Sessions);
        using ItemVectors shorter = TestVectors.Random(["t0-0"], dimensions: 5);
        using ItemVectors inputOnly = TestVectors.Random(["t0-0"], dimensions: 16, output: false);
        Item2VecException length = Assert.Throws<Item2VecException>(() => ItemTrainer.Train(corpus, Options, warmStart: shorter));
        Assert.Contains("5 dimensions, this training 16", length.Message, StringComparison.Ordinal);
        Item2VecException output = Assert.Throws<Item2VecException>(() => ItemTrainer.Train(corpus, Options, warmStart: inputOnly));
        Assert.Contains("no output vectors", output.Message, StringComparison.Ordinal);
        Assert.All([length, output], error => Assert.Equal(ErrorCode.Usage, error.Code));
    }

    [Fact]
    public void The_model_says_what_was_taken_over_and_nothing_when_nothing_was()
    {
        using TemporaryDirectory directory = new();
        SessionCorpus corpus = SessionCorpus.FromSessions(Sessions);
        using ItemVectors older = ItemTrainer.Train(corpus, Still);
        using ItemVectors warm = ItemTrainer.Train(corpus, Still, warmStart: older);
        ModelDirectory.Save(directory.File("older"), older);
        ModelDirectory.Save(directory.File("warm"), warm);
        using ModelDirectory opened = ModelDirectory.Open(directory.File("warm"));
        Assert.Equal(new WarmStartSummary(older.Count, 0, 0), opened.Info.Training!.WarmStart);
        Assert.Equal(new WarmStartSummary(older.Count, 0, 0), opened.Vectors.Training!.WarmStart);
        Assert.DoesNotContain("warmStart", File.ReadAllText(directory.File("older/model.json"), Encoding.UTF8), StringComparison.Ordinal);
    }
}
