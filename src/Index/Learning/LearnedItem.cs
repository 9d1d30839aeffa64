namespace Item2Vec.Indexing.Learning;

/// <summary>What sessions have shown of an item since the training. One thread writes; others read without a lock.</summary>
internal sealed class LearnedItem
{
    private volatile SessionList sessions = new(8, []);
    private int having;

    public LearnedPairs Pairs { get; } = new();

    /// <summary>The number of kept sessions with the item.</summary>
    public int Sessions => Volatile.Read(ref having);

    /// <summary>The numbers of the latest sessions with the item, in the order in which they got it; some may no longer be kept.</summary>
    public ReadOnlySpan<int> Latest => sessions.All;

    public void CountSession(int by) => Volatile.Write(ref having, having + by);

    /// <summary>Adds a session.</summary>
    /// <param name="session">Its number.</param>
    /// <param name="max">How many are kept, the latest.</param>
    public void Add(int session, int max)
    {
        SessionList now = sessions;
        if (now.Add(session)) return;
        ReadOnlySpan<int> all = now.All;
        int kept = Math.Min(all.Length, max);
        SessionList larger = new(Math.Min(2 * all.Length, 2 * max), all[^kept..]);
        larger.Add(session);
        sessions = larger;
    }

    /// <summary>Numbers that are only added to, until there is no room.</summary>
    private sealed class SessionList
    {
        private readonly int[] numbers;
        private int count;

        public SessionList(int room, ReadOnlySpan<int> first)
        {
            numbers = new int[Math.Max(room, first.Length + 1)];
            first.CopyTo(numbers);
            count = first.Length;
        }

        public ReadOnlySpan<int> All => numbers.AsSpan(0, Volatile.Read(ref count));

        public bool Add(int number)
        {
            if (count == numbers.Length) return false;
            numbers[count] = number;
            Volatile.Write(ref count, count + 1);
            return true;
        }
    }
}
