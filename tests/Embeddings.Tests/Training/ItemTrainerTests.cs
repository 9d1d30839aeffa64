using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training;

public class ItemTrainerTests
{
    [Fact]
    public void Progress_rises_to_the_total_and_ends_there()
    {
        SessionCorpus corpus = SessionCorpus.FromSessions(PlantedCorpus.Sessions());
        List<TrainingProgress> reports = [];
        ItemTrainer.Train(corpus, new() { Epochs = 3, Dimensions = 16 }, new Progress(reports.Add));
        Assert.Equal(reports.Select(report => report.TokensDone).Order(), reports.Select(report => report.TokensDone));
        TrainingProgress last = reports[^1];
        Assert.Equal(corpus.TokenCount * 3, last.TokensDone);
        Assert.Equal(corpus.TokenCount * 3, last.TokensTotal);
        Assert.Equal(1, last.Fraction);
        Assert.Equal(3, last.Epoch);
        Assert.True(double.IsFinite(last.Loss));
    }

    [Fact]
    public void The_first_loss_is_that_of_guessing()
    {
        // Output rows start at zero, so that every score is 0: log 2 for the positive and for each of five negatives.
        using ItemVectors vectors = ItemTrainer.Train(
            SessionCorpus.FromSessions(PlantedCorpus.Sessions(100)), new() { Epochs = 1, LearningRate = 1e-9, Subsampling = 0 });
        Assert.Equal(6 * Math.Log(2), vectors.Training!.Loss, 0.01);
    }

    [Fact]
    public void A_session_of_a_hundred_thousand_events_is_used_to_its_end()
    {
        // The last two thousand events hold items of their own: they learn only if the session is not cut.
        string[] session = [.. Enumerable.Range(0, 100_000).Select(i => i < 98_000 ? $"a{i % 50}" : $"b{i % 50}")];
        using ItemVectors vectors = ItemTrainer.Train(
            SessionCorpus.FromSessions([session]), new() { Epochs = 1, Dimensions = 16, Subsampling = 0 });
        Assert.True(vectors.Vocabulary.TryGetRow("b7", out int row));
        Assert.True(vectors.OutputVector(row).Sum(Math.Abs) > 0);
        Assert.Equal(100_000, vectors.Training!.Tokens);
    }

    [Fact]
    public void Sessions_of_one_item_are_nothing_to_learn_from()
    {
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => ItemTrainer.Train(SessionCorpus.FromSessions([["a"], ["b"], ["a"]])));
        Assert.Contains("none of the 3 sessions has two items", error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.BadData, error.Code);
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void A_report_that_throws_reaches_the_caller_after_the_threads_have_stopped()
    {
        SessionCorpus corpus = SessionCorpus.FromSessions(PlantedCorpus.Sessions());
        TrainingOptions options = new() { Epochs = 100_000, Threads = 2, Dimensions = 16 };
        using TrainingRun run = new(corpus, options, VariantRegistry.BuiltIn.Of(options));
        HogwildTrainer trainer = new(run, new Progress(_ => throw new InvalidOperationException("the screen is gone")));
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => trainer.Train(CancellationToken.None));
        Assert.Equal("the screen is gone", error.Message);
        long done = run.Clock.TokensDone;

        // A thread that went on would train while another training runs from its start to its end.
        using (ItemTrainer.Train(corpus, options with { Epochs = 2 })) { }
        Assert.Equal(done, run.Clock.TokensDone);
    }

    [Fact]
    public void A_loss_far_above_guessing_is_a_divergence_even_when_it_is_finite()
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemTrainer.Train(
            SessionCorpus.FromSessions(PlantedCorpus.Sessions(500)),
            new()
            {
                Optimizer = Optimizer.Sgd, LearningRate = 3, LearningRateFloor = 1, Epochs = 1, Dimensions = 16, Window = 20,
                NegativeSamples = 20, Subsampling = 0, Threads = 1
            }));
        Assert.Contains("diverged", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Subsampling_that_leaves_no_pair_is_an_error_and_says_what_to_do()
    {
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => ItemTrainer.Train(SessionCorpus.FromSessions(PlantedCorpus.Sessions(50)), new() { Subsampling = 1e-12 }));
        Assert.Contains("subsampling", error.Message, StringComparison.Ordinal);
        Assert.Contains("Subsampling = 0", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Single_events_that_subsampling_leaves_learn_nothing_from_the_end_of_their_session()
    {
        // About one event in 70 is kept, and one pair in 5,000.
        IEnumerable<string[]> sessions = Enumerable.Repeat(new[] { "a", "b" }, 300);
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => ItemTrainer.Train(SessionCorpus.FromSessions(sessions), new() { Subsampling = 1e-4, Epochs = 1, Threads = 1 }));
        Assert.Contains("no two items of a session", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_item_alone_is_nothing_to_learn()
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemTrainer.Train(SessionCorpus.FromSessions([["a", "a", "a"]])));
        Assert.Contains("'a' is the only item", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_all_zero_or_below_are_an_error()
    {
        VocabularyBuilder items = new();
        items.Add("a", 1);
        items.Add("b", 1);
        SessionCorpusBuilder builder = new(items.Build(), withWeights: true);
        builder.Append(0, 0);
        builder.Append(1, -3);
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemTrainer.Train(builder.Build()));
        Assert.Contains("weight above zero", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3f, 1f)]
    [InlineData(6f, 2f)]
    [InlineData(1e9f, 10f)]
    [InlineData(-5f, 0f)]
    public void A_weight_counts_against_the_mean_within_bounds(float weight, float factor)
    {
        VocabularyBuilder items = new();
        items.Add("a", 2);
        SessionCorpusBuilder builder = new(items.Build(), withWeights: true);
        builder.Append(0, 2);
        builder.Append(0, 4);
        Assert.Equal(factor, new WeightScale(builder.Build()).Scale(weight), 1e-6f);
    }

    [Fact]
    public void Every_bad_option_is_named_at_once()
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemTrainer.Train(
            SessionCorpus.FromSessions([["a", "b"]]), new() { Dimensions = 1, Epochs = 0, NegativeSamples = 500, Variant = "words" }));
        Assert.Equal(ErrorCode.Usage, error.Code);
        foreach (string name in new[] { "Dimensions 1", "Epochs 0", "NegativeSamples 500", "Variant 'words'" })
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_diverges_says_so()
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemTrainer.Train(
            SessionCorpus.FromSessions(PlantedCorpus.Sessions(500)),
            new()
            {
                Optimizer = Optimizer.Sgd, LearningRate = 10, LearningRateFloor = 1, Epochs = 60, Dimensions = 16, Window = 20,
                NegativeSamples = 128, Subsampling = 0
            }));
        Assert.Contains("diverged", error.Message, StringComparison.Ordinal);
        Assert.Contains("learning rate", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void An_item_starts_at_the_same_place_whatever_else_is_in_the_vocabulary()
    {
        TrainingOptions still = new() { LearningRate = 1e-30, LearningRateFloor = 0, Epochs = 1, Subsampling = 0 };
        using ItemVectors small = ItemTrainer.Train(SessionCorpus.FromSessions([["a", "b"]]), still);
        using ItemVectors large = ItemTrainer.Train(SessionCorpus.FromSessions([["z", "y", "z"], ["a", "b"]]), still);
        Assert.True(small.Vocabulary.TryGetRow("a", out int before));
        Assert.True(large.Vocabulary.TryGetRow("a", out int after));
        Assert.NotEqual(before, after);
        Assert.Equal(small.Vector(before), large.Vector(after));
        Assert.All(small.Vector(before), value => Assert.InRange(value, -1f / 100, 1f / 100));
    }

    [Fact]
    public void The_end_token_teaches_which_items_end_sessions_and_leaves_no_row_behind()
    {
        // Ten topics that never meet; in each, one item always comes last.
        RandomSource random = new(4);
        List<string[]> sessions = [];
        for (int session = 0; session < 3000; session++)
        {
            int topic = session % 10;
            sessions.Add([.. Enumerable.Range(0, 3).Select(_ => $"{topic}-{random.NextBelow(4)}"), $"{topic}-last"]);
        }

        SessionCorpus corpus = SessionCorpus.FromSessions(sessions);
        TrainingOptions options = new() { Dimensions = 16, Window = 2, Subsampling = 0, Epochs = 10, Threads = 1 };
        using ItemVectors with = ItemTrainer.Train(corpus, options);
        using ItemVectors without = ItemTrainer.Train(corpus, options with { EndToken = false });
        Assert.Equal(50, with.Count);
        Assert.Equal(50, without.Count);
        Assert.True(LastItems(with) > LastItems(without) + 0.15, $"{LastItems(with):F2} with the token, {LastItems(without):F2} without");
        Assert.Equal(corpus.TokenCount, with.Training!.Tokens);
    }

    /// <summary>The mean cosine between the items that end sessions of different topics.</summary>
    private static double LastItems(ItemVectors vectors)
    {
        float[][] last = [.. Enumerable.Range(0, 10).Select(topic =>
        {
            Assert.True(vectors.Vocabulary.TryGetRow($"{topic}-last", out int row));
            return vectors.Vector(row);
        })];
        return last.SelectMany((a, i) => last.Skip(i + 1).Select(b => Cosine(a, b))).Average();
    }

    private static double Cosine(float[] a, float[] b)
        => a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(y => (double)y * y));
}
