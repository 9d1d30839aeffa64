namespace Item2Vec.Embeddings;

/// <summary>Trains item vectors from sessions.</summary>
public static class ItemTrainer
{
    /// <summary>Trains vectors.</summary>
    /// <param name="corpus">The sessions.</param>
    /// <param name="options">How to train; null takes the defaults.</param>
    /// <param name="progress">Told where the training stands, from a thread of the trainer.</param>
    /// <param name="cancellationToken">Stops the training within milliseconds.</param>
    /// <returns>Input and output vectors for every item of the vocabulary.</returns>
    /// <exception cref="Item2VecException">An option is out of range, or no session has two items.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public static ItemVectors Train(
        SessionCorpus corpus,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        => throw new NotImplementedException();
}
