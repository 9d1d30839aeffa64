using Item2Vec.Embeddings;
using Item2Vec.Indexing.Live;

namespace Item2Vec.Indexing;

/// <summary>An index that items are added to, replaced in and removed from while others ask it.</summary>
/// <remarks>
/// Thread-safe. A reader takes the state that is current when it begins and keeps it to its end, without a lock; a writer makes the next state beside it and puts it
/// in place at once, one writer after another. New and replaced vectors are compared one by one (a thousand take about 20 microseconds a query);
/// <see cref="Compact"/> links them into a graph and forgets what was removed. By the metric of the index that it starts from.
/// </remarks>
public sealed class LiveIndex : IDisposable
{
    private readonly Lock writing = new();
    private readonly IndexOptions? options;
    private volatile LiveState state;
    private volatile bool disposed;

    /// <summary>Starts from an index, which becomes this one's: it is disposed with it.</summary>
    /// <param name="start">The index.</param>
    public LiveIndex(ItemIndex start)
    {
        ArgumentNullException.ThrowIfNull(start);
        options = start.Graph?.Options;
        state = LiveState.Of(start);
    }

    /// <summary>The number of items.</summary>
    public int Count => state.Count;

    /// <summary>The length of a vector.</summary>
    public int Dimensions => state.Base.Dimensions;

    /// <summary>The items that <see cref="Compact"/> would link: added or replaced since it was last called.</summary>
    public int Pending => state.Added.Count;

    /// <summary>Whether an item is there.</summary>
    public bool Contains(string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return Current().Contains(item);
    }

    /// <summary>Adds an item, or replaces its vector.</summary>
    /// <param name="item">The id, 1 to 65,536 bytes of UTF-8.</param>
    /// <param name="vector"><see cref="Dimensions"/> finite numbers; they are copied.</param>
    /// <exception cref="ArgumentException">The id or the vector is not as described.</exception>
    public void Set(string item, ReadOnlySpan<float> vector)
    {
        ArgumentException.ThrowIfNullOrEmpty(item);
        int bytes = System.Text.Encoding.UTF8.GetByteCount(item);
        if (bytes > Vocabulary.MaxItemBytes) throw new ArgumentException($"An id has 1 to {Vocabulary.MaxItemBytes} bytes, this one has {bytes}.", nameof(item));
        if (vector.Length != Dimensions) throw new ArgumentException($"The vector has {vector.Length} numbers, {Dimensions} were expected.", nameof(vector));
        foreach (float value in vector)
            if (!float.IsFinite(value)) throw new ArgumentException("The vector holds a number that is not finite.", nameof(vector));
        lock (writing) state = Current().With(item, vector);
    }

    /// <summary>Removes an item; false when it is not there.</summary>
    public bool Remove(string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        lock (writing)
        {
            LiveState before = Current();
            if (!before.Contains(item)) return false;
            state = before.Without(item);
            return true;
        }
    }

    /// <summary>The items nearest to an item; the item itself is left out.</summary>
    /// <exception cref="Item2VecException">The item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public Neighbor[] Similar(string item, int count = 10, SearchOptions? search = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        LiveState now = Current();
        return now.Find(now.VectorOf(item), count, search ?? new SearchOptions(), item);
    }

    /// <summary>The items nearest to a vector of <see cref="Dimensions"/> finite numbers.</summary>
    public Neighbor[] Nearest(ReadOnlySpan<float> vector, int count = 10, SearchOptions? search = null)
    {
        if (vector.Length != Dimensions) throw new ArgumentException($"The vector has {vector.Length} numbers, {Dimensions} were expected.", nameof(vector));
        return Current().Find(vector.ToArray(), count, search ?? new SearchOptions(), null);
    }

    /// <summary>A copy of an item's vector.</summary>
    /// <exception cref="Item2VecException">The item is unknown (<see cref="ErrorCode.NotFound"/>).</exception>
    public float[] Vector(string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return Current().VectorOf(item);
    }

    /// <summary>Links all items anew, with the options of the index it started from. Readers go on meanwhile; writers wait.</summary>
    /// <remarks>
    /// Items that were added come behind the others, with a count of zero and, where the model has output vectors, a zero one. Replaced
    /// items keep their place, count and attributes.
    /// </remarks>
    public void Compact(CancellationToken cancellationToken = default)
    {
        lock (writing)
        {
            LiveState before = Current();
            if (before.Added.Count == 0 && before.Gone.Count == 0) return;
            ItemIndex next = ItemIndex.Own(before.ToVectors(), options, cancellationToken);

            // The index before goes when its last reader has let go of it: disposing it now would end queries that are under way.
            state = LiveState.Of(next);
        }
    }

    /// <summary>Compacts, and writes the result to an <c>.i2v</c> file.</summary>
    /// <exception cref="Item2VecException">The file cannot be written (<see cref="ErrorCode.CannotWrite"/>).</exception>
    public void Save(string path)
    {
        lock (writing)
        {
            Compact();
            Current().Base.Save(path);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        state.Base.Dispose();
    }

    private LiveState Current()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return state;
    }
}
