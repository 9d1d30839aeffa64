using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>
/// Items that join a vocabulary while it is used, in rows after the others, and what has been counted of all items since. One thread
/// writes; any number read, without a lock.
/// </summary>
/// <param name="first">The number of items that the vocabulary has without them.</param>
/// <param name="room">How many can join.</param>
internal sealed class VocabularyRoom(int first, int room)
{
    private readonly ConcurrentDictionary<string, int> rows = new(StringComparer.Ordinal);
    private readonly byte[][] ids = new byte[room][];
    private readonly int[] events = new int[first + room];
    private readonly bool[] placed = new bool[room];

    // Written after the id: a reader that sees a row sees its id.
    private volatile int joined;
    private volatile ImmutableHashSet<int> deleted = [];
    private long totalEvents;

    /// <summary>The first row of an item that has joined.</summary>
    public int First => first;

    /// <summary>The number of all items.</summary>
    public int Count => first + joined;

    /// <summary>The number of items that there can be.</summary>
    public int Capacity => first + room;

    /// <summary>Whether no more can join.</summary>
    public bool IsFull => joined == room;

    /// <summary>The events counted since.</summary>
    public long TotalEvents => Volatile.Read(ref totalEvents);

    /// <summary>Rows that are not found and not in answers.</summary>
    public ImmutableHashSet<int> Deleted => deleted;

    public ReadOnlySpan<byte> Utf8(int row) => ids[row - first];

    public bool TryGetRow(ReadOnlySpan<byte> utf8, out int row)
    {
        if (joined > 0 && rows.TryGetValue(Encoding.UTF8.GetString(utf8), out row)) return true;
        row = -1;
        return false;
    }

    /// <summary>The events of an item since.</summary>
    public int EventsOf(int row) => Volatile.Read(ref events[row]);

    /// <summary>Whether an item is in answers: one that has joined has no place until it stands beside others.</summary>
    public bool IsPlaced(int row) => row < first || Volatile.Read(ref placed[row - first]);

    /// <summary>Adds an item that is not there.</summary>
    /// <returns>Its row; -1 if there is no room.</returns>
    public int Add(string item)
    {
        if (IsFull) return -1;
        int row = Count;
        ids[joined] = Encoding.UTF8.GetBytes(item);
        joined = joined + 1;
        rows[item] = row;
        return row;
    }

    public void Place(int row)
    {
        if (row >= first) Volatile.Write(ref placed[row - first], true);
    }

    public void CountEvent(int row, int by)
    {
        Volatile.Write(ref events[row], events[row] + by);
        Volatile.Write(ref totalEvents, totalEvents + by);
    }

    public void Delete(int row) => deleted = deleted.Add(row);

    public void Restore(int row) => deleted = deleted.Remove(row);
}
