using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Training.Schedule;

namespace Item2Vec.Embeddings.Training;

/// <summary>
/// Runs the threads: they take blocks of sessions from one queue over all epochs, and write the shared matrices without locks.
/// Updates of different threads rarely collide, and a lost one does no harm (Hogwild, Niu et al. 2011).
/// </summary>
/// <remarks>
/// No thread waits at the end of an epoch: an epoch's loss is complete when its last block is. Random numbers belong to the block, not to
/// the thread; with one thread a run is reproducible bit for bit. For a checkpoint the threads stop between two blocks and restart: the
/// whole state of a run is then in the matrices, the queue, the clock and the losses.
/// </remarks>
internal sealed class HogwildTrainer
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(200);
    private readonly TrainingRun run;
    private readonly IProgress<TrainingProgress>? progress;
    private readonly IProgress<EpochReport>? epochs;
    private readonly Checkpointer? checkpoints;
    private readonly Stopwatch clock = new();
    private ExceptionDispatchInfo? failure;

    /// <summary>The epochs that need no report any more; an earlier run has reported those that it completed.</summary>
    private int reported;

    public HogwildTrainer(
        TrainingRun run, IProgress<TrainingProgress>? progress, IProgress<EpochReport>? epochs = null, Checkpointer? checkpoints = null)
    {
        this.run = run;
        this.progress = progress;
        this.epochs = epochs;
        this.checkpoints = checkpoints;
        reported = run.Losses.Complete(run.Blocks.Count);
    }

    private TimeSpan Elapsed => run.TimeBefore + clock.Elapsed;

    /// <summary>Trains all epochs; returns the time they took, including that of earlier runs.</summary>
    /// <exception cref="OperationCanceledException">Canceled; the threads have stopped, and with checkpoints the last one is
    /// written.</exception>
    public TimeSpan Train(CancellationToken cancellationToken)
    {
        clock.Start();
        checkpoints?.Start();
        RunThreads(cancellationToken);
        while (checkpoints is not null && !run.Queue.IsDone)
        {
            checkpoints.Write(Elapsed);
            if (epochs is not null) ReportEpochs(epochs);
            cancellationToken.ThrowIfCancellationRequested();
            run.Queue.Continue();
            RunThreads(cancellationToken);
        }

        if (checkpoints is null) cancellationToken.ThrowIfCancellationRequested();
        Report();
        return Elapsed;
    }

    /// <summary>
    /// Runs the threads until the queue is empty, or they are canceled: immediately, or with checkpoints at the end of their blocks.
    /// </summary>
    private void RunThreads(CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(
            checkpoints is null ? cancellationToken : CancellationToken.None);
        List<Thread> threads = [];
        try
        {
            for (int number = 0; number < run.Threads; number++) threads.Add(Start(number, stop, cancellationToken));
            foreach (Thread thread in threads)
                while (!thread.Join(ReportEvery)) Report();
        }
        finally
        {
            // Also if a progress report throws: no thread may outlive the memory it writes.
            stop.Cancel();
            foreach (Thread thread in threads) thread.Join();
        }

        failure?.Throw();
    }

    private Thread Start(int number, CancellationTokenSource stop, CancellationToken betweenBlocks)
    {
        Thread thread = new(() => Work(stop, betweenBlocks)) { IsBackground = true, Name = $"Item2Vec trainer {number}" };
        thread.Start();
        return thread;
    }

    private void Work(CancellationTokenSource stop, CancellationToken betweenBlocks)
    {
        try
        {
            using BlockTrainer trainer = new(run);
            while (!stop.IsCancellationRequested && !betweenBlocks.IsCancellationRequested
                && run.Queue.TryTake(out int epoch, out int block))
            {
                if (trainer.Train(epoch, block, stop.Token)) run.Losses.Add(epoch, trainer.TakeLoss(), trainer.TakePairs());
                if (checkpoints?.IsDueAfterBlock() == true) run.Queue.Pause();
            }
        }
#pragma warning disable CA1031 // Whatever it is, it stops the other threads and is thrown where the caller waits.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            stop.Cancel();
        }
    }

    private void Report()
    {
        if (epochs is not null) ReportEpochs(epochs);
        if (progress is null) return;
        long done = Math.Min(run.Clock.TokensDone, run.Clock.TotalTokens);
        int epoch = (int)Math.Min(run.Options.Epochs, 1 + (done / run.Corpus.TokenCount));
        progress.Report(new TrainingProgress(
            epoch, run.Options.Epochs, done, run.Clock.TotalTokens, run.Losses.Latest(epoch - 1), run.Clock.LearningRate(done), Elapsed));
    }

    private void ReportEpochs(IProgress<EpochReport> target)
    {
        for (int complete = run.Losses.Complete(run.Blocks.Count); reported < complete; reported++)
        {
            (double loss, long pairs) = run.Losses.Of(reported);
            target.Report(new EpochReport(reported + 1, run.Options.Epochs, pairs > 0 ? loss / pairs : 0, pairs, Elapsed));
        }
    }
}
