namespace Item2Vec.Embeddings.Common;

/// <summary>
/// Counts who uses something, such as memory that queries read: after <see cref="Close"/> nobody new gets a lease, and when the last one
/// has been returned it is freed, once.
/// </summary>
/// <remarks>
/// Thread-safe, without locks; taking and returning a lease are one interlocked operation each and allocate nothing. The protocol:
/// <list type="number">
/// <item>Whoever reads takes a lease first: <c>using Lease lease = lifetime.Acquire(this);</c></item>
/// <item>Whoever disposes calls <see cref="Close"/>, as often as he likes: later leases throw <see cref="ObjectDisposedException"/>.</item>
/// <item>The resource is freed by <see cref="Close"/>, or by whoever returns the last lease.</item>
/// <item>Several owners share a resource by a lease each (<see cref="Lease.Of"/>, <see cref="Lease.Copy"/>).</item>
/// </list>
/// </remarks>
/// <param name="free">Frees the resource; called once.</param>
internal sealed class Lifetime(Action free)
{
    /// <summary>Added when it is closed: the count is below zero from then on.</summary>
    private const long Closed = long.MinValue / 2;

    private long leases;
    private int closed;
    private int freed;

    public bool IsClosed => Volatile.Read(ref closed) != 0;

    public bool IsFreed => Volatile.Read(ref freed) != 0;

    /// <summary>Keeps the resource until the lease is returned.</summary>
    /// <param name="owner">Who is named when it is closed.</param>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public Lease Acquire(object owner)
    {
        ObjectDisposedException.ThrowIf(!TryAcquire(out Lease lease), owner);
        return lease;
    }

    /// <summary>As <see cref="Acquire"/>; false when it is closed.</summary>
    public bool TryAcquire(out Lease lease)
    {
        bool isOpen = Interlocked.Increment(ref leases) > 0;
        if (!isOpen) Return();
        lease = isOpen ? new Lease(this) : default;
        return isOpen;
    }

    /// <summary>Gives no more leases; may be called again.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0 && Interlocked.Add(ref leases, Closed) == Closed) Free();
    }

    /// <summary>Frees the resource whoever holds a lease: for the finalizer of an owner that nobody can reach any more.</summary>
    public void Abandon()
    {
        Volatile.Write(ref closed, 1);
        Free();
    }

    internal void Share() => Interlocked.Increment(ref leases);

    internal void Return()
    {
        if (Interlocked.Decrement(ref leases) == Closed) Free();
    }

    private void Free()
    {
        // Whoever is turned away counts in and out again, and may be the last once more.
        if (Interlocked.Exchange(ref freed, 1) == 0) free();
    }
}

/// <summary>
/// A stay with something that is not freed meanwhile; returned once, by <see cref="Dispose"/>. The default value holds nothing.
/// </summary>
internal readonly struct Lease : IDisposable
{
    private readonly Lifetime? lifetime;

    internal Lease(Lifetime lifetime) => this.lifetime = lifetime;

    /// <summary>The first owner's share of something that is freed when this lease and all its copies have been returned.</summary>
    public static Lease Of(Action free)
    {
        Lifetime lifetime = new(free);
        Lease first = lifetime.Acquire(lifetime);
        lifetime.Close();
        return first;
    }

    /// <summary>Another lease on the same, returned by itself; this one must not have been returned.</summary>
    public Lease Copy()
    {
        lifetime?.Share();
        return this;
    }

    public void Dispose() => lifetime?.Return();
}
