using System.Collections.Immutable;
using Item2Vec.Embeddings;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Live;

/// <summary>What a <see cref="LiveIndex"/> is at a moment: an index, the rows of it that are gone, and the items added since. Immutable.</summary>
/// <param name="Base">The index.</param>
/// <param name="Gone">Rows of it that were removed or replaced.</param>
/// <param name="Added">Items that were added, and replaced ones with their new vectors.</param>
internal sealed record LiveState(ItemIndex Base, ImmutableHashSet<int> Gone, AddedItems Added)
{
    public int Count => Base.Count - Gone.Count + Added.Count;

    public static LiveState Of(ItemIndex index) => new(index, [], AddedItems.None(index.Dimensions));

    public bool Contains(string item) => Added.Contains(item) || BaseRow(item) >= 0;

    public LiveState With(string item, ReadOnlySpan<float> vector) => WithoutBase(item) with { Added = Added.With(item, vector) };

    public LiveState Without(string item) => WithoutBase(item) with { Added = Added.Without(item) };

    /// <exception cref="Item2VecException">The item is unknown.</exception>
    public float[] VectorOf(string item)
    {
        if (Added.VectorOf(item) is float[] vector) return vector;
        if (BaseRow(item) < 0 && Base.Vectors.Vocabulary.TryGetRow(item, out _))
            throw new Item2VecException($"item '{item}' has been removed", code: ErrorCode.NotFound);
        return Base.Vector(item);
    }

    public Neighbor[] Find(float[] vector, int count, SearchOptions search, string? self)
    {
        if (count < 1) throw new Item2VecException($"{count} results were asked for, at least 1 is possible", code: ErrorCode.Usage);
        if (search.Filter is not null && Added.Count > 0)
            throw new Item2VecException("a filter cannot be used while items are pending", "compact the index first", ErrorCode.Usage);
        HashSet<string> excluded = [.. search.Exclude];
        if (self is not null) excluded.Add(self);
        int start = self is null ? -1 : BaseRow(self);
        Neighbor[] old = Base.NearestBut(vector, Math.Min(count, Math.Max(1, Base.Count)), start, Gone, search with { Exclude = excluded });
        if (Added.Count == 0) return old;

        using NativeBuffer<float> query = NativeBuffer<float>.Allocate(EmbeddingMatrix.StrideOf(vector.Length));
        double factor = Base.Metric == Metric.Cosine ? Norms.Length(vector) is > 0 and double length ? 1 / length : 0 : 1;
        for (int d = 0; d < vector.Length; d++) query[d] = (float)(vector[d] * factor);
        IEnumerable<Neighbor> added = Added.Find(query, Base.Metric, count, item => !excluded.Contains(item)).Select(found => new Neighbor(found.Item, found.Score, null));

        // Stable: among equals the older item comes first.
        return [.. old.Concat(added).OrderByDescending(found => found.Score).Take(count)];
    }

    /// <summary>All items with their vectors: those of the index that are left, replaced ones in their places, then the added ones.</summary>
    public ItemVectors ToVectors()
    {
        ItemVectors from = Base.Vectors;
        using MemoryLease lease = from.Lease();
        (string Item, int Row)[] kept = [.. Enumerable.Range(0, from.Count)
            .Select(row => (Item: from.Vocabulary[row], Row: row)).Where(item => !Gone.Contains(item.Row) || Added.Contains(item.Item))];
        HashSet<string> known = [.. kept.Select(item => item.Item)];
        (string Item, int Row)[] all = [.. kept, .. Added.Items.Where(item => !known.Contains(item)).Select(item => (item, -1))];

        VocabularyBuilder vocabulary = new();
        EmbeddingMatrix input = new(all.Length, from.Dimensions);
        EmbeddingMatrix? output = from.Output is null ? null : new(all.Length, from.Dimensions);
        for (int row = 0; row < all.Length; row++)
        {
            (string item, int old) = all[row];
            vocabulary.Add(item, old < 0 ? 0 : from.Vocabulary.CountOf(old));
            (Added.VectorOf(item) ?? from.Input.Row(old).ToArray()).CopyTo(input.Row(row));
            if (output is not null && old >= 0) from.Output!.Row(old).CopyTo(output.Row(row));
        }

        ItemAttributes attributes = new(
            from.Attributes.Names, from.Attributes.Names.Select(name => StringColumn.Of([.. all.Select(item => item.Row < 0 ? null : from.Attributes.Value(item.Row, name))])));
        return new ItemVectors(vocabulary.Build(), input, output, attributes, from.Training);
    }

    private int BaseRow(string item) => Base.Vectors.Vocabulary.TryGetRow(item, out int row) && !Gone.Contains(row) ? row : -1;

    private LiveState WithoutBase(string item) => BaseRow(item) is >= 0 and int row ? this with { Gone = Gone.Add(row) } : this;
}
