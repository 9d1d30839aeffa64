using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>
/// Baskets, times and goals of a corpus' events: one byte of marks and four bytes of time per event, if the corpus has them.
/// </summary>
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

/// <summary>The columns of a corpus' events besides item and weight.</summary>
[Flags]
public enum EventColumns
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Which events of a session are one basket.</summary>
    Baskets = 1,

    /// <summary>The time of the event.</summary>
    Times = 2,

    /// <summary>Whether the event is a goal of the session: a purchase, a booking.</summary>
    Goals = 4,
}

/// <summary>Builds <see cref="EventDetails"/> from baskets, times and goals of events in order.</summary>
internal sealed class EventDetailsBuilder
{
    private readonly EventColumns columns;
    private readonly GrowingBuffer<byte>? marks;
    private readonly GrowingBuffer<float>? pauses;
    private CorpusEvent last;

    public EventDetailsBuilder(EventColumns columns, long capacity, string? mappedDirectory)
    {
        this.columns = columns;
        if (columns.HasFlag(EventColumns.Baskets) || columns.HasFlag(EventColumns.Goals)) marks = new(capacity, mappedDirectory);
        if (columns.HasFlag(EventColumns.Times)) pauses = new(capacity, mappedDirectory);
    }

    /// <summary>Adds an event; returns its marks and its pause.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Times are kept, and this one is not finite.</exception>
    public void Add(in CorpusEvent next, bool beginsSession)
    {
        if (pauses is not null && !double.IsFinite(next.Time))
            throw new ArgumentOutOfRangeException(nameof(next), next.Time, "A time must be finite.");
        marks?.Add(Marks(beginsSession ? null : last, next, columns));
        pauses?.Add(Pause(beginsSession ? null : last, next, columns));
        last = next;
    }

    public EventDetails Build() => new(columns, marks?.Buffer, pauses?.Buffer);

    /// <summary>The marks of an event, relative to the previous one of its session.</summary>
    public static byte Marks(in CorpusEvent? before, in CorpusEvent next, EventColumns columns)
    {
        bool begins = columns.HasFlag(EventColumns.Baskets) && (before is null || before.Value.Basket != next.Basket);
        bool goal = columns.HasFlag(EventColumns.Goals) && next.IsGoal;
        return (byte)((begins ? EventDetails.BeginsBasket : 0) | (goal ? EventDetails.Goal : 0));
    }

    /// <summary>The pause of an event, relative to the previous one of its session.</summary>
    public static float Pause(in CorpusEvent? before, in CorpusEvent next, EventColumns columns)
        => columns.HasFlag(EventColumns.Times) && before is { } one ? (float)(next.Time - one.Time) : 0;
}

/// <summary>A list outside the managed heap, in memory or in a mapped temporary file; the taker of its buffer owns it.</summary>
/// <param name="capacity">The initial capacity.</param>
/// <param name="mappedDirectory">Where to map a temporary file, or null for memory.</param>
internal sealed class GrowingBuffer<T>(long capacity, string? mappedDirectory)
    where T : unmanaged
{
    private const int Step = 1 << 20;

    /// <summary>The values; longer than <see cref="Count"/>.</summary>
    public NativeBuffer<T> Buffer { get; private set; } = Allocate(capacity, mappedDirectory);

    public long Count { get; private set; }

    public void Add(T value)
    {
        if (Count == Buffer.Length) Grow();
        Buffer[Count++] = value;
    }

    private void Grow()
    {
        NativeBuffer<T> larger = Allocate(Buffer.Length * 2, mappedDirectory);
        for (long from = 0; from < Buffer.Length; from += Step)
        {
            int count = (int)Math.Min(Step, Buffer.Length - from);
            Buffer.Slice(from, count).CopyTo(larger.Slice(from, count));
        }

        Buffer.Dispose();
        Buffer = larger;
    }

    private static NativeBuffer<T> Allocate(long length, string? directory)
        => directory is null ? NativeBuffer<T>.Allocate(length) : NativeBuffer<T>.AllocateMapped(length, directory);
}
