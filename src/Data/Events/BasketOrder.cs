using System.Runtime.InteropServices;

namespace Item2Vec.Data;

/// <summary>Brings the events of each basket together: baskets in the order in which they begin, events inside them in the order they had.</summary>
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
