namespace Item2Vec.Embeddings.Corpus;

/// <summary>A session in memory, for <see cref="SessionCorpus.FromSessions{T}(IEnumerable{Session{T}}, SessionOptions?)"/>.</summary>
/// <typeparam name="T">The type of the items' ids: a string, an integer type or <see cref="Guid"/>.</typeparam>
public sealed class Session<T>
    where T : notnull
{
    /// <summary>A session of events that have times, weights, baskets or goals.</summary>
    /// <param name="events">The events, oldest first; read once.</param>
    public Session(IEnumerable<SessionEvent<T>> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        Events = events;
    }

    /// <summary>A session of items.</summary>
    /// <param name="items">The items, oldest first; read once.</param>
    public Session(IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        Events = items.Select(item => new SessionEvent<T>(item));
    }

    /// <summary>The events, oldest first.</summary>
    public IEnumerable<SessionEvent<T>> Events { get; }

    /// <summary>
    /// The user, or null. The text of an id that is a number or a GUID is <see cref="ItemId.Of"/>; a user may have many sessions.
    /// </summary>
    public string? User { get; init; }
}

/// <summary>An event of a session in memory.</summary>
/// <typeparam name="T">The type of the item's id.</typeparam>
/// <param name="Item">The item.</param>
/// <remarks>What <see cref="SessionOptions"/> does not ask for is ignored.</remarks>
public readonly record struct SessionEvent<T>(T Item)
    where T : notnull
{
    /// <summary>Its weight, in any unit, from 0 on. Default 1.</summary>
    public float Weight { get; init; } = 1;

    /// <summary>Its time, or null if it is not known.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Any number for its basket: consecutive events of a session with the same number are one basket.</summary>
    public long Basket { get; init; }

    /// <summary>Whether it is a goal.</summary>
    public bool IsGoal { get; init; }
}

/// <summary>What a corpus keeps of sessions in memory.</summary>
/// <remarks>The names and meanings are those of <c>SessionReaderOptions</c> of Item2Vec.Data. Holds no state.</remarks>
public sealed record SessionOptions
{
    /// <summary>Minimum number of occurrences of an item, at least 1. Default: 1. (Logs in files are read with 5.)</summary>
    public int MinCount { get; init; } = 1;

    /// <summary>Whether each event has a weight. Default: false.</summary>
    public bool Weights { get; init; }

    /// <summary>Further columns of events. Default: none. <see cref="EventColumns.Times"/> needs a time in every event.</summary>
    public EventColumns Columns { get; init; }

    /// <summary>Splits a session at longer pauses; needs a time in every event. Default: no splitting.</summary>
    public TimeSpan? SessionGap { get; init; }

    /// <summary>
    /// The directory of mapped files for a corpus that should not occupy memory: only distinct ids are then in memory. Until the corpus is
    /// made an event takes 4 bytes more there, 36 with weights or columns. Default: null, all in memory.
    /// </summary>
    public string? MappedDirectory { get; init; }

    /// <summary>Every problem of these options, as sentences; empty if there is none.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (MinCount < 1) problems.Add($"the minimum count is at least 1, not {MinCount}");
        if (SessionGap is { } gap && gap <= TimeSpan.Zero) problems.Add("the session gap is longer than nothing");
        if ((Columns & ~(EventColumns.Baskets | EventColumns.Times | EventColumns.Goals)) != 0) problems.Add("a column is not known");
        if (MappedDirectory is not null && !Directory.Exists(MappedDirectory))
            problems.Add($"the directory '{MappedDirectory}' for the mapped corpus does not exist");
        return problems;
    }
}
