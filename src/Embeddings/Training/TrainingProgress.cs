namespace Item2Vec.Embeddings.Training;

/// <summary>Progress of a training; reported a few times a second, and once at the end.</summary>
/// <param name="Epoch">The current epoch, from 1.</param>
/// <param name="Epochs">The number of epochs.</param>
/// <param name="TokensDone">Events read in all epochs so far.</param>
/// <param name="TokensTotal">Events of all epochs.</param>
/// <param name="Loss">The mean loss of this epoch so far, per positive pair with its negatives; NaN before the first.</param>
/// <param name="LearningRate">The current learning rate.</param>
/// <param name="Elapsed">Time since the first epoch began.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, long TokensDone, long TokensTotal, double Loss, double LearningRate, TimeSpan Elapsed)
{
    /// <summary>The completed share, 0 to 1.</summary>
    public double Fraction => TokensTotal > 0 ? (double)TokensDone / TokensTotal : 0;

    /// <summary>Events per second since the start.</summary>
    public double TokensPerSecond => Elapsed > TimeSpan.Zero ? TokensDone / Elapsed.TotalSeconds : 0;

    /// <summary>The remaining time at this speed.</summary>
    public TimeSpan Remaining => TokensDone > 0 ? Elapsed * ((TokensTotal - TokensDone) / (double)TokensDone) : TimeSpan.Zero;
}

/// <summary>An epoch of a training is complete; reported once for each, in order.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">The number of epochs.</param>
/// <param name="Loss">Its mean loss per positive pair with its negatives: the final value, as in
/// <see cref="Options.TrainingSummary.EpochLosses"/>.</param>
/// <param name="Pairs">Its positive pairs.</param>
/// <param name="Elapsed">Time since the first epoch began, without that between interrupted runs.</param>
/// <remarks>
/// No thread waits at the end of an epoch, so that the next one has begun when this is reported, about 0.2 s late at most.
/// </remarks>
public readonly record struct EpochReport(int Epoch, int Epochs, double Loss, long Pairs, TimeSpan Elapsed);
