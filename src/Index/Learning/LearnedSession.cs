namespace Item2Vec.Indexing.Learning;

/// <summary>A session that goes on. One thread writes; others read without a lock.</summary>
/// <param name="number">Its number: a later one began later.</param>
/// <param name="key">Its id.</param>
internal sealed class LearnedSession(int number, string key)
{
    /// <summary>The events of a session: it goes on as another one after so many.</summary>
    public const int MaxEvents = 200;

    private volatile int[] items = new int[4];
    private int count;

    public int Number => number;

    public string Key => key;

    /// <summary>The rows of its items, in order.</summary>
    public ReadOnlySpan<int> Items
    {
        get
        {
            int now = Volatile.Read(ref count);
            return items.AsSpan(0, now);
        }
    }

    /// <summary>The first of them that the model has counted itself.</summary>
    public int Known { get; set; }

    public bool IsFull => count == MaxEvents;

    public void Add(int row)
    {
        if (count == items.Length)
        {
            int[] larger = new int[Math.Min(2 * count, MaxEvents)];
            items.CopyTo(larger, 0);
            items = larger;
        }

        items[count] = row;
        Volatile.Write(ref count, count + 1);
    }
}
