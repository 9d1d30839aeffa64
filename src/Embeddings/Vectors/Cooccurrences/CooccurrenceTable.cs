using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Vectors.Cooccurrences;

/// <summary>The strongest co-occurrences of each item: counts, which complement the vectors.</summary>
/// <remarks>
/// Immutable and thread-safe; outside the managed heap, or in a mapped file, which <see cref="ItemVectors"/> owns. Created by
/// <see cref="CooccurrenceBuilder"/>.
/// </remarks>
public sealed class CooccurrenceTable : IDisposable
{
    private readonly Lifetime use;
    private readonly Lease memory;
    private readonly NativeBuffer<long> starts;
    private readonly NativeBuffer<int> others;
    private readonly NativeBuffer<int> sessions;
    private readonly NativeBuffer<byte> nearest;
    private readonly NativeBuffer<float> weights;
    private readonly NativeBuffer<int> itemSessions;

    /// <param name="columns">The arrays.</param>
    /// <param name="info">What they are.</param>
    /// <param name="memory">A lease on their memory, which the table returns.</param>
    /// <param name="recent">The latest sessions, in memory of the same lease; or null.</param>
    /// <param name="sessionVectors">The session vectors, which become its own; or null.</param>
    internal CooccurrenceTable(
        CooccurrenceColumns columns, CooccurrenceInfo info, Lease memory, RecentSessions? recent = null,
        SessionVectors? sessionVectors = null)
    {
        Recent = recent;
        SessionVectors = sessionVectors;
        (starts, others, sessions, nearest, weights, itemSessions) = columns;
        Info = info;
        this.memory = memory;
        use = new Lifetime(() =>
        {
            memory.Dispose();
            sessionVectors?.Dispose();
        });
    }

    /// <summary>How it was counted, and its blend weights.</summary>
    public CooccurrenceInfo Info { get; }

    /// <summary>The number of items, the model's first ones; items after them have no pairs.</summary>
    public int Items => (int)itemSessions.Length;

    /// <summary>The number of pairs; a pair kept by both items counts twice.</summary>
    public long Pairs => others.Length;

    /// <summary>The number of latest sessions that are kept; 0 for none.</summary>
    public int RecentSessions => Recent?.Count ?? 0;

    /// <summary>The vectors that whole sessions taught, or null if none are kept.</summary>
    public SessionVectors? SessionVectors { get; }

    /// <summary>The latest sessions, or null if none are kept.</summary>
    internal RecentSessions? Recent { get; }

    internal CooccurrenceColumns Columns => new(starts, others, sessions, nearest, weights, itemSessions);

    /// <summary>The number of sessions with an item; 0 for an item without pairs.</summary>
    public int SessionsWith(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        using Lease lease = use.Acquire(this);
        return SessionsOf(row);
    }

    /// <summary>The pairs of an item, by the row of the other.</summary>
    /// <exception cref="ObjectDisposedException">The model has been disposed.</exception>
    public Cooccurrence[] Of(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        using Lease lease = use.Acquire(this);
        (long from, int count) = Range(row);
        Cooccurrence[] pairs = new Cooccurrence[count];
        for (int i = 0; i < count; i++) pairs[i] = Pair(from + i);
        return pairs;
    }

    /// <summary>The co-occurrence of two items; false if neither keeps the pair.</summary>
    /// <param name="row">An item.</param>
    /// <param name="other">Another.</param>
    /// <param name="pair">The pair as seen from the first item.</param>
    public bool TryFind(int row, int other, out Cooccurrence pair)
    {
        foreach (Cooccurrence one in Of(row))
        {
            pair = one;
            if (one.Other == other) return true;
        }

        foreach (Cooccurrence one in Of(other))
        {
            pair = one with
            {
                Other = other, After = one.Before, Before = one.After, CloselyAfter = one.CloselyBefore, CloselyBefore = one.CloselyAfter
            };
            if (one.Other == row) return true;
        }

        pair = default;
        return false;
    }

    /// <summary>
    /// The same pairs with other blend weights. Both share the memory; each is disposed by itself, and the last one frees it.
    /// </summary>
    public CooccurrenceTable With(BlendWeights blend)
    {
        ArgumentNullException.ThrowIfNull(blend);
        using Lease lease = use.Acquire(this);
        return new CooccurrenceTable(Columns, Info with { Blend = blend }, memory.Copy(), Recent, SessionVectors?.Share());
    }

    /// <summary>
    /// The same pairs with session vectors, which become theirs: disposed with the result. Both share the memory; each is disposed by
    /// itself, and the last one frees it. Blend weights that were not learned become the defaults with session vectors.
    /// </summary>
    /// <exception cref="ArgumentException">They are not of the same items.</exception>
    public CooccurrenceTable With(SessionVectors sessionVectors)
    {
        ArgumentNullException.ThrowIfNull(sessionVectors);
        using Lease lease = use.Acquire(this);
        if (sessionVectors.Count != Items)
            throw new ArgumentException($"The session vectors are of {sessionVectors.Count} items, the pairs of {Items}.",
                nameof(sessionVectors));
        CooccurrenceInfo info = Info.Blend == BlendWeights.Default ? Info with { Blend = BlendWeights.DefaultWithSessions } : Info;
        return new CooccurrenceTable(Columns, info, memory.Copy(), Recent, sessionVectors);
    }

    /// <summary>Frees the memory, that of a mapped file with the vectors that it belongs to.</summary>
    public void Dispose() => use.Close();

    /// <summary>The range of a row's pairs; empty in a damaged file rather than out of range.</summary>
    internal (long From, int Count) Range(int row)
    {
        if (row >= Items) return (0, 0);
        long from = starts[row];
        long to = starts[row + 1];
        return from >= 0 && to >= from && to <= others.Length && to - from <= CooccurrenceOptions.MaxNeighbors
            ? (from, (int)(to - from))
            : (0, 0);
    }

    /// <summary>As <see cref="SessionsWith"/>, for callers that keep the memory alive.</summary>
    internal int SessionsOf(int row) => row < Items ? itemSessions[row] : 0;

    internal Cooccurrence Pair(long at)
    {
        long weight = at * CooccurrenceColumns.WeightsOfPair;
        return new Cooccurrence(
            others[at], sessions[at], nearest[at], weights[weight], weights[weight + 1], weights[weight + 2], weights[weight + 3]);
    }
}

/// <summary>The arrays of <see cref="CooccurrenceTable"/>, as stored in files.</summary>
/// <param name="Starts">For each item the start of its pairs, and after the last their end.</param>
/// <param name="Others">The other item of each pair, ascending within an item's pairs.</param>
/// <param name="Sessions">The sessions of each pair.</param>
/// <param name="Nearest">The minimum distance of each pair.</param>
/// <param name="Weights">Four for each pair: after, before, closely after, closely before.</param>
/// <param name="ItemSessions">The sessions of each item.</param>
internal readonly record struct CooccurrenceColumns(
    NativeBuffer<long> Starts, NativeBuffer<int> Others, NativeBuffer<int> Sessions, NativeBuffer<byte> Nearest,
    NativeBuffer<float> Weights, NativeBuffer<int> ItemSessions)
{
    public const int WeightsOfPair = 4;

    public void Free()
    {
        Starts.Dispose();
        Others.Dispose();
        Sessions.Dispose();
        Nearest.Dispose();
        Weights.Dispose();
        ItemSessions.Dispose();
    }
}

/// <summary>How co-occurrences were counted, and their blend weights.</summary>
/// <param name="Sessions">The number of counted sessions.</param>
/// <param name="Reach">Maximum distance of two items in events.</param>
/// <param name="Neighbors">Maximum number of pairs kept per item.</param>
/// <param name="Blend">The weights of co-occurrences and vectors.</param>
public sealed record CooccurrenceInfo(long Sessions, int Reach, int Neighbors, BlendWeights Blend);

/// <summary>The co-occurrence of an item with another one.</summary>
/// <param name="Other">The other item's row.</param>
/// <param name="Sessions">The number of sessions in which they co-occurred within reach.</param>
/// <param name="Nearest">The minimum distance in events: 1 for neighbors.</param>
/// <param name="After">The sum of one over the distance, over all occurrences where the other came after.</param>
/// <param name="Before">The same where it came before.</param>
/// <param name="CloselyAfter">The sum of <c>e^(-distance / 2.05) / sqrt(events of the session)</c>, where the other came after: the vote of
/// a neighbor of VSTAN (Ludewig et al. 2021).</param>
/// <param name="CloselyBefore">The same where it came before.</param>
public readonly record struct Cooccurrence(
    int Other, int Sessions, int Nearest, float After, float Before, float CloselyAfter, float CloselyBefore)
{
    /// <summary>The strength by which pairs are kept.</summary>
    internal float Strength => CloselyAfter + CloselyBefore;
}

/// <summary>Options of the co-occurrences that a model keeps.</summary>
/// <param name="Neighbors">The number of strongest pairs kept per item, 1 to <see cref="MaxNeighbors"/>.</param>
/// <param name="Reach">Maximum distance of two items in events, 1 to 255.</param>
/// <param name="Threads">Threads, or 0 for one per processor. The counts do not depend on it.</param>
/// <param name="RecentSessions">The latest sessions that are kept, to find those most like a history; 0 for none.</param>
public sealed record CooccurrenceOptions(
    int Neighbors = CooccurrenceOptions.DefaultNeighbors, int Reach = CooccurrenceOptions.DefaultReach, int Threads = 0,
    int RecentSessions = CooccurrenceOptions.DefaultRecentSessions)
{
    /// <summary>The default of <see cref="RecentSessions"/>.</summary>
    public const int DefaultRecentSessions = 1_000_000;

    /// <summary>The default of <see cref="Neighbors"/>: 200 and 1,000 find next items no better (docs/evaluation.md).</summary>
    public const int DefaultNeighbors = 64;

    /// <summary>Maximum of <see cref="Neighbors"/>.</summary>
    public const int MaxNeighbors = 1000;

    /// <summary>The default of <see cref="Reach"/>, that of sequential rules (Ludewig and Jannach 2018).</summary>
    public const int DefaultReach = 10;

    /// <summary>
    /// The sessions in the order in which they began, which says which are the latest; null if the corpus is in this order.
    /// </summary>
    public IReadOnlyList<int>? SessionOrder { get; init; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (Neighbors is < 1 or > MaxNeighbors) problems.Add($"the pairs kept of an item are 1 to {MaxNeighbors}");
        if (Reach is < 1 or > byte.MaxValue) problems.Add($"the reach of pairs is 1 to {byte.MaxValue} events");
        if (Threads < 0) problems.Add("the number of threads is at least 0");
        if (RecentSessions < 0) problems.Add("the number of recent sessions is at least 0");
        OptionProblems.Reject(problems);
    }
}
