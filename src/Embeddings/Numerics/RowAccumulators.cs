namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// The accumulator G of each row for row-wise AdaGrad: a decayed sum of the mean squares of its gradients. All threads write it without
/// locks, as they do the matrices.
/// </summary>
/// <remarks>
/// A separate array and not a lane of each row: 64 or 128 dimensions leave no lane free. 16 accumulators share a cache line, which the
/// kernel prefetches with the row.
/// </remarks>
internal sealed class RowAccumulators(long inputRows, long outputRows) : IDisposable
{
    public NativeBuffer<float> Input { get; } = NativeBuffer<float>.Allocate(inputRows);

    public NativeBuffer<float> Output { get; } = NativeBuffer<float>.Allocate(outputRows);

    /// <summary>
    /// The time constant of the decay, in steps. Without decay, rows with tens of thousands of steps (frequent words) stall long before the
    /// others have converged; rows with fewer steps are hardly affected.
    /// </summary>
    public double Memory { get; init; } = 10_000;

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
    }
}
