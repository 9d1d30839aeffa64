using System.Runtime.InteropServices;

namespace Item2Vec.Data;

/// <summary>Takes events with those of one session hash together, sorts and cuts them into sessions, and fills the corpus.</summary>
/// <param name="sink">The corpus to fill.</param>
/// <param name="withBaskets">Whether events of one basket are kept together.</param>
/// <param name="gap">The longest pause inside a session, or null.</param>
internal sealed class SessionAssembler(SessionSink sink, bool withBaskets, GapRule? gap)
{
    private readonly Dictionary<(ulong Guard, ulong Basket), long> baskets = [];
    private SessionEvent[] events = new SessionEvent[256];
    private int count;
    private ulong session;

    /// <summary>Sessions whose events name more than one user; the first names the session's.</summary>
    public long SharedSessions { get; private set; }

    /// <summary>The next event's place, to be filled in.</summary>
    public ref SessionEvent Next(ulong sessionHash)
    {
        if (sessionHash != session)
        {
            Flush();
            session = sessionHash;
        }

        if (count == events.Length) Array.Resize(ref events, events.Length * 2);
        return ref events[count++];
    }

    /// <summary>Ends the current session; called once more after the last event.</summary>
    public void Flush()
    {
        Span<SessionEvent> all = events.AsSpan(0, count);
        count = 0;
        if (all.IsEmpty) return;
        if (withBaskets) SetBasketTimes(all);
        else foreach (ref SessionEvent one in all) one.BasketTime = one.Time;
        SessionEvent.Sort(all);
        int from = 0;
        for (int i = 1; i <= all.Length; i++)
        {
            bool ends = i == all.Length || all[i].Guard != all[i - 1].Guard || (gap is not null && gap.Cuts(all[i - 1].Time, all[i].Time));
            if (!ends) continue;
            Emit(all[from..i]);
            from = i;
        }
    }

    private void Emit(ReadOnlySpan<SessionEvent> events)
    {
        int user = -1;
        bool shared = false;
        foreach (ref readonly SessionEvent one in events)
        {
            sink.Add(one.Item, one.Weight);
            if (one.User < 0) continue;
            if (user < 0) user = one.User;
            else shared |= one.User != user;
        }

        sink.End(user);
        if (shared) SharedSessions++;
    }

    private void SetBasketTimes(Span<SessionEvent> all)
    {
        baskets.Clear();
        foreach (ref SessionEvent one in all)
        {
            ref long first = ref CollectionsMarshal.GetValueRefOrAddDefault(baskets, (one.Guard, one.Basket), out bool known);
            if (!known || one.Time < first) first = one.Time;
        }

        foreach (ref SessionEvent one in all) one.BasketTime = baskets[(one.Guard, one.Basket)];
    }
}
