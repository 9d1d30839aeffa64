using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>
/// All sessions as one flat array of item rows and one of offsets: session s is rows [offset s, offset s + 1) in time order.
/// Optionally a weight, a basket, a time and a goal for each event (<see cref="EventColumns"/>), and a user for each session.
/// </summary>
/// <remarks>
/// Immutable and thread-safe; lies outside the managed heap, in a mapped temporary file when large. Disposing it frees the memory as soon
/// as the calls that are under way have returned; otherwise the garbage collector does. Made by <see cref="SessionCorpusBuilder"/>,
/// <see cref="FromSessions{T}(IEnumerable{IEnumerable{T}}, int)"/> or <c>SessionReader.Read</c> of Item2Vec.Data.
/// </remarks>
public sealed partial class SessionCorpus : IDisposable
{
    private readonly Lifetime use;
    private readonly Lease memory;
    private readonly NativeBuffer<int> tokens;
    private readonly NativeBuffer<long> offsets;
    private readonly NativeBuffer<float>? weights;
    private readonly NativeBuffer<int>? sessionUsers;
    private readonly EventDetails? details;

    internal SessionCorpus(
        Vocabulary vocabulary,
        NativeBuffer<int> tokens,
        long tokenCount,
        NativeBuffer<long> offsets,
        long sessionCount,
        NativeBuffer<float>? weights,
        NativeBuffer<int>? sessionUsers,
        Vocabulary? users,
        EventDetails? details = null)
    {
        Vocabulary = vocabulary;
        Users = users;
        TokenCount = tokenCount;
        SessionCount = sessionCount;
        this.tokens = tokens;
        this.offsets = offsets;
        this.weights = weights;
        this.sessionUsers = sessionUsers;
        this.details = details;
        memory = Lease.Of(() =>
        {
            details?.Dispose();
            tokens.Dispose();
            offsets.Dispose();
            weights?.Dispose();
            sessionUsers?.Dispose();
        });
        use = new Lifetime(memory.Dispose);
    }

    /// <summary>Another corpus over the same memory.</summary>
    private SessionCorpus(SessionCorpus other, ItemMetadata metadata)
    {
        Vocabulary = other.Vocabulary;
        Users = other.Users;
        TokenCount = other.TokenCount;
        SessionCount = other.SessionCount;
        tokens = other.tokens;
        offsets = other.offsets;
        weights = other.weights;
        sessionUsers = other.sessionUsers;
        details = other.details;
        memory = other.memory.Copy();
        use = new Lifetime(memory.Dispose);
        Metadata = metadata;
    }

    /// <summary>The items that the rows refer to.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The users, most frequent first (counts are events), or null if the data has none.</summary>
    public Vocabulary? Users { get; }

    /// <summary>The number of sessions.</summary>
    public long SessionCount { get; }

    /// <summary>The number of events: occurrences of vocabulary items in all sessions.</summary>
    public long TokenCount { get; }

    /// <summary>Whether each event has a weight.</summary>
    public bool HasWeights => weights is not null;

    /// <summary>Metadata of the items, or null: a training of metadata needs it.</summary>
    public ItemMetadata? Metadata { get; }

    /// <summary>The columns of each event besides item and weight.</summary>
    public EventColumns Columns => details?.Columns ?? EventColumns.None;

    /// <summary>
    /// The same corpus with metadata of its items. Both share the memory; each is disposed by itself, and the last one frees it.
    /// </summary>
    /// <param name="metadata">Describes the corpus's items, row by row; it may describe more items, without events.</param>
    /// <exception cref="ArgumentException">Its first items are not the corpus's.</exception>
    public SessionCorpus With(ItemMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (!Vocabulary.IsPrefixOf(metadata.Items))
            throw new ArgumentException("The metadata is of other items than the corpus.", nameof(metadata));
        using Lease lease = use.Acquire(this);
        return new SessionCorpus(this, metadata);
    }

    /// <summary>The number of events of a session.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="session"/> is not in [0, <see cref="SessionCount"/>).</exception>
    public int SessionLength(long session)
    {
        CheckSession(session);
        int length = LengthOf(session);
        GC.KeepAlive(this);
        return length;
    }

    /// <summary>A copy of a session's item rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="session"/> is not in [0, <see cref="SessionCount"/>).</exception>
    public int[] Session(long session)
    {
        using Lease lease = use.Acquire(this);
        return Rows(session).ToArray();
    }

    /// <summary>The user row of a session, or -1 if it has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="session"/> is not in [0, <see cref="SessionCount"/>).</exception>
    public int UserOf(long session)
    {
        CheckSession(session);
        if (sessionUsers is null) return -1;
        using Lease lease = use.Acquire(this);
        return sessionUsers[session];
    }

    /// <summary>The number of each event's basket in a session, ascending from 0; empty if the corpus has no baskets.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="session"/> is not in [0, <see cref="SessionCount"/>).</exception>
    public int[] Baskets(long session)
    {
        int[] baskets = RoomFor<int>(session, EventColumns.Baskets);
        if (baskets.Length == 0) return baskets;
        using Lease lease = use.Acquire(this);
        details!.Read(offsets[session], Places(baskets.Length), baskets, [], []);
        return baskets;
    }

    /// <summary>The seconds from a session's first event to each; empty if the corpus has no times.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="session"/> is not in [0, <see cref="SessionCount"/>).</exception>
    public double[] Times(long session)
    {
        double[] times = RoomFor<double>(session, EventColumns.Times);
        if (times.Length == 0) return times;
        using Lease lease = use.Acquire(this);
        details!.Read(offsets[session], Places(times.Length), [], times, []);
        return times;
    }

    /// <summary>Whether each event of a session is a goal; empty if the corpus has no goals.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="session"/> is not in [0, <see cref="SessionCount"/>).</exception>
    public bool[] Goals(long session)
    {
        bool[] goals = RoomFor<bool>(session, EventColumns.Goals);
        if (goals.Length == 0) return goals;
        using Lease lease = use.Acquire(this);
        details!.Read(offsets[session], Places(goals.Length), [], [], goals);
        return goals;
    }

    /// <inheritdoc/>
    public void Dispose() => use.Close();

    /// <summary>The index of a session's first event.</summary>
    internal long Offset(long session) => offsets[session];

    internal ReadOnlySpan<int> Rows(long session)
    {
        CheckSession(session);
        return tokens.Slice(offsets[session], LengthOf(session));
    }

    /// <summary>The weights of a session's events; empty if the corpus has none.</summary>
    internal ReadOnlySpan<float> Weights(long session)
    {
        CheckSession(session);
        return weights is null ? [] : weights.Slice(offsets[session], LengthOf(session));
    }

    /// <summary>Reads details of a session's events at some positions: <see cref="EventDetails.Read"/>.</summary>
    internal void ReadDetails(long session, ReadOnlySpan<int> places, Span<int> baskets, Span<double> times, Span<bool> goals)
    {
        CheckSession(session);
        details?.Read(offsets[session], places, baskets, times, goals);
    }

    /// <summary>A hash of every event with all columns, and of every user, in order; reads everything once.</summary>
    internal ulong ContentHash()
    {
        using Lease lease = use.Acquire(this);
        ulong hash = IdHash.Mix(XxHash64.Of(tokens, TokenCount)) + XxHash64.Of(offsets, SessionCount + 1);
        if (weights is not null) hash = IdHash.Mix(hash) + XxHash64.Of(weights, TokenCount);
        if (sessionUsers is not null) hash = IdHash.Mix(hash + 1) + XxHash64.Of(sessionUsers, SessionCount);
        if (details is not null) hash = IdHash.Mix(hash + 2) + details.Hash(TokenCount);
        return hash;
    }

    private static int[] Places(int length) => [.. Enumerable.Range(0, length)];

    private T[] RoomFor<T>(long session, EventColumns column)
        => new T[SessionLength(session) is int length && Columns.HasFlag(column) ? length : 0];

    private int LengthOf(long session) => (int)(offsets[session + 1] - offsets[session]);

    private void CheckSession(long session)
    {
        ObjectDisposedException.ThrowIf(use.IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(session);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(session, SessionCount);
    }
}
