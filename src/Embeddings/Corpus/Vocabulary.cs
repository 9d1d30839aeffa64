using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>
/// The items of a model: each item's id and count in the training data, and the mapping from id to row.
/// Rows are in descending order of count from 0, so that frequent rows are adjacent in memory.
/// </summary>
/// <remarks>
/// Thread-safe, and immutable but in a service that learns from live events, where items join it. Ids are UTF-8 in one block with an
/// open-addressing hash table, with the same layout in memory and in an <c>.i2v</c> file, so that opening a file copies nothing. Built with
/// <see cref="VocabularyBuilder"/>.
/// </remarks>
public sealed class Vocabulary
{
    /// <summary>Maximum length of an id in UTF-8 bytes.</summary>
    public const int MaxItemBytes = 64 * 1024;

    private readonly long builtCount;

    internal Vocabulary(
        NativeBuffer<byte> blob, NativeBuffer<long> offsets, NativeBuffer<int> slots, NativeBuffer<long> counts, long totalCount)
    {
        Blob = blob;
        Offsets = offsets;
        Slots = slots;
        Counts = counts;
        builtCount = totalCount;
    }

    /// <summary>The number of items.</summary>
    public int Count => Room?.Count ?? (int)Counts.Length;

    /// <summary>The sum of all counts: the number of training events of these items.</summary>
    public long TotalCount => Room is null ? builtCount : builtCount + Room.TotalEvents;

    /// <summary>Items that have joined since, or null where none can.</summary>
    internal VocabularyRoom? Room { get; private init; }

    /// <summary>The noun for an id in messages: these may be users.</summary>
    internal string Noun { get; set; } = "item";

    /// <summary>All ids concatenated, UTF-8; row r is [Offsets[r], Offsets[r + 1]).</summary>
    internal NativeBuffer<byte> Blob { get; }

    internal NativeBuffer<long> Offsets { get; }

    /// <summary>Power-of-two table of rows (-1 is empty), linear probing from <see cref="IdHash"/>.</summary>
    internal NativeBuffer<int> Slots { get; }

    internal NativeBuffer<long> Counts { get; }

    /// <summary>The id of a row.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not in [0, <see cref="Count"/>).</exception>
    public string this[int row]
    {
        get
        {
            using Lease lease = Acquire();
            return Encoding.UTF8.GetString(Utf8(row));
        }
    }

    /// <summary>How often the item occurs in the training data.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not in [0, <see cref="Count"/>).</exception>
    public long CountOf(int row)
    {
        using Lease lease = Acquire();
        CheckRow(row);
        return (row < Counts.Length ? Counts[row] : 0) + (Room?.EventsOf(row) ?? 0);
    }

    /// <summary>Finds the row of an item; false if the item is not in the vocabulary. O(1).</summary>
    public bool TryGetRow(string item, out int row)
    {
        ArgumentNullException.ThrowIfNull(item);
        const int onStack = 256;
        Span<byte> utf8 = stackalloc byte[onStack];
        return Encoding.UTF8.TryGetBytes(item, utf8, out int written)
            ? TryGetRow(utf8[..written], out row)
            : TryGetRow(Encoding.UTF8.GetBytes(item), out row);
    }

    /// <inheritdoc cref="TryGetRow(string, out int)"/>
    /// <param name="utf8Item">The id as UTF-8 bytes.</param>
    /// <param name="row">The row, or -1.</param>
    public bool TryGetRow(ReadOnlySpan<byte> utf8Item, out int row)
    {
        using Lease lease = Acquire();
        long mask = Slots.Length - 1;
        for (long slot = (long)(IdHash.Of(utf8Item) & (ulong)mask), probes = 0; probes <= mask; slot = (slot + 1) & mask, probes++)
        {
            row = Slots[slot];
            if (row < 0) break;
            if (row >= Count) throw Damaged($"the hash names row {row} of {Count}");
            if (Utf8(row).SequenceEqual(utf8Item)) return Room?.Deleted.Contains(row) != true || None(out row);
        }

        if (Room?.TryGetRow(utf8Item, out row) == true && !Room.Deleted.Contains(row)) return true;
        return None(out row);

        static bool None(out int row)
        {
            row = -1;
            return false;
        }
    }

    /// <summary>The row of an item, also of one that was deleted; -1 if it never was there.</summary>
    internal int RowEver(string item)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(item);
        using Lease lease = Acquire();
        if (TryGetRow(utf8, out int row) || Room is null || Room.Deleted.IsEmpty) return row;
        Vocabulary built = new(Blob, Offsets, Slots, Counts, builtCount);
        return built.TryGetRow(utf8, out row) || Room.TryGetRow(utf8, out row) ? row : -1;
    }

    /// <summary>The same items, in the same memory, with room for more.</summary>
    internal Vocabulary WithRoom(int room) => new(Blob, Offsets, Slots, Counts, builtCount)
    {
        Noun = Noun, Room = new VocabularyRoom((int)Counts.Length, room),
    };

    /// <summary>The row of an item.</summary>
    /// <exception cref="Item2VecException">The item is unknown (<see cref="ErrorCode.NotFound"/>); the hint names the closest known
    /// items, or says how a known one that looks the same differs.</exception>
    public int RowOf(string item)
    {
        if (TryGetRow(item, out int row)) return row;
        throw new Item2VecException(
            $"{Noun} '{item}' is not in the model", ItemSuggestions.Hint(item, ClosestItems(item)), ErrorCode.NotFound);
    }

    /// <summary>
    /// Known items with a spelling similar to a text, closest first; at most <paramref name="count"/>, none if nothing is close.
    /// </summary>
    public string[] ClosestItems(string text, int count = 3)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ItemSuggestions.Find(this, text, count);
    }

    /// <summary>Whether the first items of another vocabulary are all of this one's, in order.</summary>
    internal bool IsPrefixOf(Vocabulary longer)
    {
        if (ReferenceEquals(this, longer)) return true;
        if (longer.Count < Count) return false;
        using Lease lease = Acquire();
        using Lease longerLease = longer.Acquire();
        for (int row = 0; row < Count; row++)
            if (!Utf8(row).SequenceEqual(longer.Utf8(row))) return false;
        return true;
    }

    /// <summary>The number of items with a count of 0 at the end, if others have more.</summary>
    internal int CountUnseen()
    {
        using Lease lease = Acquire();
        int seen = (int)Counts.Length;
        while (builtCount > 0 && Counts[seen - 1] == 0) seen--;
        return (int)Counts.Length - seen;
    }

    /// <summary>Some of the items, in row order.</summary>
    internal Vocabulary Take(int[] rows)
    {
        using Lease lease = Acquire();
        VocabularyBuilder some = new();
        foreach (int row in rows) some.Add(Utf8(row), Counts[row]);
        return some.Build();
    }

    internal ReadOnlySpan<byte> Utf8(int row)
    {
        CheckRow(row);
        if (row >= Counts.Length) return Room!.Utf8(row);
        long from = Offsets[row];
        long to = Offsets[row + 1L];
        if (from < 0 || to < from || to - from > MaxItemBytes || to > Blob.Length)
            throw Damaged($"the id of row {row} lies outside its section");
        return Blob.Slice(from, (int)(to - from));
    }

    /// <summary>Keeps the memory alive while a caller works with <see cref="Utf8"/>.</summary>
    /// <exception cref="ObjectDisposedException">The model has been disposed.</exception>
    internal Lease Acquire() => Blob.Memory.Acquire(this);

    private static Item2VecException Damaged(string what)
        => new($"the file of vectors is damaged: {what}", "copy the file again, or train the model again");

    private void CheckRow(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
    }
}
