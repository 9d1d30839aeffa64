using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>What every model must do; a variant's tests inherit it and say how to train.</summary>
public abstract class VariantContract
{
    protected abstract TrainingOptions Options { get; }

    /// <summary>A corpus with what the variant needs besides: baskets, metadata. The events stay as they are.</summary>
    protected virtual SessionCorpus Prepared(SessionCorpus plain) => plain;

    /// <summary>A corpus of sessions, with whatever else the variant needs.</summary>
    protected virtual SessionCorpus Corpus(IEnumerable<string[]> sessions) => Prepared(SessionCorpus.FromSessions(sessions));

    /// <summary>The vectors that only the windows of a topic move: the ids' second letter is the topic.</summary>
    protected virtual ItemVectors Moving(ItemVectors vectors) => vectors;

    [Fact]
    public void Learns_a_planted_structure()
    {
        using ItemVectors vectors = ItemTrainer.Train(Corpus(PlantedCorpus.Sessions()), Options with { Threads = 1 });
        Assert.True(PlantedCorpus.Purity(vectors) > 0.95, $"purity {PlantedCorpus.Purity(vectors):F3}");
        IReadOnlyList<double> losses = vectors.Training!.EpochLosses;
        Assert.Equal(Options.Epochs, losses.Count);
        Assert.True(losses[^1] < losses[0] * 0.95, $"losses {string.Join(", ", losses)}");
    }

    [Fact]
    public void Finds_more_of_what_was_left_out_than_popularity_does()
    {
        using ItemVectors vectors = ItemTrainer.Train(Corpus(PlantedCorpus.Sessions()), Options with { Threads = 1 });
        (double model, double popularity) = PlantedCorpus.Hits(vectors);
        Assert.True(model > 3 * popularity, $"hit@10 {model:F3}, by popularity {popularity:F3}");
    }

    [Fact]
    public void One_thread_and_a_seed_give_the_same_bytes()
    {
        SessionCorpus corpus = Corpus(PlantedCorpus.Sessions(500));
        TrainingOptions options = Options with { Threads = 1, Seed = 9, Epochs = 2 };
        using ItemVectors once = ItemTrainer.Train(corpus, options);
        using ItemVectors again = ItemTrainer.Train(corpus, options);
        using ItemVectors otherSeed = ItemTrainer.Train(corpus, options with { Seed = 10 });
        Assert.Equal(Bytes(once), Bytes(again));
        Assert.NotEqual(Bytes(once), Bytes(otherSeed));
        Assert.Equal(once.Training!.EpochLosses, again.Training!.EpochLosses);
    }

    [Fact]
    public void A_thread_that_has_warmed_up_allocates_nothing()
    {
        string[] session = [.. PlantedCorpus.Sessions(300).SelectMany(items => items)];
        using TrainingRun run = new(
            Corpus([session, .. PlantedCorpus.Sessions(3000)]), Options with { Threads = 1 }, VariantRegistry.BuiltIn.Of(Options));
        using BlockTrainer trainer = new(run);
        Train(0);
        Train(1);
        long before = Allocations.Count();
        Train(2);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(trainer.TakePairs() > 0);

        void Train(int epoch)
        {
            for (int block = 0; block < run.Blocks.Count; block++) trainer.Train(epoch, block, CancellationToken.None);
        }
    }

    [Fact]
    public void The_learning_rate_falls_within_a_session_too()
    {
        // Steps so small that a row moves by their sum: half as far where they fall to zero. The draws do not depend on them.
        string[] session = [.. PlantedCorpus.Sessions(6000).SelectMany(items => items)];
        SessionCorpus corpus = Corpus([session]);
        double constant = Moved(floor: 1);
        Assert.InRange(Moved(floor: 0) / constant, 0.4, 0.6);

        double Moved(double floor)
        {
            using ItemVectors vectors = ItemTrainer.Train(
                corpus,
                Options with
                {
                    Threads = 1, Epochs = 1, Optimizer = Optimizer.Sgd, LearningRate = 1e-6, LearningRateFloor = floor, Subsampling = 0,
                });
            return Enumerable.Range(0, vectors.Count).Sum(row => vectors.OutputVector(row).Sum(x => Math.Abs((double)x)));
        }
    }

    [Fact]
    public void Two_threads_learn_as_well_as_one()
    {
        using ItemVectors vectors = ItemTrainer.Train(Corpus(PlantedCorpus.Sessions()), Options with { Threads = 2 });
        Assert.True(PlantedCorpus.Purity(vectors) > 0.95, $"purity {PlantedCorpus.Purity(vectors):F3}");
    }

    [Fact]
    public void An_event_of_weight_zero_teaches_nothing_and_a_heavy_one_more_than_a_light_one()
    {
        // Whole topics get a weight, so that no item meets another's. AdaGrad evens out weights that an item's events share, and long steps
        // would end where the pull of others holds them, whatever their weight.
        TrainingOptions once = Options with { Threads = 1, Epochs = 1, Optimizer = Optimizer.Sgd, LearningRate = 0.01 };
        using ItemVectors vectors = ItemTrainer.Train(Weighted([0, 1, 8]), once);
        using ItemVectors inSeconds = ItemTrainer.Train(Weighted([0, 100, 800]), once);
        Assert.Equal(0, LearnedBy(vectors, topic: 0));
        Assert.True(LearnedBy(vectors, topic: 1) > 0);
        Assert.True(
            LearnedBy(vectors, topic: 2) > 2 * LearnedBy(vectors, topic: 1), "the heavy topic moved little more than the light one");
        Assert.Equal(LearnedBy(vectors, topic: 2), LearnedBy(inSeconds, topic: 2), LearnedBy(vectors, topic: 2) * 1e-3);
    }

    [Fact]
    public void Cancels_at_once_without_a_result()
    {
        SessionCorpus corpus = Corpus(PlantedCorpus.Sessions());
        using CancellationTokenSource stop = new();
        long seen = 0;
        Progress progress = new(report =>
        {
            seen = report.TokensDone;
            stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(
            () => ItemTrainer.Train(corpus, Options with { Epochs = 100_000 }, progress, stop.Token));
        Assert.InRange(seen, 0, corpus.TokenCount * 50_000);
    }

    [Fact]
    public void A_resumed_run_equals_an_uninterrupted_run()
    {
        using TemporaryDirectory directory = new();
        SessionCorpus corpus = Corpus(PlantedCorpus.Sessions());
        TrainingOptions options = Options with { Threads = 1, Epochs = 3, Subsampling = 0.01 };
        using ItemVectors whole = ItemTrainer.Train(corpus, options);

        // Three blocks an epoch: the interruptions fall into the first epoch and the second.
        Interruptions.After(2, corpus, options, directory.File("c"));
        Interruptions.After(3, corpus, options, directory.File("c"));
        using ItemVectors resumed = ItemTrainer.Train(corpus, options, new CheckpointOptions { Path = directory.File("c"), Resume = true });
        Assert.Equal(Bytes(whole), Bytes(resumed));
        Assert.Equal(whole.Training!.EpochLosses, resumed.Training!.EpochLosses);
        Assert.Empty(directory.Names());
    }

    [Fact]
    public void Allocates_nothing_after_the_first_blocks()
    {
        SessionCorpus corpus = Corpus(PlantedCorpus.Sessions(6000));
        TrainingOptions options = Options with { Threads = 1, Epochs = 1 };
        using TrainingRun run = new(corpus, options, VariantRegistry.BuiltIn.Of(options));
        using BlockTrainer trainer = new(run);
        trainer.Train(0, 0, CancellationToken.None);
        trainer.Train(0, 1, CancellationToken.None);
        long before = Allocations.Count();
        Assert.True(trainer.Train(0, 2, CancellationToken.None));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private SessionCorpus Weighted(float[] weightOfTopic)
    {
        SessionCorpus plain = Corpus(Enumerable.Range(0, 300).Select(
            session =>
                (string[])[.. Enumerable.Range(0, 6)
                    .Select(i => PlantedCorpus.Item(session % weightOfTopic.Length, (session + i) % PlantedCorpus.ItemsPerTopic))]));
        SessionCorpusBuilder builder = new(plain.Vocabulary, users: plain.Users, withWeights: true);
        for (long session = 0; session < plain.SessionCount; session++)
        {
            foreach (int row in plain.Session(session)) builder.Append(row, weightOfTopic[plain.Vocabulary[row][1] - '0']);
            builder.EndSession(plain.UserOf(session));
        }

        return Prepared(builder.Build());
    }

    /// <summary>How far training moved the topic's input rows, which only their own windows do.</summary>
    private double LearnedBy(ItemVectors vectors, int topic)
    {
        using ItemVectors start = ItemTrainer.Train(
            Weighted([1, 1, 1]), Options with { Threads = 1, Epochs = 1, LearningRate = 1e-30, LearningRateFloor = 0 });
        (ItemVectors moved, ItemVectors still) = (Moving(vectors), Moving(start));
        return Enumerable.Range(0, moved.Count).Where(row => moved.Vocabulary[row][1] - '0' == topic)
            .Sum(row => Math.Sqrt(moved.Vector(row).Zip(still.Vector(row), (a, b) => Math.Pow(a - b, 2)).Sum()));
    }

    internal static float[] Bytes(ItemVectors vectors)
        =>
        [
            .. Enumerable.Range(0, vectors.Count).SelectMany(row => vectors.Vector(row).Concat(vectors.OutputVector(row))),
            .. vectors.Users is ItemVectors users ? Enumerable.Range(0, users.Count).SelectMany(users.Vector) : [],
        ];
}

/// <summary>Calls back on the reporting thread, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Progress(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => report(value);
}

public class SkipGramTests : VariantContract
{
    protected override TrainingOptions Options => new() { Dimensions = 20, Epochs = 10, Subsampling = 0 };
}

public class CbowTests : VariantContract
{
    protected override TrainingOptions Options => new() { Dimensions = 20, Epochs = 20, Subsampling = 0, Architecture = Architecture.Cbow };
}

public class SessionSetTests : VariantContract
{
    protected override TrainingOptions Options
        => new() { Dimensions = 20, Epochs = 10, Subsampling = 0, Window = TrainingOptions.WholeSession };
}

public class SgdTests : VariantContract
{
    protected override TrainingOptions Options => new() { Dimensions = 20, Epochs = 10, Subsampling = 0, Optimizer = Optimizer.Sgd };
}
