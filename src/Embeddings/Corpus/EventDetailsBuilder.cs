namespace Item2Vec.Embeddings.Corpus;

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
        if (pauses is not null && !double.IsFinite(next.Time)) throw new ArgumentOutOfRangeException(nameof(next), next.Time, "A time must be finite.");
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
