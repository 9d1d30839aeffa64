using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>What every model must do; a variant's tests inherit it and say how to train.</summary>
public abstract class VariantContract
{
    protected abstract TrainingOptions Options { get; }

    [Fact]
    public void Learns_a_planted_structure()
    {
        using ItemVectors vectors = ItemTrainer.Train(SessionCorpus.FromSessions(PlantedCorpus.Sessions()), Options with { Threads = 1 });
        Assert.True(PlantedCorpus.Purity(vectors) > 0.95, $"purity {PlantedCorpus.Purity(vectors):F3}");
        IReadOnlyList<double> losses = vectors.Training!.EpochLosses;
        Assert.Equal(Options.Epochs, losses.Count);
        Assert.True(losses[^1] < losses[0] * 0.95, $"losses {string.Join(", ", losses)}");
    }

    [Fact]
    public void One_thread_and_a_seed_give_the_same_bytes()
    {
        SessionCorpus corpus = SessionCorpus.FromSessions(PlantedCorpus.Sessions(500));
        TrainingOptions options = Options with { Threads = 1, Seed = 9, Epochs = 2 };
        using ItemVectors once = ItemTrainer.Train(corpus, options);
        using ItemVectors again = ItemTrainer.Train(corpus, options);
        using ItemVectors otherSeed = ItemTrainer.Train(corpus, options with { Seed = 10 });
        Assert.Equal(Bytes(once), Bytes(again));
        Assert.NotEqual(Bytes(once), Bytes(otherSeed));
        Assert.Equal(once.Training!.EpochLosses, again.Training!.EpochLosses);
    }

    [Fact]
    public void Two_threads_learn_as_well_as_one()
    {
        using ItemVectors vectors = ItemTrainer.Train(SessionCorpus.FromSessions(PlantedCorpus.Sessions()), Options with { Threads = 2 });
        Assert.True(PlantedCorpus.Purity(vectors) > 0.95, $"purity {PlantedCorpus.Purity(vectors):F3}");
    }

    [Fact]
    public void A_weight_of_zero_teaches_nothing_and_a_large_one_more()
    {
        using ItemVectors start = ItemTrainer.Train(Weighted(0), Options with { Threads = 1 });
        using ItemVectors light = ItemTrainer.Train(Weighted(0.1f), Options with { Threads = 1 });
        using ItemVectors heavy = ItemTrainer.Train(Weighted(2), Options with { Threads = 1 });
        Assert.All(Enumerable.Range(0, start.Count).SelectMany(start.OutputVector), value => Assert.Equal(0, value));
        Assert.True(Norm(light) > 0);
        Assert.True(Norm(heavy) > 2 * Norm(light), $"norms {Norm(light)} and {Norm(heavy)}");
    }

    [Fact]
    public void Cancels_at_once_without_a_result()
    {
        SessionCorpus corpus = SessionCorpus.FromSessions(PlantedCorpus.Sessions());
        using CancellationTokenSource stop = new();
        long seen = 0;
        Progress progress = new(report =>
        {
            seen = report.TokensDone;
            stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => ItemTrainer.Train(corpus, Options with { Epochs = 100_000 }, progress, stop.Token));
        Assert.InRange(seen, 0, corpus.TokenCount * 50_000);
    }

    [Fact]
    public void Allocates_nothing_after_the_first_blocks()
    {
        SessionCorpus corpus = SessionCorpus.FromSessions(PlantedCorpus.Sessions(6000));
        TrainingOptions options = Options with { Threads = 1, Epochs = 1 };
        using EmbeddingMatrix input = new(corpus.Vocabulary.Count, options.Dimensions);
        using EmbeddingMatrix output = new(corpus.Vocabulary.Count, options.Dimensions);
        using TrainingRun run = new(corpus, options, input, output);
        using BlockTrainer trainer = new(run);
        trainer.Train(0, 0, CancellationToken.None);
        trainer.Train(0, 1, CancellationToken.None);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(trainer.Train(0, 2, CancellationToken.None));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static SessionCorpus Weighted(float weight)
    {
        SessionCorpus plain = SessionCorpus.FromSessions(PlantedCorpus.Sessions(300));
        SessionCorpusBuilder builder = new(plain.Vocabulary, withWeights: true);
        for (long session = 0; session < plain.SessionCount; session++)
        {
            foreach (int row in plain.Session(session)) builder.Append(row, weight);
            builder.EndSession();
        }

        return builder.Build();
    }

    private static double Norm(ItemVectors vectors)
        => Math.Sqrt(Enumerable.Range(0, vectors.Count).SelectMany(vectors.OutputVector).Sum(value => (double)value * value));

    private static float[] Bytes(ItemVectors vectors)
        => [.. Enumerable.Range(0, vectors.Count).SelectMany(row => vectors.Vector(row).Concat(vectors.OutputVector(row)))];
}

/// <summary>Calls back on the reporting thread, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Progress(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => report(value);
}
