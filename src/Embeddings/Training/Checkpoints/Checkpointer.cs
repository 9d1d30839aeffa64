using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Training.Checkpoints;

/// <summary>Decides when a checkpoint is due, writes it, and restores a run from it.</summary>
internal sealed class Checkpointer
{
    private readonly CheckpointOptions options;
    private readonly TrainingRun run;
    private readonly CorpusIdentity corpus;
    private readonly string warmStart;
    private readonly Stopwatch sinceLast = new();
    private int blocksSinceLast;

    /// <param name="options">When and where to write.</param>
    /// <param name="run">The run.</param>
    /// <param name="warmStart">The <see cref="WarmStart.Identity"/> of the older model, or empty.</param>
    public Checkpointer(CheckpointOptions options, TrainingRun run, string warmStart)
    {
        this.options = options;
        this.run = run;
        this.warmStart = warmStart;
        AtomicFile.EnsureWritable(options.Path);
        AtomicFile.RemoveDebris(options.Path);
        corpus = CorpusIdentity.Of(run.Corpus);
    }

    /// <summary>Counts a finished block and returns whether a checkpoint is due. Thread-safe.</summary>
    public bool IsDueAfterBlock()
    {
        int blocks = Interlocked.Increment(ref blocksSinceLast);
        return blocks >= options.EveryBlocks || (options.Every is TimeSpan every && sinceLast.Elapsed >= every);
    }

    /// <summary>Starts the interval to the first checkpoint.</summary>
    public void Start() => sinceLast.Restart();

    /// <summary>Writes a checkpoint. No thread may be training.</summary>
    /// <exception cref="Item2VecException">The file cannot be written; an older checkpoint is kept.</exception>
    public void Write(TimeSpan elapsed)
    {
        (int epoch, int next) = run.Queue.Position;
        (double Loss, long Pairs)[] sums = run.Losses.Sums()[..(epoch + 1)];
        CheckpointFile.Write(options.Path, new CheckpointDocument
        {
            Options = OptionsJson(),
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

    /// <summary>Restores the run from the checkpoint; false if resuming is off or there is none.</summary>
    /// <exception cref="Item2VecException">The checkpoint belongs to another training (<see cref="ErrorCode.Usage"/>) or is damaged; it is
    /// not changed.</exception>
    public bool TryResume()
    {
        if (!options.Resume || !File.Exists(options.Path)) return false;
        SectionFile file = CheckpointFile.Open(options.Path);
        using (file.Memory)
        {
            CheckpointDocument state = CheckpointFile.ReadState(file);
            CheckpointMatch.Check(options.Path, state, run.Options, corpus, warmStart);
            if (state.Blocks != run.Blocks.Count)
                throw file.Damaged($"it has {state.Blocks} blocks where this training has {run.Blocks.Count}");
            CheckpointFile.ReadMatrices(file, run.Input, run.Output, run.Accumulators);
            run.Queue.Restore((state.Epoch, state.Next));
            run.Clock.Restore(state.TokensDone);
            run.Losses.Restore([.. state.Losses.Zip(state.Pairs)], run.Blocks.Count, state.Next);
            run.TimeBefore = TimeSpan.FromSeconds(state.Seconds);
        }

        return true;
    }

    /// <summary>Deletes the checkpoint of a finished training.</summary>
    public void Finish()
    {
        if (!options.KeepWhenFinished) AtomicFile.Delete(options.Path);
    }

    /// <summary>The options with the effective learning rate: giving the default explicitly is no difference.</summary>
    private JsonObject OptionsJson()
        => JsonSerializer.SerializeToNode(
            run.Options with { LearningRate = run.Variant.LearningRate(run.Options) },
            ModelJsonContext.Default.TrainingOptions)!.AsObject();
}

/// <summary>Checks whether a checkpoint belongs to the training that resumes it.</summary>
internal static class CheckpointMatch
{
    private const string Hint = "give what the interrupted training was given, or delete the file to train from the start";

    /// <exception cref="Item2VecException">It does not; the message lists the differences (<see cref="ErrorCode.Usage"/>).</exception>
    public static void Check(string path, CheckpointDocument state, TrainingOptions options, CorpusIdentity corpus, string warmStart)
    {
        string[] differences =
        [
            .. VariantRegistry.BuiltIn.Differences(TrainingJson.ReadOptions(state.Options), options)
                .Select(one => $"{one.Option.Property} is {one.Second}, in the checkpoint {one.First}"),
        ];
        if (differences.Length > 0)
            throw new Item2VecException(
                $"{path}: the checkpoint is of a training with other options: {string.Join("; ", differences)}", Hint, ErrorCode.Usage);
        if (state.Corpus != corpus)
            throw new Item2VecException(
                $"{path}: the checkpoint is of a training on other data: {Difference(state.Corpus, corpus)}", Hint, ErrorCode.Usage);
        if (state.WarmStart == warmStart) return;
        string what = state.WarmStart.Length == 0 ? "it did not start from an older model"
            : warmStart.Length == 0 ? "it started from an older model, this one does not"
            : "it started from another model, or that one has changed";
        throw new Item2VecException($"{path}: the checkpoint is of another training: {what}", Hint, ErrorCode.Usage);
    }

    private static string Difference(CorpusIdentity saved, CorpusIdentity now)
    {
        (string Name, long Saved, long Now)[] numbers =
            [("items", saved.Items, now.Items), ("sessions", saved.Sessions, now.Sessions), ("events", saved.Events, now.Events)];
        string[] different = [.. numbers.Where(number => number.Saved != number.Now)
            .Select(number => FormattableString.Invariant($"{number.Now} {number.Name}, in the checkpoint {number.Saved}"))];
        return different.Length > 0
            ? string.Join("; ", different)
            : "as many items, sessions and events, but not the same or in another order";
    }
}
