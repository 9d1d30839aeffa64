using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Item2Vec.Data.Sinks;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Events;

/// <summary>Takes events grouped by session key, sorts and splits them into sessions, and fills the corpus.</summary>
/// <param name="sink">The corpus to fill.</param>
/// <param name="withBaskets">Whether events of one basket are kept together.</param>
/// <param name="gap">The longest pause inside a session, or null.</param>
/// <param name="fillTimes">Whether some events have no time.</param>
internal sealed class SessionAssembler(SessionSink sink, bool withBaskets, GapRule? gap, bool fillTimes = false)
{
    private readonly BasketOrder? baskets = withBaskets ? new BasketOrder() : null;
    private SessionEvent[] events = new SessionEvent[256];
    private int count;
    private uint session;

    /// <summary>Records when sessions began, or null.</summary>
    public SessionStarts? Starts { get; init; }

    /// <summary>The unit of times; needed only if the corpus has times.</summary>
    public TimeUnit Unit { get; init; } = new(1, false);

    /// <summary>Whether the gap separates baskets instead of sessions.</summary>
    public bool GapCutsBaskets { get; init; }

    /// <summary>Sessions whose events name more than one user; the first is the session's.</summary>
    public long SharedSessions { get; private set; }

    /// <summary>Events of the same time as the event before them in their session.</summary>
    public long TiedEvents { get; private set; }

    /// <summary>A slot for the next event, to be filled in.</summary>
    public ref SessionEvent Next(uint sessionKey)
    {
        if (sessionKey != session)
        {
            Flush();
            session = sessionKey;
        }

        if (count == events.Length) Array.Resize(ref events, events.Length * 2);
        return ref events[count++];
    }

    /// <summary>Ends the current session; called once more after the last event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Flush()
    {
        Span<SessionEvent> all = events.AsSpan(0, count);
        count = 0;
        if (all.IsEmpty) return;
        if (fillTimes) SessionEvent.FillTimes(all);
        SessionEvent.Sort(all);
        int from = 0;
        for (int i = 1; i <= all.Length; i++)
        {
            bool ends = i == all.Length || all[i].SessionHash != all[i - 1].SessionHash;
            if (!ends && all[i].Time == all[i - 1].Time) TiedEvents++;
            bool cut = !ends && gap is not null && gap.Cuts(all[i - 1].Time, all[i].Time);
            if (GapCutsBaskets && !ends) all[i].Basket = all[i - 1].Basket + (cut ? 1UL : 0);
            if (!ends && (!cut || GapCutsBaskets)) continue;
            baskets?.Apply(all[from..i]);
            Emit(all[from..i]);
            from = i;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Emit(ReadOnlySpan<SessionEvent> one)
    {
        Starts?.Add(one[0]);
        int user = -1;
        bool shared = false;
        for (int i = 0; i < one.Length; i++)
        {
            sink.Add(new CorpusEvent(one[i].Item)
            {
                Weight = one[i].Weight, Basket = (long)one[i].Basket, Time = Unit.Seconds(one[i].Time), IsGoal = one[i].IsGoal,
            });
            if (one[i].User < 0) continue;
            if (user < 0) user = one[i].User;
            else shared |= one[i].User != user;
        }

        sink.End(user);
        if (shared) SharedSessions++;
    }
}

/// <summary>
/// Groups the events of each basket: baskets in the order in which they begin, events inside them in their own order.
/// </summary>
internal sealed class BasketOrder
{
    private readonly Dictionary<ulong, int> places = [];
    private int[] keys = [];
    private SessionEvent[] copy = [];

    /// <param name="events">The events of one session in order.</param>
    public void Apply(Span<SessionEvent> events)
    {
        places.Clear();
        if (keys.Length < events.Length) (keys, copy) = (new int[events.Length * 2], new SessionEvent[events.Length * 2]);
        int[] next = new int[events.Length + 1];
        for (int i = 0; i < events.Length; i++)
        {
            ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, events[i].Basket, out bool known);
            if (!known) place = places.Count - 1;
            keys[i] = place;
            next[place + 1]++;
        }

        for (int place = 1; place <= events.Length; place++) next[place] += next[place - 1];
        for (int i = 0; i < events.Length; i++) copy[next[keys[i]]++] = events[i];
        copy.AsSpan(0, events.Length).CopyTo(events);
    }
}

/// <summary>When sessions began.</summary>
internal sealed class SessionStarts
{
    private readonly List<(long Time, long FileRow)> starts = [];

    /// <summary>Takes the first event of the next session.</summary>
    public void Add(in SessionEvent first) => starts.Add((first.Time, first.FileRow));

    /// <summary>The sessions in the order in which they began; in file order if times are equal or not times.</summary>
    /// <param name="hasTimes">Whether times are real times, and not positions within a session.</param>
    public int[] Order(bool hasTimes)
        => [.. Enumerable.Range(0, starts.Count).OrderBy(session => hasTimes ? starts[session].Time : 0)
            .ThenBy(session => starts[session].FileRow)];
}
