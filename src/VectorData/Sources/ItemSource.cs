using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Live;
using Item2Vec.Indexing.Search;

namespace Item2Vec.VectorData.Sources;

/// <summary>An index behind a collection: one that never changes, or a live one. It stays the caller's.</summary>
internal sealed class ItemSource
{
    private readonly ItemIndex? index;

    public ItemSource(ItemIndex index)
    {
        this.index = index;
        (Dimensions, Metric, Columns) = (index.Dimensions, index.Metric, index.Vectors.Attributes.Names);
    }

    public ItemSource(LiveIndex live)
    {
        Live = live;
        (Dimensions, Metric, Columns) = live.Read(state => (state.Base.Dimensions, state.Base.Metric, state.Base.Vectors.Attributes.Names));
    }

    /// <summary>The live index, or null if the index never changes.</summary>
    public LiveIndex? Live { get; }

    /// <summary>The index itself.</summary>
    public object Index => (object?)Live ?? index!;

    public int Dimensions { get; }

    public Metric Metric { get; }

    /// <summary>The columns of the items' attributes.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Reads the items as they are now; they stay alive meanwhile.</summary>
    public T Read<T>(Func<ItemState, T> read)
    {
        if (index is null) return Live!.Read(state => read(new ItemState(state.Base, state)));
        using Lease lease = index.Vectors.Acquire();
        return read(new ItemState(index, null));
    }
}

/// <summary>The items at a moment.</summary>
/// <param name="Base">The index.</param>
/// <param name="Live">What has changed since, or null.</param>
internal readonly record struct ItemState(ItemIndex Base, LiveState? Live)
{
    public ItemVectors Vectors => Base.Vectors;

    /// <summary>Whether there is such an item, and its row of attributes, -1 for one that was added later.</summary>
    public bool TryFind(string item, out int row)
    {
        bool known = Vectors.Vocabulary.TryGetRow(item, out row);
        if (!known) row = -1;
        return Live is null ? known : Live.Contains(item);
    }

    /// <summary>The vector of an item that is there.</summary>
    public float[] Vector(string item) => Live is null ? Base.Vector(item) : Live.VectorOf(item);

    /// <summary>The items nearest to a vector, best first.</summary>
    public Neighbor[] Nearest(float[] vector, int count, SearchOptions options)
        => Live is null ? Base.Nearest(vector, count, options) : Live.Find(vector, count, options, null);

    /// <summary>All items with their rows: by falling count, then those that were added later with row -1.</summary>
    public IEnumerable<(string Item, int Row)> All()
    {
        Vocabulary items = Vectors.Vocabulary;
        for (int row = 0; row < items.Count; row++)
            if (Live is null || !Live.Removed.Contains(row)) yield return (items[row], row);
        if (Live is null) yield break;
        foreach (string item in Live.Added.Items)
            if (!items.TryGetRow(item, out _)) yield return (item, -1);
    }
}
