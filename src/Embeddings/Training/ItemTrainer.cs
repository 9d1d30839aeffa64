using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training;

namespace Item2Vec.Embeddings;

/// <summary>Trains item vectors from sessions.</summary>
public static class ItemTrainer
{
    /// <summary>Trains vectors.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="options">How to train; null takes the defaults.</param>
    /// <param name="progress">Told where the training stands, about five times a second, from the calling thread.</param>
    /// <param name="cancellationToken">Stops the training within milliseconds.</param>
    /// <returns>Input and output vectors for every item of the vocabulary.</returns>
    /// <exception cref="Item2VecException">An option is out of range, no session has two items, or the training diverged.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <remarks>
    /// Memory: 2 x items x dimensions x 4 bytes, rows rounded up to 64 bytes. Time: about dimensions x window x (negative samples + 1) x 6 operations an
    /// event and epoch. With <see cref="TrainingOptions.Threads"/> = 1 the same input gives the same vectors, bit for bit, on the same kind of processor.
    /// </remarks>
    public static ItemVectors Train(
        SessionCorpus corpus,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        options ??= new TrainingOptions();
        options.Validate();
        CheckLearnable(corpus);

        EmbeddingMatrix input = new(corpus.Vocabulary.Count, options.Dimensions);
        EmbeddingMatrix output = new(corpus.Vocabulary.Count, options.Dimensions);
        RowInitializer.Fill(input, corpus.Vocabulary, options.Seed);
        using TrainingRun run = new(corpus, options, input, output);
        TimeSpan time = new HogwildTrainer(run, progress).Train(cancellationToken);

        double[] losses = run.Losses.Means();
        CheckFinite(losses, options);
        TrainingSummary summary = new(options, corpus.SessionCount, corpus.TokenCount, losses, time.TotalSeconds);
        return new ItemVectors(corpus.Vocabulary, input, output, training: summary);
    }

    private static void CheckLearnable(SessionCorpus corpus)
    {
        for (long session = 0; session < corpus.SessionCount; session++)
            if (corpus.SessionLength(session) > 1) return;
        throw new Item2VecException(
            $"nothing to learn: none of the {corpus.SessionCount} sessions has two items",
            "an item is learned from the items around it: check which column is the session, or lower the minimum count");
    }

    private static void CheckFinite(double[] losses, TrainingOptions options)
    {
        int bad = Array.FindIndex(losses, loss => !double.IsFinite(loss));
        if (bad < 0) return;
        throw new Item2VecException(
            $"the training diverged in epoch {bad + 1}: the vectors grew beyond all bounds",
            $"lower the learning rate (now {options.EffectiveLearningRate}) or the event weights", ErrorCode.Usage);
    }
}
