using System.Runtime.CompilerServices;

namespace Item2Vec.Data.Events;

/// <summary>An event before it is in the corpus.</summary>
internal struct SessionEvent
{
    /// <summary>The <see cref="Time"/> of an event without one, until <see cref="FillTimes"/>.</summary>
    public const long NoTime = long.MinValue;

    /// <summary>A second hash of the session, to separate sessions whose first hashes are equal.</summary>
    public ulong SessionHash;
    public long Time;
    public long Position;

    /// <summary>The position in the files.</summary>
    public long FileRow;
    public ulong Basket;
    public int Item;
    public int User;
    public float Weight;
    public bool IsGoal;

    /// <summary>The order of events: by session, time, position, file order.</summary>
    public static int Compare(in SessionEvent a, in SessionEvent b)
    {
        if (a.SessionHash != b.SessionHash) return a.SessionHash < b.SessionHash ? -1 : 1;
        if (a.Time != b.Time) return a.Time < b.Time ? -1 : 1;
        if (a.Position != b.Position) return a.Position < b.Position ? -1 : 1;
        return a.FileRow.CompareTo(b.FileRow);
    }

    /// <summary>
    /// Gives each event without a time that of the previous event in its session and the files; the first ones take the first time there
    /// is.
    /// </summary>
    public static void FillTimes(Span<SessionEvent> events)
    {
        events.Sort(static (a, b) => a.SessionHash != b.SessionHash
            ? a.SessionHash.CompareTo(b.SessionHash) : a.FileRow.CompareTo(b.FileRow));
        for (int from = 0, to; from < events.Length; from = to)
        {
            long time = NoTime;
            for (to = from; to < events.Length && events[to].SessionHash == events[from].SessionHash; to++)
                if (time == NoTime) time = events[to].Time;
            foreach (ref SessionEvent one in events[from..to])
            {
                if (one.Time == NoTime) one.Time = time;
                time = one.Time;
            }
        }
    }

    /// <summary>Sorts the events of a session; most are few.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sort(Span<SessionEvent> events)
    {
        const int few = 24;
        if (events.Length > few)
        {
            events.Sort(static (a, b) => Compare(a, b));
            return;
        }

        for (int i = 1; i < events.Length; i++)
        {
            if (Compare(events[i - 1], events[i]) <= 0) continue;
            SessionEvent moved = events[i];
            int j = i;
            for (; j > 0 && Compare(events[j - 1], moved) > 0; j--) events[j] = events[j - 1];
            events[j] = moved;
        }
    }
}
