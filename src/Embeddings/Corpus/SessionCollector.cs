using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>Makes a corpus of sessions in memory, in one pass: what was added need not be kept by the caller.</summary>
/// <typeparam name="T">The type of the ids.</typeparam>
internal sealed class SessionCollector<T> : IDisposable
    where T : notnull
{
    private readonly SessionOptions options;
    private readonly CodedSessions sessions;
    private readonly IdWriter ids = new();

    /// <summary>What events have beside their items, null if nothing is kept of it. Their rows are codes.</summary>
    private readonly GrowingBuffer<CorpusEvent>? details;
    private readonly bool needsTimes;
    private long session;

    public SessionCollector(SessionOptions? options)
    {
        ItemId.CheckType<T>();
        this.options = options ??= new SessionOptions();
        OptionProblems.Reject(options.Problems());
        needsTimes = options.Columns.HasFlag(EventColumns.Times) || options.SessionGap is not null;
        sessions = new CodedSessions(options.MappedDirectory is null ? long.MaxValue : 0, () => options.MappedDirectory!);
        if (options.Weights || options.Columns != EventColumns.None)
            details = new GrowingBuffer<CorpusEvent>(1024, options.MappedDirectory);
    }

    /// <summary>Adds a session of items.</summary>
    public void Add(IEnumerable<T> items)
    {
        if (items is null) throw Wrong("is null", null);
        int place = 0;
        foreach (T item in items) AddItem(item, place++);
        EndSession(null, place);
    }

    /// <summary>Adds a session of events.</summary>
    public void Add(Session<T> next)
    {
        if (next is null) throw Wrong("is null", null);
        DateTimeOffset? before = null;
        int place = 0;
        foreach (SessionEvent<T> one in next.Events)
        {
            if (needsTimes) CheckTime(one.Time, before, place);
            if (options.SessionGap is { } gap && one.Time - before > gap) EndUser(next.User, place);
            before = one.Time;
            AddItem(one.Item, place);
            if (details is not null) AddDetails(one, place);
            place++;
        }

        EndSession(next.User, place);
    }

    /// <summary>Creates the corpus; the collector must not be used afterward, except to be disposed.</summary>
    public SessionCorpus Build()
    {
        (Vocabulary items, int[] rows) = sessions.Items.ToVocabulary(options.MinCount);
        (Vocabulary? users, int[] userRows) = sessions.CountUsers(rows);
        SessionCorpusBuilder builder = new(
            items, items.TotalCount, users, options.Weights, options.MappedDirectory, options.Columns);
        long next = 0;
        sessions.Drain(
            code =>
            {
                CorpusEvent one = details is null ? new CorpusEvent(code) : details.Buffer[next];
                next++;
                if (rows[code] >= 0) builder.Append(one with { Row = rows[code] });
            },
            user => builder.EndSession(user < 0 ? -1 : userRows[user]));
        return builder.Build();
    }

    public void Dispose()
    {
        sessions.Dispose();
        details?.Buffer.Dispose();
    }

    private void AddItem(T item, int place)
    {
        ReadOnlySpan<byte> utf8 = ids.Write(item, out string? problem);
        if (problem is not null) throw Wrong($"has an id that {problem}", place);
        if (utf8.IsEmpty) throw Wrong("has an item without an id", place);
        sessions.Add(utf8);
    }

    /// <remarks>Times in seconds since 2000 keep a microsecond.</remarks>
    private void AddDetails(in SessionEvent<T> one, int place)
    {
        if (!float.IsFinite(one.Weight) || one.Weight < 0)
            throw Wrong(FormattableString.Invariant($"weighs {one.Weight}; a weight is a number from 0 on"), place);
        details!.Add(new CorpusEvent(0)
        {
            Weight = one.Weight, Basket = one.Basket, IsGoal = one.IsGoal,
            Time = one.Time is { } time ? (time - new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds : 0,
        });
    }

    private void CheckTime(DateTimeOffset? time, DateTimeOffset? before, int place)
    {
        if (time is null) throw Wrong("has no time", place, "give one to every event, or keep no times and no gap");
        if (time < before) throw Wrong(FormattableString.Invariant($"({time:O}) is before the one before it ({before:O})"), place,
            "order the events of each session by time");
    }

    private void EndSession(string? user, int place)
    {
        EndUser(user, place);
        session++;
    }

    private void EndUser(string? user, int place)
    {
        ReadOnlySpan<byte> utf8 = ids.Write(user, out string? problem);
        if (problem is not null) throw Wrong($"has a user whose id {problem}", null);
        if (place > 0) sessions.End(utf8);
    }

    /// <param name="problem">What is wrong.</param>
    /// <param name="place">The number of the event, from 0, or null for the session.</param>
    /// <param name="hint">What to do.</param>
    private Item2VecException Wrong(
        string problem, int? place, string hint = "leave it out, or correct it before the corpus is made") => new(
        place is null ? FormattableString.Invariant($"session {session + 1} {problem}")
            : FormattableString.Invariant($"event {place + 1} of session {session + 1} {problem}"), hint);
}
