using Item2Vec.Embeddings.Options;

namespace Item2Vec.Embeddings.Training.Schedule;

/// <summary>The learning rate, falling linearly from the start to the floor over all events of all epochs.</summary>
/// <remarks>
/// <c>max(floor * start, start * (1 - done / (total + 1)))</c>, word2vec's schedule; done counts events read, before subsampling.
/// </remarks>
internal readonly struct LearningRateSchedule(double start, double floor, long totalTokens)
{
    public double At(long tokensDone) => Math.Max(floor * start, start * (1 - (tokensDone / (totalTokens + 1.0))));
}

/// <summary>Counts the events that all threads have read; the learning rate depends on it. Thread-safe.</summary>
internal sealed class TokenClock(TrainingOptions options, double learningRate, long tokensPerEpoch)
{
    private readonly LearningRateSchedule schedule = new(learningRate, options.LearningRateFloor, tokensPerEpoch * options.Epochs);
    private long tokensDone;

    public long TotalTokens { get; } = tokensPerEpoch * options.Epochs;

    public long TokensDone => Interlocked.Read(ref tokensDone);

    /// <summary>Resumes at the count of an earlier run.</summary>
    public void Restore(long tokens) => Interlocked.Exchange(ref tokensDone, tokens);

    public void Add(long tokens) => Interlocked.Add(ref tokensDone, tokens);

    public double LearningRate(long done) => schedule.At(done);
}
