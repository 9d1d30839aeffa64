using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Live;

/// <summary>An index with insertions, replacements and deletions while others query it.</summary>
/// <remarks>
/// Thread-safe. A reader uses the state that is current when it starts, without a lock; a writer prepares the next state and swaps it in
/// atomically, one writer at a time. New and replaced vectors are compared one by one; <see cref="Compact"/> links them into the graph and
/// drops deleted items, while readers and writers continue. Superseded memory is freed when the last reader that uses it has its answer.
/// The metric is that of the index that it starts from. <see cref="Rules.RankingRules"/>, reasons (<see cref="SearchOptions.Why"/>) and
/// <see cref="SearchOptions.Dislikes"/> are errors: added items have no attributes and counts.
/// </remarks>
public sealed class LiveIndex : IDisposable
{
    private readonly Lock writing = new();
    private readonly Lock compacting = new();
    private readonly IndexOptions? options;
    private List<(string Item, float[]? Vector)>? editsMeanwhile;
    private volatile LiveState state;
    private volatile bool disposed;

    /// <summary>Starts from an index, which it owns and disposes.</summary>
    /// <param name="start">The index.</param>
    public LiveIndex(ItemIndex start)
    {
        ArgumentNullException.ThrowIfNull(start);
        options = start.Graph is GraphInfo graph ? graph.Options with { Output = start.OutputGraph is not null } : null;
        state = LiveState.Of(start);
    }

    /// <summary>The number of items.</summary>
    public int Count => state.Count;

    /// <summary>The dimensions of a vector.</summary>
    public int Dimensions => state.Base.Dimensions;

    /// <summary>The items that <see cref="Compact"/> would link: added or replaced since the last call.</summary>
    public int Pending => state.Added.Count;

    /// <summary>Whether an item is present.</summary>
    public bool Contains(string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        using Lease lease = Acquire(out LiveState now);
        return now.Contains(item);
    }

    /// <summary>Adds an item, or replaces its vector.</summary>
    /// <param name="item">The id, 1 to 65,536 bytes of UTF-8.</param>
    /// <param name="vector"><see cref="Dimensions"/> finite numbers; they are copied.</param>
    /// <exception cref="ArgumentException">The id or the vector is invalid.</exception>
    public void Set(string item, ReadOnlySpan<float> vector)
    {
        Check(item, vector);
        lock (writing)
        {
            state = Current().With(item, vector);
            editsMeanwhile?.Add((item, vector.ToArray()));
        }
    }

    /// <summary>Removes an item; false if it is not present.</summary>
    public bool Remove(string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        lock (writing)
        {
            LiveState before = Current();
            if (!before.Contains(item)) return false;
            state = before.Without(item);
            editsMeanwhile?.Add((item, null));
            return true;
        }
    }

    /// <summary>The items nearest to an item; the item itself is excluded.</summary>
    /// <exception cref="Item2VecException">The item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[] Similar(string item, int count = 10, SearchOptions? search = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        using Lease lease = Acquire(out LiveState now);
        return now.Find(now.VectorOf(item), count, Supported(search), item);
    }

    /// <summary>What comes next after a history, with likes and dislikes, for a user, or all of these, as an index answers.</summary>
    /// <param name="history">The items, oldest first; see <see cref="ItemIndex.Recommend"/>.</param>
    /// <param name="count">Maximum number of items.</param>
    /// <param name="options">Scoring options; null takes the defaults.</param>
    /// <exception cref="Item2VecException">As there; co-occurrences and users are those of the index that this started from, until
    /// <see cref="Compact"/> (<see cref="ErrorCode.Usage"/>).</exception>
    /// <remarks>
    /// Added and replaced items count in a history with their vectors. Only <see cref="ScoreMode.Similar"/> recommends added items: they
    /// have neither output vector nor co-occurrences. The other scores rank a replaced item by what it keeps, and by its former vector
    /// until it is linked.
    /// </remarks>
    public Neighbor[] Recommend(IReadOnlyList<string> history, int count = 10, RecommendOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using Lease lease = Acquire(out LiveState now);
        if (options?.IsPlain == false) throw Unsupported();
        return now.Recommend(history, count, options ?? new RecommendOptions());
    }

    /// <summary>The items nearest to a vector of <see cref="Dimensions"/> finite numbers.</summary>
    /// <exception cref="ArgumentException">The vector has another length or contains a number that is not finite.</exception>
    public Neighbor[] Nearest(ReadOnlySpan<float> vector, int count = 10, SearchOptions? search = null)
    {
        CheckVector(vector);
        using Lease lease = Acquire(out LiveState now);
        return now.Find(vector.ToArray(), count, Supported(search), null);
    }

    /// <summary>A copy of an item's vector.</summary>
    /// <exception cref="Item2VecException">The item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public float[] Vector(string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        using Lease lease = Acquire(out LiveState now);
        return now.VectorOf(item);
    }

    /// <summary>
    /// The items that match a condition, also after later changes; see <see cref="ItemFilter.Where"/>. Added items have no attributes,
    /// replaced ones keep theirs.
    /// </summary>
    /// <exception cref="Item2VecException">The text is not a condition, or names a missing column
    /// (<see cref="ErrorCode.Usage"/>).</exception>
    public ItemFilter Where(string condition)
    {
        using Lease lease = Acquire(out LiveState now);
        return ItemFilter.Where(now.Base.Vectors, condition);
    }

    /// <summary>The items of a list, including those added later.</summary>
    public ItemFilter Allow(IEnumerable<string> items)
    {
        using Lease lease = Acquire(out LiveState now);
        return ItemFilter.Allow(now.Base.Vectors, items);
    }

    /// <summary>Links added items into the graph and drops deleted ones. Readers and writers continue meanwhile.</summary>
    /// <remarks>
    /// Added and replaced items are inserted into a copy of the graph, and the links of deleted ones repaired; if more than a fifth of the
    /// items was deleted or replaced, or more were added than there were, the graph is rebuilt. Added items come after the others, with a
    /// count of zero and, if the model has output vectors, a zero output vector. Replaced items keep their row, count and attributes.
    /// </remarks>
    public void Compact(CancellationToken cancellationToken = default)
    {
        lock (compacting) CompactAlone(cancellationToken);
    }

    /// <summary>Compacts, and writes the result to an <c>.i2v</c> file: everything set and removed before the call.</summary>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public void Save(string path)
    {
        lock (compacting)
        {
            CompactAlone(default);
            using Lease lease = Acquire(out LiveState now);
            now.Base.Save(path);
        }
    }

    /// <inheritdoc cref="Save"/>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the compaction or the writing; a file that was there stays as it is.</param>
    /// <remarks>Compacts on a thread of the pool.</remarks>
    public async Task SaveAsync(string path, CancellationToken cancellationToken = default)
    {
        (ItemIndex compacted, Lease lease) = await Task.Run(Compacted, cancellationToken).ConfigureAwait(false);
        using Lease held = lease;
        await compacted.SaveAsync(path, cancellationToken).ConfigureAwait(false);

        (ItemIndex Index, Lease Lease) Compacted()
        {
            lock (compacting)
            {
                CompactAlone(cancellationToken);
                Lease reading = Acquire(out LiveState now);
                return (now.Base, reading);
            }
        }
    }

    /// <summary>Checks what <see cref="Set"/> takes.</summary>
    /// <exception cref="ArgumentException">The id or the vector is invalid.</exception>
    internal void Check(string item, ReadOnlySpan<float> vector)
    {
        ArgumentException.ThrowIfNullOrEmpty(item);
        int bytes = System.Text.Encoding.UTF8.GetByteCount(item);
        if (bytes > Vocabulary.MaxItemBytes)
            throw new ArgumentException($"An id has 1 to {Vocabulary.MaxItemBytes} bytes, this one has {bytes}.", nameof(item));
        CheckVector(vector);
    }

    /// <summary>Reads the current state, which stays alive meanwhile.</summary>
    internal T Read<T>(Func<LiveState, T> read)
    {
        using Lease lease = Acquire(out LiveState now);
        return read(now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (writing)
        {
            disposed = true;
            state.Generation.Close();
        }
    }

    private void CompactAlone(CancellationToken cancel)
    {
        LiveState before;
        Lease reading;
        lock (writing)
        {
            before = Current();
            if (before.IsCompact) return;
            before.Generation.TryAcquire(out reading);
            editsMeanwhile = [];
        }

        ItemIndex? next = null;
        try
        {
            next = before.Compacted(options, cancel);
            lock (writing)
            {
                Current();
                LiveState after = LiveState.Of(next);
                foreach ((string item, float[]? vector) in editsMeanwhile)
                    after = vector is null ? after.Without(item) : after.With(item, vector);
                state = after;
                next = null;
                before.Generation.Close();
            }
        }
        finally
        {
            lock (writing) editsMeanwhile = null;
            next?.Dispose();
            reading.Dispose();
        }
    }

    /// <summary>The current state, which stays alive until the lease is returned.</summary>
    private Lease Acquire(out LiveState now)
    {
        while (true)
        {
            now = Current();
            if (now.Generation.TryAcquire(out Lease lease)) return lease;

            // Superseded just now; the next state is there already.
        }
    }

    private LiveState Current()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return state;
    }

    private static SearchOptions Supported(SearchOptions? search)
        => search is null or { IsPlain: true, Dislikes.Count: 0 } ? search ?? new SearchOptions() : throw Unsupported();

    private static Item2VecException Unsupported() => new(
        "a live index answers without rules, reasons and dislikes of similar items", "ask the ItemIndex of what it saves", ErrorCode.Usage);

    private void CheckVector(ReadOnlySpan<float> vector)
    {
        if (vector.Length != Dimensions)
            throw new ArgumentException($"The vector has {vector.Length} numbers, {Dimensions} were expected.", nameof(vector));
        foreach (float value in vector)
            if (!float.IsFinite(value)) throw new ArgumentException("The vector holds a number that is not finite.", nameof(vector));
    }
}
