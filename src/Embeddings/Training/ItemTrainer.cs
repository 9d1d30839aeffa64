using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Training.Sampling;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Training;

/// <summary>Trains item vectors from sessions.</summary>
public static class ItemTrainer
{
    /// <summary>Every problem of the options, as messages for the user; empty if there is none.</summary>
    public static IReadOnlyList<string> Problems(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return VariantRegistry.BuiltIn.Problems(options);
    }

    /// <summary>
    /// A final loss above this multiple of the loss of random guessing means that training diverged.
    /// </summary>
    private const double DivergedAbove = 10;

    /// <summary>Trains vectors.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="progress">Receives progress about five times a second, on the calling thread.</param>
    /// <param name="cancellationToken">Stops the training within milliseconds.</param>
    /// <returns>Input and output vectors for every item of the vocabulary.</returns>
    /// <exception cref="Item2VecException">An option is out of range, there is nothing to learn from, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    /// <remarks>
    /// Memory: 2 x items x dimensions x 4 bytes, rows rounded up to 64 bytes. Time: about dimensions x window x (negative samples + 1) x 6
    /// operations per event and epoch. With <see cref="TrainingOptions.Threads"/> = 1, training is reproducible bit for bit on the same
    /// kind of processor.
    /// </remarks>
    [OverloadResolutionPriority(1)]
    public static ItemVectors Train(
        SessionCorpus corpus,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        => Train(corpus, options, checkpoints: null, warmStart: null, progress, epochs: null, cancellationToken);

    /// <summary>Trains vectors with checkpoints, a warm start from an older model, or both.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="checkpoints">Where and when to write checkpoints, and whether to resume from one; null for no checkpoints.</param>
    /// <param name="warmStart">
    /// An older model to start from, or null. Items that it knows start with its input and output vectors, new items as usual (the output
    /// vector at zero); items that are not in the corpus are dropped. The same goes for users and metadata if both have them. Read only
    /// during this call. The learning rate starts at its full value; give a lower one to refine a model.
    /// </param>
    /// <param name="progress">Receives progress about five times a second, on the calling thread.</param>
    /// <param name="epochs">Receives each complete epoch, once and in order, on the calling thread; a resumed training reports those that
    /// it completes itself.</param>
    /// <param name="cancellationToken">Stops the training: within milliseconds, or with checkpoints after the threads have finished their
    /// blocks and a last checkpoint is written.</param>
    /// <returns>Input and output vectors for every item of the vocabulary.</returns>
    /// <exception cref="Item2VecException">
    /// An option is out of range, there is nothing to learn from, the training diverged, the older model has other dimensions or no output
    /// vectors, or the checkpoint belongs to another training, is damaged or cannot be written.
    /// </exception>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    /// <remarks>
    /// With one thread, a resumed training gives the same vectors as an uninterrupted one, bit for bit. Options and data must be the same;
    /// the number of threads may differ. If canceled, a checkpoint is written before the exception is thrown.
    /// </remarks>
    public static ItemVectors Train(
        SessionCorpus corpus,
        TrainingOptions? options = null,
        CheckpointOptions? checkpoints = null,
        ItemVectors? warmStart = null,
        IProgress<TrainingProgress>? progress = null,
        IProgress<EpochReport>? epochs = null,
        CancellationToken cancellationToken = default)
        => Train(VariantRegistry.BuiltIn, corpus, options, checkpoints, warmStart, progress, epochs, cancellationToken);

    /// <summary>Trains vectors on threads of its own: the caller's thread is free, also while options and data are checked.</summary>
    /// <inheritdoc cref="Train(SessionCorpus, TrainingOptions?, CheckpointOptions?, ItemVectors?, IProgress{TrainingProgress}?,
    /// IProgress{EpochReport}?, CancellationToken)"/>
    /// <param name="corpus">The sessions; they must not be disposed before the task has ended.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="checkpoints">Where and when to write checkpoints, and whether to resume from one; null for no checkpoints.</param>
    /// <param name="warmStart">An older model to start from, or null; it must not be disposed before the task has ended.</param>
    /// <param name="progress">Receives progress about five times a second, on a thread of the training; a <see cref="Progress{T}"/> posts
    /// it to where that was made.</param>
    /// <param name="epochs">Receives each complete epoch, once and in order, on the same thread.</param>
    /// <param name="cancellationToken">Stops the training; the task is then canceled. With checkpoints the last one has been written, and
    /// <see cref="CheckpointOptions.Resume"/> continues from it.</param>
    public static Task<ItemVectors> TrainAsync(
        SessionCorpus corpus,
        TrainingOptions? options = null,
        CheckpointOptions? checkpoints = null,
        ItemVectors? warmStart = null,
        IProgress<TrainingProgress>? progress = null,
        IProgress<EpochReport>? epochs = null,
        CancellationToken cancellationToken = default)
        => Task.Factory.StartNew(
            () => Train(corpus, options, checkpoints, warmStart, progress, epochs, cancellationToken),
            cancellationToken, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <summary>As the others, with a given set of variants in place of the library's.</summary>
    public static ItemVectors Train(
        VariantRegistry variants,
        SessionCorpus corpus,
        TrainingOptions? options = null,
        CheckpointOptions? checkpoints = null,
        ItemVectors? warmStart = null,
        IProgress<TrainingProgress>? progress = null,
        IProgress<EpochReport>? epochs = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentNullException.ThrowIfNull(corpus);
        options ??= new TrainingOptions();
        OptionProblems.Reject(variants.Problems(options));
        checkpoints?.Validate();
        if (warmStart is not null) WarmStart.Check(warmStart, options);
        VariantDefinition variant = variants.Of(options);
        TrainableCorpus.Check(corpus, options, variant.Needs);

        return Run(new TrainingRun(corpus, options, variant), checkpoints, warmStart, progress, epochs, cancellationToken);
    }

    /// <summary>
    /// Trains, and disposes the run. Its matrices are freed unless the result holds a lease: gigabytes must not wait for a finalizer.
    /// </summary>
    internal static ItemVectors Run(
        TrainingRun run, CheckpointOptions? checkpoints, ItemVectors? warmStart, IProgress<TrainingProgress>? progress,
        IProgress<EpochReport>? epochs, CancellationToken cancellationToken)
    {
        using TrainingRun training = run;
        (SessionCorpus corpus, TrainingOptions options) = (run.Corpus, run.Options);
        Checkpointer? saved = checkpoints is null
            ? null
            : new Checkpointer(checkpoints, run, warmStart is null ? string.Empty : WarmStart.Identity(warmStart));
        if (saved?.TryResume() != true)
        {
            RowInitializer.Fill(run);
            if (warmStart is not null) WarmStart.Fill(run, warmStart, cancellationToken);
        }

        TimeSpan time = new HogwildTrainer(run, progress, epochs, saved).Train(cancellationToken);
        double[] losses = run.Losses.Means();
        CheckResult(run, losses);
        saved?.Finish();
        TrainingSummary summary = new(options, corpus.SessionCount, corpus.TokenCount, losses, time.TotalSeconds)
        {
            WarmStart = warmStart is null ? null : WarmStart.Count(warmStart, corpus.Vocabulary),
        };
        return TrainedRows.Of(run, summary);
    }

    /// <summary>Checks that a training can start from an older model, before the data is read.</summary>
    /// <exception cref="Item2VecException">The vectors have another number of dimensions, or no output side
    /// (<see cref="ErrorCode.Usage"/>).</exception>
    public static void CheckWarmStart(ItemVectors older, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(older);
        ArgumentNullException.ThrowIfNull(options);
        WarmStart.Check(older, options);
    }

    /// <summary>Rejects a training that learned nothing or diverged.</summary>
    private static void CheckResult(TrainingRun run, double[] losses)
    {
        (EpochLosses epochs, TrainingOptions options) = (run.Losses, run.Options);
        if (epochs.Pairs == 0 && options.Subsampling == 0)
        {
            throw new Item2VecException(
                "nothing was learned: no item has another one as its context",
                options.MaxGap is not null || options.Decay is not null
                    ? "give a longer MaxGap or Decay"
                    : "neighbors are the same item each time: check which columns are item and basket")
            {
                Option = options.MaxGap is not null ? nameof(TrainingOptions.MaxGap)
                    : options.Decay is not null ? nameof(TrainingOptions.Decay) : null,
            };
        }

        if (epochs.Pairs == 0)
        {
            throw new Item2VecException(
                $"nothing was learned: subsampling at {options.Subsampling} left no two items of a session together",
                "the log is small or few items make up most of it: turn subsampling off (Subsampling = 0)")
            {
                Option = nameof(TrainingOptions.Subsampling),
            };
        }

        double guessing = (1 + options.NegativeSamples) * Math.Log(2);
        int bad = Array.FindIndex(losses, loss => !double.IsFinite(loss));
        if (bad < 0 && losses[^1] > DivergedAbove * guessing) bad = losses.Length - 1;
        if (bad < 0) return;
        throw new Item2VecException(
            $"the training diverged: the loss of epoch {bad + 1} is {losses[bad]:G3}, where guessing has {guessing:G3}",
            $"lower the learning rate (now {run.Variant.LearningRate(options)})", ErrorCode.Usage)
        {
            Option = nameof(TrainingOptions.LearningRate),
        };
    }
}

/// <summary>Initializes input rows: uniform random numbers in [-1/d, 1/d), seeded by the random seed and the row's id.</summary>
/// <remarks>
/// The range is gensim's; word2vec.c starts with half of it and catches up only after some 20 epochs. Because the id and not the row number
/// is the seed, an item starts with the same vector when the vocabulary around it changes. Output rows start at zero.
/// </remarks>
internal static class RowInitializer
{
    /// <summary>The id of the end token. Never an item's, since it is not UTF-8.</summary>
    private static ReadOnlySpan<byte> EndToken => [0xFF];

    public static void Fill(TrainingRun run)
    {
        RowLayout rows = run.Layout;
        ulong seed = IdHash.Mix((ulong)run.Options.Seed);
        Fill(run.Input, 0, run.Corpus.Vocabulary, seed);
        if (rows.EndRow >= 0) Fill(run.Input.Row(rows.EndRow), seed ^ IdHash.Of(EndToken));
        if (rows.Metadata is ItemMetadata metadata) Fill(run.Input, rows.FirstMetadata, metadata.Values, IdHash.Mix(seed + 2));
        if (rows.Users > 0) Fill(run.Input, rows.FirstUser, run.Corpus.Users!, IdHash.Mix(seed + 1));
    }

    private static void Fill(EmbeddingMatrix matrix, int first, Vocabulary ids, ulong seed)
        => Parallel.For(0, ids.Count, i => Fill(matrix.Row(first + i), seed ^ IdHash.Of(ids.Utf8(i))));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill(Span<float> row, ulong seed)
    {
        float range = 2f / row.Length;
        RandomSource random = new(seed);
        foreach (ref float value in row) value = (random.NextFloat() - 0.5f) * range;
    }
}
