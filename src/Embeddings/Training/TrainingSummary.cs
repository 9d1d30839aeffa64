namespace Item2Vec.Embeddings;

/// <summary>How a training went; stored in the model.</summary>
/// <param name="Options">The options that were used.</param>
/// <param name="Sessions">The number of sessions.</param>
/// <param name="Tokens">Events of one epoch: occurrences of vocabulary items.</param>
/// <param name="EpochLosses">The mean loss of each epoch: negative log likelihood per positive pair with its negatives, natural logarithm.</param>
/// <param name="TrainSeconds">Wall time of the epochs alone, in seconds.</param>
public sealed record TrainingSummary(
    TrainingOptions Options, long Sessions, long Tokens, IReadOnlyList<double> EpochLosses, double TrainSeconds)
{
    /// <summary>The epochs that were finished.</summary>
    public int Epochs => EpochLosses.Count;

    /// <summary>Events per second of training, every epoch counted.</summary>
    public double TokensPerSecond => TrainSeconds > 0 ? Tokens * (double)Epochs / TrainSeconds : 0;

    /// <summary>The mean loss of the last epoch.</summary>
    public double Loss => EpochLosses.Count > 0 ? EpochLosses[^1] : double.NaN;
}
