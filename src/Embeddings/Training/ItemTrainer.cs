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
    /// <summary>Every problem of the options, in words a user understands; empty when there is none.</summary>
    public static IReadOnlyList<string> Problems(TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return VariantRegistry.BuiltIn.Problems(options);
    }

    /// <summary>
    /// A loss this many times that of a model which knows nothing is no rough patch: the vectors have grown out of bounds.
    /// </summary>
    private const double DivergedAbove = 10;

    /// <summary>Trains vectors.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="options">How to train; null takes the defaults.</param>
    /// <param name="progress">Told where the training stands, about five times a second, from the calling thread.</param>
    /// <param name="cancellationToken">Stops the training within milliseconds.</param>
    /// <returns>Input and output vectors for every item of the vocabulary.</returns>
    /// <exception cref="Item2VecException">An option is out of range, there is nothing to learn from, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    /// <remarks>
    /// Memory: 2 x items x dimensions x 4 bytes, rows rounded up to 64 bytes. Time: about dimensions x window x (negative samples + 1) x 6
    /// operations an event and epoch. With <see cref="TrainingOptions.Threads"/> = 1 the same input gives the same vectors, bit for bit, on
    /// the same kind of processor.
    /// </remarks>
    [OverloadResolutionPriority(1)]
    public static ItemVectors Train(
        SessionCorpus corpus,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        => Train(corpus, options, checkpoints: null, warmStart: null, progress, cancellationToken);

    /// <summary>Trains vectors: starts with those of an older model, goes on after an interruption, or both.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="options">How to train; null takes the defaults.</param>
    /// <param name="checkpoints">Where to keep what a later call needs to go on, and whether to go on; null keeps nothing.</param>
    /// <param name="warmStart">
    /// An older model's vectors: items it knows begin with its input and output vectors, others as usual (the output vector at zero), and
    /// items that are not in the corpus are dropped. So it is with users, where both have some. Only read, and only during this call. The
    /// learning rate starts at its full height: a model that shall be refined wants a lower one.
    /// </param>
    /// <param name="progress">Told where the training stands, about five times a second, from the calling thread.</param>
    /// <param name="cancellationToken">Stops the training: within milliseconds, or with checkpoints when the threads have ended their
    /// blocks and the last one is written.</param>
    /// <returns>Input and output vectors for every item of the vocabulary.</returns>
    /// <exception cref="Item2VecException">
    /// An option is out of range, there is nothing to learn from, the training diverged, the older model has another number of dimensions
    /// or no output vectors, or the checkpoint is of another training, damaged, in the way or cannot be written.
    /// </exception>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    /// <remarks>
    /// With one thread, an interrupted and resumed training gives the vectors of an uninterrupted one, bit for bit. Options and data must
    /// be the same; the number of threads may differ. A checkpoint is written before anything is thrown when canceled.
    /// </remarks>
    public static ItemVectors Train(
        SessionCorpus corpus,
        TrainingOptions? options = null,
        CheckpointOptions? checkpoints = null,
        ItemVectors? warmStart = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        => Train(VariantRegistry.BuiltIn, corpus, options, checkpoints, warmStart, progress, cancellationToken);

    /// <summary>As the others, with a variant of a set in place of the library's.</summary>
    public static ItemVectors Train(
        VariantRegistry variants,
        SessionCorpus corpus,
        TrainingOptions? options = null,
        CheckpointOptions? checkpoints = null,
        ItemVectors? warmStart = null,
        IProgress<TrainingProgress>? progress = null,
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

        return Run(new TrainingRun(corpus, options, variant), checkpoints, warmStart, progress, cancellationToken);
    }

    /// <summary>
    /// Trains, and disposes the run: its matrices are freed with it, unless the result has taken a share. Gigabytes need not wait for a
    /// finalizer.
    /// </summary>
    internal static ItemVectors Run(
        TrainingRun run, CheckpointOptions? checkpoints, ItemVectors? warmStart, IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
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

        TimeSpan time = new HogwildTrainer(run, progress, saved).Train(cancellationToken);
        double[] losses = run.Losses.Means();
        CheckResult(run, losses);
        saved?.Finish();
        TrainingSummary summary = new(options, corpus.SessionCount, corpus.TokenCount, losses, time.TotalSeconds)
        {
            WarmStart = warmStart is null ? null : WarmStart.Count(warmStart, corpus.Vocabulary),
        };
        return TrainedRows.Of(run, summary);
    }

    /// <summary>Checks that a training could start from an older model's vectors, before the data is read.</summary>
    /// <exception cref="Item2VecException">The vectors have another number of dimensions, or no output side
    /// (<see cref="ErrorCode.Usage"/>).</exception>
    public static void CheckWarmStart(ItemVectors older, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(older);
        ArgumentNullException.ThrowIfNull(options);
        WarmStart.Check(older, options);
    }

    /// <summary>A training that taught nothing, or drove the vectors apart, is not a model.</summary>
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
