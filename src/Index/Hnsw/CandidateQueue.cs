using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>
/// The best nodes of a search in one sorted array, of which the first unexpanded one is expanded next; it replaces both heaps of the paper.
/// </summary>
/// <remarks>
/// An entry is <c>key * 2^32 + node * 2 + expanded</c>: comparing entries compares keys, then nodes. Lower keys are nearer.
/// </remarks>
internal sealed unsafe class CandidateQueue : IDisposable
{
    private NativeBuffer<ulong> entries = NativeBuffer<ulong>.Allocate(128);
    private int capacity;
    private ulong* first;

    public int Count { get; private set; }

    /// <summary>The first entry that may be unexpanded.</summary>
    public int Cursor { get; private set; }

    public ulong this[int at] => first[at];

    public static int NodeOf(ulong entry) => (int)((uint)entry >> 1);

    public static uint KeyOf(ulong entry) => (uint)(entry >> 32);

    public static ulong EntryOf(int node, uint key) => ((ulong)key << 32) | ((uint)node << 1);

    /// <summary>Clears the queue and sets its capacity.</summary>
    public void Reset(int keep)
    {
        if (keep > entries.Length - 1)
        {
            entries.Dispose();
            entries = NativeBuffer<ulong>.Allocate(Math.Max(keep + 1L, entries.Length * 2));
        }

        first = entries.Pointer;
        capacity = keep;
        Count = 0;
        Cursor = 0;
    }

    /// <summary>Keeps a node if it is among the best.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Offer(int node, uint key)
    {
        ulong entry = EntryOf(node, key);
        if (Count == capacity && entry >= first[Count - 1]) return;
        Insert(entry);
    }

    /// <summary>The next node to expand, marked as expanded; -1 if none is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next()
    {
        ulong* pool = first;
        int at = Cursor;
        int count = Count;
        while (at < count && (pool[at] & 1) != 0) at++;
        Cursor = at + 1;
        if (at >= count) return -1;
        pool[at] |= 1;
        return NodeOf(pool[at]);
    }

    /// <summary>The node that <see cref="Next"/> would return, or -1, for prefetching.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Peek()
    {
        int at = Cursor;
        while (at < Count && (first[at] & 1) != 0) at++;
        Cursor = at;
        return at < Count ? NodeOf(first[at]) : -1;
    }

    public void Dispose() => entries.Dispose();

    private void Insert(ulong entry)
    {
        ulong* pool = first;
        int count = Count;
        ulong* place = pool;
        int length = count;
        while (length > 0)
        {
            // Branchless, because the branch cannot be predicted.
            int half = (length + 1) >> 1;
            place += place[half - 1] < entry ? half : 0;
            length -= half;
        }

        // The last one falls out of a full queue.
        int at = (int)(place - pool);
        int moved = Math.Min(count, capacity - 1) - at;
        Buffer.MemoryCopy(place, place + 1, (long)moved * sizeof(ulong), (long)moved * sizeof(ulong));
        *place = entry;
        if (count < capacity) Count = count + 1;
        if (at < Cursor) Cursor = at;
    }
}
