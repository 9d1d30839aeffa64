using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>Assigns each distinct id a code in order of appearance and counts its occurrences.</summary>
internal sealed class ItemDictionary : IDisposable
{
    private NativeBuffer<byte> blob = NativeBuffer<byte>.Allocate(1 << 16);
    private Entry[] entries = new Entry[1024];
    private int[] slots = NewSlots(4096);
    private int count;

    /// <summary>The number of distinct ids.</summary>
    public int Count => count;

    /// <summary>The code of an id, new or known; increments its count.</summary>
    public int Add(ReadOnlySpan<byte> item)
    {
        ulong hash = IdHash.Of(item);
        int mask = slots.Length - 1;
        int slot = (int)hash & mask;
        for (; slots[slot] >= 0; slot = (slot + 1) & mask)
        {
            ref Entry known = ref entries[slots[slot]];
            if (known.Hash != hash || known.Length != item.Length || !blob.Slice(known.Offset, known.Length).SequenceEqual(item)) continue;
            known.Count++;
            return slots[slot];
        }

        int code = Append(item, hash);
        slots[slot] = code;
        if (count * 2 > slots.Length) Rehash();
        return code;
    }

    public ReadOnlySpan<byte> Utf8(int code) => blob.Slice(entries[code].Offset, entries[code].Length);

    public long CountOf(int code) => entries[code].Count;

    /// <summary>Resets all counts to zero.</summary>
    public void ResetCounts()
    {
        foreach (ref Entry entry in entries.AsSpan(0, count)) entry.Count = 0;
    }

    public void CountOne(int code) => entries[code].Count++;

    /// <summary>
    /// The ids that occur at least <paramref name="minCount"/> times as a vocabulary (descending count, then the bytes of the id), and for
    /// each code its row, or -1.
    /// </summary>
    public (Vocabulary Items, int[] Rows) ToVocabulary(long minCount)
    {
        int[] kept = [.. Enumerable.Range(0, count).Where(code => entries[code].Count >= minCount)];
        kept.AsSpan().Sort((a, b) => entries[a].Count != entries[b].Count
            ? entries[b].Count.CompareTo(entries[a].Count)
            : Utf8(a).SequenceCompareTo(Utf8(b)));
        int[] rows = new int[count];
        Array.Fill(rows, -1);
        VocabularyBuilder builder = new();
        foreach (int code in kept)
        {
            rows[code] = builder.Count;
            builder.Add(Utf8(code), entries[code].Count);
        }

        return (builder.Build(), rows);
    }

    public void Dispose() => blob.Dispose();

    private static int[] NewSlots(int length)
    {
        int[] slots = new int[length];
        Array.Fill(slots, -1);
        return slots;
    }

    private int Append(ReadOnlySpan<byte> item, ulong hash)
    {
        if (count == entries.Length) Array.Resize(ref entries, count * 2);
        long offset = count == 0 ? 0 : entries[count - 1].Offset + entries[count - 1].Length;
        if (offset + item.Length > blob.Length) blob = blob.Resize(Math.Max(blob.Length * 2, offset + item.Length));
        item.CopyTo(blob.Slice(offset, item.Length));
        entries[count] = new Entry { Hash = hash, Offset = offset, Length = item.Length, Count = 1 };
        return count++;
    }

    private void Rehash()
    {
        slots = NewSlots(slots.Length * 2);
        int mask = slots.Length - 1;
        for (int code = 0; code < count; code++)
        {
            int slot = (int)entries[code].Hash & mask;
            while (slots[slot] >= 0) slot = (slot + 1) & mask;
            slots[slot] = code;
        }
    }

    private struct Entry
    {
        public ulong Hash;
        public long Offset;
        public long Count;
        public int Length;
    }
}
