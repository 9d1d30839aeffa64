using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Training.Checkpoints;

/// <summary>Says when a run is due for a checkpoint, writes it, and puts a later run where it stood.</summary>
internal sealed class Checkpointer
{
    private readonly CheckpointOptions options;
    private readonly TrainingRun run;
    private readonly CorpusIdentity corpus;
    private readonly string warmStart;
    private readonly Stopwatch sinceLast = new();
    private int blocksSinceLast;

    /// <param name="options">When and where.</param>
    /// <param name="run">The run.</param>
    /// <param name="warmStart">What the run began with: <see cref="WarmStart.Identity"/>.</param>
    public Checkpointer(CheckpointOptions options, TrainingRun run, string warmStart)
    {
        this.options = options;
        this.run = run;
        this.warmStart = warmStart;
        AtomicFile.EnsureWritable(options.Path);
        AtomicFile.RemoveDebris(options.Path);
        corpus = CorpusIdentity.Of(run.Corpus);
    }

    /// <summary>Counts a block that a thread has ended, and says whether it is time for a checkpoint. Thread-safe.</summary>
    public bool IsDueAfterBlock()
    {
        int blocks = Interlocked.Increment(ref blocksSinceLast);
        return blocks >= options.EveryBlocks || (options.Every is TimeSpan every && sinceLast.Elapsed >= every);
    }

    /// <summary>Starts the time to the first checkpoint.</summary>
    public void Start() => sinceLast.Restart();

    /// <summary>Writes a checkpoint. No thread may be training.</summary>
    /// <exception cref="Item2VecException">The file cannot be written; an older checkpoint stays.</exception>
    public void Write(TimeSpan elapsed)
    {
        (int epoch, int next) = run.Queue.Position;
        (double Loss, long Pairs)[] sums = run.Losses.Sums()[..(epoch + 1)];
        CheckpointFile.Write(options.Path, new CheckpointDocument
        {
            Options = OptionsJson(run.Options),
            Corpus = corpus,
            WarmStart = warmStart,
            Blocks = run.Blocks.Count,
            Epoch = epoch,
            Next = next,
            TokensDone = run.Clock.TokensDone,
            TokensTotal = run.Clock.TotalTokens,
            Seconds = elapsed.TotalSeconds,
            Losses = [.. sums.Select(sum => sum.Loss)],
            Pairs = [.. sums.Select(sum => sum.Pairs)],
        }, run.Input, run.Output, run.Accumulators);
        blocksSinceLast = 0;
        sinceLast.Restart();
        options.Written?.Invoke();
    }

    /// <summary>Puts the run where the checkpoint stands; false when it is not asked for or there is none.</summary>
    /// <exception cref="Item2VecException">The checkpoint is of another training (<see cref="ErrorCode.Usage"/>), or damaged; it stays as it is.</exception>
    public bool TryResume()
    {
        if (!options.Resume || !File.Exists(options.Path)) return false;
        SectionFile file = CheckpointFile.Open(options.Path);
        using (file.Memory)
        {
            CheckpointDocument state = CheckpointFile.ReadState(file);
            CheckpointMatch.Check(options.Path, state, OptionsJson(run.Options), corpus, warmStart);
            if (state.Blocks != run.Blocks.Count) throw file.Damaged($"it has {state.Blocks} blocks where this training has {run.Blocks.Count}");
            CheckpointFile.ReadMatrices(file, run.Input, run.Output, run.Accumulators);
            run.Queue.Restore((state.Epoch, state.Next));
            run.Clock.Restore(state.TokensDone);
            run.Losses.Restore([.. state.Losses.Zip(state.Pairs)]);
            run.TimeBefore = TimeSpan.FromSeconds(state.Seconds);
        }

        return true;
    }

    /// <summary>Deletes the checkpoint of a training that is finished.</summary>
    public void Finish()
    {
        if (!options.KeepWhenFinished) File.Delete(options.Path);
    }

    /// <summary>With the learning rate that is used: it is no difference whether a default was given.</summary>
    private static JsonObject OptionsJson(TrainingOptions options)
        => JsonSerializer.SerializeToNode(options with { LearningRate = options.EffectiveLearningRate }, ModelJsonContext.Default.TrainingOptions)!.AsObject();
}
