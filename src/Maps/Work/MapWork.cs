namespace Item2Vec.Maps.Work;

/// <summary>How a step of a map is done: threads, cancellation, progress.</summary>
/// <param name="threads">Maximum number of threads, at least 1.</param>
/// <param name="report">Receives how much is done, and of how much; null for nobody.</param>
/// <param name="cancel">Cancels the step.</param>
internal sealed class MapWork(int threads, Action<long, long>? report, CancellationToken cancel)
{
    private readonly ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancel };

    public int Threads => threads;

    public CancellationToken Cancel => cancel;

    /// <summary>Reports progress, and stops the step if it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It is.</exception>
    public void Report(long done, long total)
    {
        cancel.ThrowIfCancellationRequested();
        report?.Invoke(done, total);
    }

    /// <summary>
    /// Runs a part for each chunk of <paramref name="size"/> of <paramref name="count"/> things. Chunks do not depend on the number of
    /// threads: what is summed per chunk, and then over the chunks in their order, is the same with any.
    /// </summary>
    /// <param name="count">How many things there are.</param>
    /// <param name="size">How many a chunk has; the last may have fewer.</param>
    /// <param name="part">Receives the chunk, its first thing and the one after its last.</param>
    /// <returns>The number of chunks.</returns>
    public int Each(int count, int size, Action<int, int, int> part)
    {
        int chunks = Chunks(count, size);
        if (threads == 1 || chunks <= 1)
        {
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                cancel.ThrowIfCancellationRequested();
                Run(chunk);
            }
        }
        else Parallel.For(0, chunks, options, Run);

        return chunks;

        void Run(int chunk) => part(chunk, chunk * size, Math.Min(count, (chunk + 1) * size));
    }

    /// <summary>The number of chunks.</summary>
    public static int Chunks(int count, int size) => (int)(((long)count + size - 1) / size);
}
