using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training;

public class AsyncTrainingTests
{
    private static readonly TrainingOptions Options = new() { Dimensions = 16, Epochs = 5, Threads = 1, Subsampling = 0 };
    private static readonly SessionCorpus Corpus = SessionCorpus.FromSessions(PlantedCorpus.Sessions());

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Each_epoch_is_reported_once_and_in_order_with_its_final_loss(int threads)
    {
        Epochs reports = new();
        using ItemVectors vectors = ItemTrainer.Train(Corpus, Options with { Threads = threads }, epochs: reports);
        Assert.Equal([1, 2, 3, 4, 5], reports.Select(report => report.Epoch));
        Assert.Equal(vectors.Training!.EpochLosses, reports.Select(report => report.Loss));
        Assert.All(reports, report => Assert.True(report is { Epochs: 5, Pairs: > 0 }));
    }

    [Fact]
    public void A_resumed_training_reports_the_epochs_that_are_left()
    {
        using TemporaryDirectory directory = new();
        Epochs before = new();
        using CancellationTokenSource stop = new();
        CheckpointOptions interrupted = new() { Path = directory.File("c"), EveryBlocks = 7, Written = stop.Cancel };

        // Three blocks an epoch: interrupted in the third.
        Assert.ThrowsAny<OperationCanceledException>(
            () => ItemTrainer.Train(Corpus, Options, interrupted, epochs: before, cancellationToken: stop.Token));
        Epochs after = new();
        using ItemVectors vectors = ItemTrainer.Train(
            Corpus, Options, new CheckpointOptions { Path = directory.File("c"), Resume = true }, epochs: after);
        Assert.Equal([1, 2], before.Select(report => report.Epoch));
        Assert.Equal([3, 4, 5], after.Select(report => report.Epoch));
        Assert.Equal(vectors.Training!.EpochLosses, before.Concat(after).Select(report => report.Loss));
    }

    [Fact]
    public async Task Training_in_the_background_gives_the_same_vectors_and_uses_another_thread()
    {
        int[] threads = [Environment.CurrentManagedThreadId, 0];
        using ManualResetEventSlim returned = new();
        Task<ItemVectors> task = ItemTrainer.TrainAsync(Corpus, Options, epochs: new Epochs(_ =>
        {
            // Would wait for ever if TrainAsync trained before it returned.
            returned.Wait();
            threads[1] = Environment.CurrentManagedThreadId;
        }));
        returned.Set();
        using ItemVectors vectors = await task;
        using ItemVectors expected = ItemTrainer.Train(Corpus, Options);
        Assert.NotEqual(threads[0], threads[1]);
        Assert.Equal(expected.Vector(0), vectors.Vector(0));
    }

    [Fact]
    public async Task A_canceled_task_is_canceled_and_resumes_where_it_was()
    {
        using TemporaryDirectory directory = new();
        using CancellationTokenSource stop = new();
        CheckpointOptions checkpoints = new() { Path = directory.File("c"), EveryBlocks = 4, Written = stop.Cancel };
        Task<ItemVectors> task = ItemTrainer.TrainAsync(Corpus, Options, checkpoints, cancellationToken: stop.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.True(task.IsCanceled);
        using ItemVectors resumed = await ItemTrainer.TrainAsync(
            Corpus, Options, new CheckpointOptions { Path = directory.File("c"), Resume = true });
        using ItemVectors whole = ItemTrainer.Train(Corpus, Options);
        Assert.Equal(whole.Vector(0), resumed.Vector(0));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ItemTrainer.TrainAsync(Corpus, Options, cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task What_is_wrong_with_the_options_fails_the_task()
    {
        Task<ItemVectors> task = ItemTrainer.TrainAsync(Corpus, Options with { Dimensions = 0 });
        await Assert.ThrowsAsync<Item2VecException>(() => task);
    }

    private sealed class Epochs(Action<EpochReport>? then = null) : List<EpochReport>, IProgress<EpochReport>
    {
        public void Report(EpochReport value)
        {
            Add(value);
            then?.Invoke(value);
        }
    }
}
