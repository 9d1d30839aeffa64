using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private static readonly TrainingOptions Options = new() { Dimensions = 16, Epochs = 3, Threads = 1, Subsampling = 0 };
    private static readonly SessionCorpus Corpus = SessionCorpus.FromSessions(PlantedCorpus.Sessions());
    private readonly TemporaryDirectory directory = new();

    private string Path => directory.File("model.checkpoint");

    private CheckpointOptions Resuming => new() { Path = Path, Resume = true };

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_run_that_is_cancelled_again_and_again_at_any_moment_equals_an_uninterrupted_one()
    {
        TrainingOptions options = Options with { Epochs = 60 };
        using ItemVectors whole = ItemTrainer.Train(Corpus, options);
        for (int milliseconds = 0; ; milliseconds += 10)
        {
            using CancellationTokenSource stop = new();
            if (milliseconds == 0) stop.Cancel();
            else stop.CancelAfter(milliseconds);
            try
            {
                using ItemVectors resumed = ItemTrainer.Train(Corpus, options, Resuming, cancellationToken: stop.Token);
                Assert.Equal(VariantContract.Bytes(whole), VariantContract.Bytes(resumed));
                return;
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(["model.checkpoint"], directory.Names());
            }
        }
    }

    [Fact]
    public void Checkpoints_follow_the_time_and_not_one_is_written_before_it_has_passed()
    {
        Assert.Equal(0, Written(TimeSpan.FromDays(1)));
        Assert.Equal(0, Written(null));

        // A tick passes with every block; after the last there is nothing to go on with.
        Assert.Equal((3 * 3) - 1, Written(TimeSpan.FromTicks(1)));

        int Written(TimeSpan? every)
        {
            int written = 0;
            ItemTrainer.Train(Corpus, Options, new CheckpointOptions { Path = Path, Every = every, Written = () => written++ }).Dispose();
            return written;
        }
    }

    [Fact]
    public void A_finished_training_deletes_its_checkpoint_unless_the_caller_keeps_it()
    {
        Interruptions.After(4, Corpus, Options, Path);
        ItemTrainer.Train(Corpus, Options, Resuming with { KeepWhenFinished = true }).Dispose();
        Assert.Equal(["model.checkpoint"], directory.Names());

        ItemTrainer.Train(Corpus, Options, Resuming).Dispose();
        Assert.Empty(directory.Names());
    }

    [Fact]
    public void Several_threads_pause_and_go_on_without_losing_or_repeating_an_event()
    {
        TrainingOptions options = Options with { Threads = 2, Epochs = 10 };
        Interruptions.After(5, Corpus, options, Path);
        TrainingCheckpoint checkpoint = TrainingCheckpoint.Read(Path);
        Assert.InRange(checkpoint.TokensDone, 5 * Corpus.TokenCount / 4, 7 * Corpus.TokenCount / 2);

        List<TrainingProgress> reports = [];
        using ItemVectors vectors = ItemTrainer.Train(
            Corpus, options with { Threads = 3 }, Resuming with { EveryBlocks = 2 }, progress: new Progress(reports.Add));
        Assert.Equal(10 * Corpus.TokenCount, reports[^1].TokensDone);
        Assert.True(PlantedCorpus.Purity(vectors) > 0.95, $"purity {PlantedCorpus.Purity(vectors):F3}");
    }

    [Fact]
    public void A_checkpoint_says_how_far_it_is_and_time_goes_on_from_there()
    {
        Interruptions.After(4, Corpus, Options, Path);
        TrainingCheckpoint checkpoint = TrainingCheckpoint.Read(Path);
        Assert.Equal((2, Corpus.Vocabulary.Count, Corpus.SessionCount), (checkpoint.Epoch, checkpoint.Items, checkpoint.Sessions));
        Assert.Equal(Options with { LearningRate = 0.2 }, checkpoint.Options);
        Assert.InRange(checkpoint.Fraction, 0.34, 0.5);

        List<TrainingProgress> reports = [];
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ItemTrainer.Train(Corpus, Options, Resuming, cancellationToken: stop.Token));
        Assert.Equal(checkpoint, TrainingCheckpoint.Read(Path));
        ItemTrainer.Train(Corpus, Options, Resuming, progress: new Progress(reports.Add)).Dispose();
        Assert.All(reports, report => Assert.True(report.TokensDone >= checkpoint.TokensDone));
    }

    [Fact]
    public void Without_a_checkpoint_resuming_starts_from_the_beginning()
    {
        using ItemVectors plain = ItemTrainer.Train(Corpus, Options);
        using ItemVectors resumed = ItemTrainer.Train(
            Corpus, Options, new CheckpointOptions { Path = directory.File("new/sub/c"), Resume = true });
        Assert.Equal(VariantContract.Bytes(plain), VariantContract.Bytes(resumed));
    }

    [Fact]
    public void An_unfinished_training_in_the_way_is_not_replaced()
    {
        Interruptions.After(2, Corpus, Options, Path);
        byte[] before = File.ReadAllBytes(Path);
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => ItemTrainer.Train(Corpus, Options, new CheckpointOptions { Path = Path, Every = TimeSpan.FromTicks(1) }));
        Assert.Equal(ErrorCode.Usage, error.Code);
        Assert.Contains("unfinished training", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void What_a_killed_writer_left_is_removed()
    {
        directory.Write("model.checkpoint.tmp-0123abcd", "half of a checkpoint");
        ItemTrainer.Train(Corpus, Options, Resuming).Dispose();
        Assert.Empty(directory.Names());
    }

    [Fact]
    public void A_checkpoint_that_cannot_be_written_is_found_before_the_training()
    {
        directory.Write("file", "not a directory");
        CheckpointOptions checkpoints = new() { Path = directory.File("file/c"), EveryBlocks = 1 };
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => ItemTrainer.Train(Corpus, Options, checkpoints, progress: new Progress(_ => Assert.Fail("it trains"))));
        Assert.Equal(ErrorCode.CannotWrite, error.Code);
    }

    [Fact]
    public void Bad_options_are_errors()
    {
        Assert.Throws<Item2VecException>(() => ItemTrainer.Train(Corpus, Options, new CheckpointOptions { Path = " " }));
        Assert.Throws<Item2VecException>(() => ItemTrainer.Train(Corpus, Options, Resuming with { Every = TimeSpan.Zero }));
        Assert.Throws<Item2VecException>(() => ItemTrainer.Train(Corpus, Options, Resuming with { Path = directory.Path }));
    }
}
