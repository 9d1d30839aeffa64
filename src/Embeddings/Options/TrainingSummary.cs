namespace Item2Vec.Embeddings.Options;

/// <summary>How a training went; stored in the model.</summary>
/// <param name="Options">The options that were used.</param>
/// <param name="Sessions">The number of sessions.</param>
/// <param name="Tokens">Events of one epoch: occurrences of vocabulary items.</param>
/// <param name="EpochLosses">The mean loss of each epoch: negative log likelihood per positive pair with its negatives, natural
/// logarithm.</param>
/// <param name="TrainSeconds">Wall time of the epochs alone, in seconds.</param>
public sealed record TrainingSummary(
    TrainingOptions Options, long Sessions, long Tokens, IReadOnlyList<double> EpochLosses, double TrainSeconds)
{
    /// <summary>What the training took over from an older model, or null when it started from the beginning.</summary>
    public WarmStartSummary? WarmStart { get; init; }

    /// <summary>How items without events rank among the others, or null if that was not learned.</summary>
    public ColdShifts? Cold { get; init; }

    /// <summary>The epochs that were finished.</summary>
    public int Epochs => EpochLosses.Count;

    /// <summary>Events per second of training, every epoch counted.</summary>
    public double TokensPerSecond => TrainSeconds > 0 ? Tokens * (double)Epochs / TrainSeconds : 0;

    /// <summary>The mean loss of the last epoch.</summary>
    public double Loss => EpochLosses.Count > 0 ? EpochLosses[^1] : double.NaN;
}

/// <summary>What a training took over from an older model.</summary>
/// <param name="Known">Items that began with the older model's vectors.</param>
/// <param name="New">Items that the older model did not know.</param>
/// <param name="Dropped">Items of the older model that are not in the data any more.</param>
public sealed record WarmStartSummary(int Known, int New, int Dropped);
