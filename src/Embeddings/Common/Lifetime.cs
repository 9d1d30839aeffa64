namespace Item2Vec.Embeddings.Common;

/// <summary>
/// Counts the leases of a resource, such as memory that queries read. After <see cref="Close"/> no new lease is given, and the resource is
/// freed once the last lease has been returned.
/// </summary>
/// <remarks>
/// Thread-safe, without locks; taking and returning a lease are one interlocked operation each and allocate nothing. The protocol:
/// <list type="number">
/// <item>Readers take a lease first: <c>using Lease lease = lifetime.Acquire(this);</c></item>
/// <item>The owner calls <see cref="Close"/>, any number of times: later leases throw <see cref="ObjectDisposedException"/>.</item>
/// <item>The resource is freed by <see cref="Close"/>, or when the last lease is returned.</item>
/// <item>Several owners share a resource by a lease each (<see cref="Lease.Of"/>, <see cref="Lease.Copy"/>).</item>
/// </list>
/// </remarks>
/// <param name="free">Frees the resource; called once.</param>
internal sealed class Lifetime(Action free)
{
    /// <summary>Added by <see cref="Close"/>: the count is negative from then on.</summary>
    private const long Closed = long.MinValue / 2;

    private long leases;
    private int closed;
    private int freed;

    public bool IsClosed => Volatile.Read(ref closed) != 0;

    public bool IsFreed => Volatile.Read(ref freed) != 0;

    /// <summary>Keeps the resource until the lease is returned.</summary>
    /// <param name="owner">The object that the exception names.</param>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public Lease Acquire(object owner)
    {
        ObjectDisposedException.ThrowIf(!TryAcquire(out Lease lease), owner);
        return lease;
    }

    /// <summary>As <see cref="Acquire"/>, but returns false if it is closed.</summary>
    public bool TryAcquire(out Lease lease)
    {
        bool isOpen = Interlocked.Increment(ref leases) > 0;
        if (!isOpen) Return();
        lease = isOpen ? new Lease(this) : default;
        return isOpen;
    }

    /// <summary>Stops giving leases; may be called again.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0 && Interlocked.Add(ref leases, Closed) == Closed) Free();
    }

    /// <summary>Frees the resource even if leases are out: for the finalizer of an unreachable owner.</summary>
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
        // A rejected caller counts in and out again, and may be the last a second time.
        if (Interlocked.Exchange(ref freed, 1) == 0) free();
    }
}

/// <summary>
/// Keeps a resource from being freed until <see cref="Dispose"/>, which is called once. The default value holds nothing.
/// </summary>
internal readonly struct Lease : IDisposable
{
    private readonly Lifetime? lifetime;

    internal Lease(Lifetime lifetime) => this.lifetime = lifetime;

    /// <summary>The first lease of a resource that is freed when this lease and all its copies have been returned.</summary>
    public static Lease Of(Action free)
    {
        Lifetime lifetime = new(free);
        Lease first = lifetime.Acquire(lifetime);
        lifetime.Close();
        return first;
    }

    /// <summary>Another lease of the same resource, returned separately; this one must not have been returned.</summary>
    public Lease Copy()
    {
        lifetime?.Share();
        return this;
    }

    public void Dispose() => lifetime?.Return();
}
