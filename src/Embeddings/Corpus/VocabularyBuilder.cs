using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>Builds a <see cref="Vocabulary"/> from items in row order (descending count).</summary>
public sealed class VocabularyBuilder
{
    private NativeBuffer<byte> blob = NativeBuffer<byte>.Allocate(4096);
    private NativeBuffer<long> offsets = NativeBuffer<long>.Allocate(257);
    private NativeBuffer<long> counts = NativeBuffer<long>.Allocate(256);
    private long total;
    private int count;
    private bool built;
    private readonly bool inFallingOrder;

    /// <summary>An empty builder.</summary>
    public VocabularyBuilder()
        : this(inFallingOrder: true)
    {
    }

    /// <summary>A builder of ids whose counts need not descend, such as those of several columns in turn.</summary>
    internal VocabularyBuilder(bool inFallingOrder) => this.inFallingOrder = inFallingOrder;

    /// <summary>The number of items so far.</summary>
    public int Count => count;

    /// <summary>Adds the next row.</summary>
    /// <param name="utf8Item">The id, UTF-8, 1 to 65,536 bytes.</param>
    /// <param name="occurrences">Its count; not more than that of the previous row.</param>
    /// <exception cref="ArgumentException">The id is empty or too long, or the count is negative or higher than the previous
    /// one.</exception>
    /// <exception cref="InvalidOperationException">The vocabulary has been built.</exception>
    public void Add(ReadOnlySpan<byte> utf8Item, long occurrences)
    {
        CheckNotBuilt();
        ArgumentOutOfRangeException.ThrowIfNegative(occurrences);
        if (count == int.MaxValue - 1) throw new InvalidOperationException($"A vocabulary holds at most {count} items.");
        if (utf8Item.Length is 0 or > Vocabulary.MaxItemBytes)
            throw new ArgumentException(
                $"An id has 1 to {Vocabulary.MaxItemBytes} bytes, this one has {utf8Item.Length}.", nameof(utf8Item));
        if (inFallingOrder && count > 0 && occurrences > counts[count - 1])
            throw new ArgumentException("Items must come in falling order of count.", nameof(occurrences));
        if (count == counts.Length)
        {
            counts = counts.Resize(count * 2L);
            offsets = offsets.Resize((count * 2L) + 1);
        }

        long from = offsets[count];
        if (from + utf8Item.Length > blob.Length) blob = blob.Resize(Math.Max(blob.Length * 2, from + utf8Item.Length));
        utf8Item.CopyTo(blob.Slice(from, utf8Item.Length));
        counts[count++] = occurrences;
        total = checked(total + occurrences);
        offsets[count] = from + utf8Item.Length;
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{byte}, long)"/>
    /// <param name="item">The id.</param>
    /// <param name="occurrences">Its count; not more than that of the previous row.</param>
    public void Add(string item, long occurrences) => Add(Encoding.UTF8.GetBytes(item), occurrences);

    /// <summary>Creates the vocabulary; the builder must not be used afterward.</summary>
    /// <exception cref="ArgumentException">An id was added twice.</exception>
    public Vocabulary Build()
    {
        if (TryBuild(out Vocabulary? vocabulary, out int first, out int second)) return vocabulary;
        throw new ArgumentException($"The item '{Encoding.UTF8.GetString(Utf8(first))}' was added twice, as row {first} and row {second}.");
    }

    /// <summary>Creates the vocabulary, or returns the first two rows with the same id.</summary>
    internal bool TryBuild([NotNullWhen(true)] out Vocabulary? vocabulary, out int first, out int second)
    {
        CheckNotBuilt();
        built = true;
        long slotCount = (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(4, count * 2L));
        NativeBuffer<int> slots = NativeBuffer<int>.Allocate(slotCount);
        for (long slot = 0; slot < slotCount; slot++) slots[slot] = -1;
        vocabulary = null;
        first = -1;
        for (second = 0; second < count; second++)
        {
            first = Insert(slots, second);
            if (first >= 0) return false;
        }

        vocabulary = new Vocabulary(blob.Resize(offsets[count]), offsets.Resize(count + 1L), slots, counts.Resize(count), total);
        return true;
    }

    private void CheckNotBuilt()
    {
        if (built) throw new InvalidOperationException("The vocabulary has been built; make another builder.");
    }

    /// <summary>Inserts a row into the hash table; returns the row with the same id if there is one, otherwise -1.</summary>
    private int Insert(NativeBuffer<int> slots, int row)
    {
        long mask = slots.Length - 1;
        ReadOnlySpan<byte> item = Utf8(row);
        long slot = (long)(IdHash.Of(item) & (ulong)mask);
        for (; slots[slot] >= 0; slot = (slot + 1) & mask)
        {
            if (Utf8(slots[slot]).SequenceEqual(item)) return slots[slot];
        }

        slots[slot] = row;
        return -1;
    }

    private ReadOnlySpan<byte> Utf8(int row) => blob.Slice(offsets[row], (int)(offsets[row + 1L] - offsets[row]));
}
