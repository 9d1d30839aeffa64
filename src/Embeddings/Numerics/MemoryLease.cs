namespace Item2Vec.Embeddings.Numerics;

/// <summary>Keeps memory from being freed while a query reads it: disposal waits for the last lease.</summary>
internal readonly ref struct MemoryLease : IDisposable
{
    private readonly NativeMemoryHandle first;
    private readonly NativeMemoryHandle? second;

    /// <summary>Takes a lease on one or two blocks that <paramref name="owner"/> reads from.</summary>
    /// <exception cref="ObjectDisposedException">One of them has been disposed.</exception>
    public MemoryLease(object owner, NativeMemoryHandle first, NativeMemoryHandle? second = null)
    {
        ObjectDisposedException.ThrowIf(first.IsClosed || second?.IsClosed == true, owner);
        bool taken = false;
        first.DangerousAddRef(ref taken);
        this.first = first;
        if (second is null || ReferenceEquals(first, second)) return;
        try
        {
            second.DangerousAddRef(ref taken);
            this.second = second;
        }
        catch (ObjectDisposedException)
        {
            first.DangerousRelease();
            throw;
        }
    }

    public void Dispose()
    {
        first.DangerousRelease();
        second?.DangerousRelease();
    }
}
