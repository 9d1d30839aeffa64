using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>Baskets, times and goals of a corpus' events: one byte of marks and four bytes of time per event, if the corpus has them.</summary>
/// <remarks>
/// A time is stored as the seconds since the previous event of its session, as a float: the time between two events is accurate to
/// one part in ten million at any date, in half the size of a double.
/// </remarks>
/// <param name="columns">The columns.</param>
/// <param name="marks">Whether an event begins a basket, and whether it is a goal; null without baskets and goals.</param>
/// <param name="pauses">The seconds since the previous event; null without times.</param>
internal sealed class EventDetails(EventColumns columns, NativeBuffer<byte>? marks, NativeBuffer<float>? pauses) : IDisposable
{
    public const byte BeginsBasket = 1, Goal = 2;

    public EventColumns Columns => columns;

    /// <summary>Reads a session into spans that are as long as its kept events, or empty where the column is not wanted.</summary>
    /// <param name="from">The session's first event in the corpus.</param>
    /// <param name="places">The positions of the kept events in the session, in order.</param>
    /// <param name="baskets">Receives the number of each event's basket in the session, from 0, counted before events are dropped.</param>
    /// <param name="times">Receives the seconds since the session's first event.</param>
    /// <param name="goals">Receives whether an event is a goal.</param>
    public void Read(long from, ReadOnlySpan<int> places, Span<int> baskets, Span<double> times, Span<bool> goals)
    {
        int basket = 0;
        double time = 0;
        int place = 0;
        for (int kept = 0; kept < places.Length; kept++)
        {
            for (; place <= places[kept]; place++)
            {
                if (place == 0) continue;
                if (baskets.Length > 0 && (marks![from + place] & BeginsBasket) != 0) basket++;
                if (times.Length > 0) time += pauses![from + place];
            }

            if (baskets.Length > 0) baskets[kept] = basket;
            if (times.Length > 0) times[kept] = time;
            if (goals.Length > 0) goals[kept] = (marks![from + places[kept]] & Goal) != 0;
        }
    }

    /// <summary>A hash of the details of the first <paramref name="events"/> events.</summary>
    public ulong Hash(long events)
    {
        ulong hash = IdHash.Mix((ulong)columns);
        if (marks is not null) hash = IdHash.Mix(hash + XxHash64.Of(marks, events));
        if (pauses is not null) hash = IdHash.Mix(hash + XxHash64.Of(pauses, events));
        return hash;
    }

    public void Dispose()
    {
        marks?.Dispose();
        pauses?.Dispose();
    }
}
