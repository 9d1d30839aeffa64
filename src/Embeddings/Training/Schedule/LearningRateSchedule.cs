namespace Item2Vec.Embeddings.Training.Schedule;

/// <summary>The learning rate, falling linearly from the start to the floor over all events of all epochs.</summary>
/// <remarks><c>max(floor * start, start * (1 - done / (total + 1)))</c>, word2vec's schedule; done counts events read, before subsampling.</remarks>
internal readonly struct LearningRateSchedule(double start, double floor, long totalTokens)
{
    public double At(long tokensDone) => Math.Max(floor * start, start * (1 - (tokensDone / (totalTokens + 1.0))));
}
