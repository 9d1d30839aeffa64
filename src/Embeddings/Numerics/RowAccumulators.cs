namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// What row-wise AdaGrad keeps of each row: <c>G</c>, the sum over its steps of the mean square of its gradient's coordinates, in which
/// older steps fade. Shared by all threads, which write it without locks as they do the matrices.
/// </summary>
/// <remarks>
/// An array beside each matrix and not a lane of its rows: 64 or 128 dimensions leave no lane free, and 16 rows share a line of the cache,
/// which the kernel asks for together with the row.
/// </remarks>
internal sealed class RowAccumulators(long inputRows, long outputRows) : IDisposable
{
    public NativeBuffer<float> Input { get; } = NativeBuffer<float>.Allocate(inputRows);

    public NativeBuffer<float> Output { get; } = NativeBuffer<float>.Allocate(outputRows);

    /// <summary>
    /// The steps over which a row forgets. Without it, rows that take tens of thousands of steps come to a halt long before the others have
    /// learned (frequent words); rows of fewer steps hardly notice.
    /// </summary>
    public double Memory { get; init; } = 10_000;

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
    }
}
