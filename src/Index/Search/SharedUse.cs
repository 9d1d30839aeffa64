namespace Item2Vec.Indexing.Search;

/// <summary>Counts the users of something that is freed when its owner has closed it and the last of them has left. Thread-safe, without locks.</summary>
/// <param name="free">Frees it; called once.</param>
internal sealed class SharedUse(Action free)
{
    /// <summary>Added when it is closed: the count is below zero from then on.</summary>
    private const long Closed = long.MinValue / 2;

    private long users;
    private int closed;
    private int freed;

    /// <summary>Counts a user in, who calls <see cref="Exit"/> later; false when it is closed.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref users) > 0) return true;
        Exit();
        return false;
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref users) == Closed) Free();
    }

    /// <summary>Lets nobody in any more; may be called again.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0 && Interlocked.Add(ref users, Closed) == Closed) Free();
    }

    private void Free()
    {
        // Whoever is turned away counts in and out again, and may be the last once more.
        if (Interlocked.Exchange(ref freed, 1) == 0) free();
    }
}
