using System.Collections.Immutable;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Live;

/// <summary>A state of a <see cref="LiveIndex"/>: an index, its deleted rows, and the items added since. Immutable.</summary>
/// <param name="Generation">The index, leased by readers.</param>
/// <param name="Deleted">Its rows that were deleted or replaced.</param>
/// <param name="Removed">Those of them that were deleted.</param>
/// <param name="Added">Added items, and replaced ones with their new vectors.</param>
internal sealed record LiveState(Generation Generation, ImmutableHashSet<int> Deleted, ImmutableHashSet<int> Removed, AddedItems Added)
{
    public ItemIndex Base => Generation.Index;

    public int Count => Base.Count - Deleted.Count + Added.Count;

    public bool IsCompact => Added.Count == 0 && Deleted.Count == 0;

    public static LiveState Of(ItemIndex index)
    {
        Generation generation = new(index);
        return new LiveState(generation, [], [], AddedItems.None(generation));
    }

    public bool Contains(string item) => Added.Contains(item) || BaseRow(item) >= 0;

    public LiveState With(string item, ReadOnlySpan<float> vector)
    {
        ImmutableHashSet<int> removed = Base.Vectors.Vocabulary.TryGetRow(item, out int row) ? Removed.Remove(row) : Removed;
        return WithoutBase(item) with { Removed = removed, Added = Added.With(item, vector) };
    }

    public LiveState Without(string item)
    {
        ImmutableHashSet<int> removed = Base.Vectors.Vocabulary.TryGetRow(item, out int row) ? Removed.Add(row) : Removed;
        return WithoutBase(item) with { Removed = removed, Added = Added.Without(item) };
    }

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
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        HashSet<string> excluded = [.. search.Exclude];
        if (self is not null) excluded.Add(self);
        int start = self is null ? -1 : BaseRow(self);
        ItemFilter? filter = search.Filter?.For(Base.Vectors);
        Neighbor[] old = Base.NearestBut(
            vector, Math.Min(count, Math.Max(1, Base.Count)), start, Deleted, search with { Exclude = excluded, Filter = filter });
        return WithAdded(
            old, query => QueryBuilder.Write(vector, Base.Metric == Metric.Cosine, new double[vector.Length], query), count, excluded,
            filter);
    }

    /// <summary>What comes next; see <see cref="LiveIndex.Recommend"/>.</summary>
    public Neighbor[] Recommend(IReadOnlyList<string> history, int count, RecommendOptions options)
    {
        options.Validate();
        Dictionary<int, float[]> pending = [];
        HistoryQuery query = QueryReader.Read(
            history, options, Base.UserOf(options),
            (item, isRequired) => FindRow(item, isRequired, pending)) with { Pending = pending };

        // Added items have no output vector that could be predicted.
        if (pending.Keys.Any(row => row >= Base.Count)) query = query with { Fold = HistoryFold.Mean };
        int[] used = [.. query.Excluded(options.AllowHistory).Where(row => row < Base.Count)];
        bool isByInput = options.Score?.IsByInput == true;
        ItemFilter? filter = options.Filter?.For(Base.Vectors);
        Neighbor[] old = Base.RecommendBut(query, count, (isByInput ? Deleted : Removed).Union(used), options with { Filter = filter });
        if (!isByInput) return old;
        HashSet<string> excluded = [.. options.Exclude, .. options.Dislikes];
        if (!options.AllowHistory) excluded.UnionWith(history.Concat(options.Likes));
        return WithAdded(old, vector => Base.Write(query, options.Decay, vector), count, excluded, filter);
    }

    /// <summary>The row of an item; that of an added one lies behind those of the index. Collects pending vectors.</summary>
    private int FindRow(string item, bool isRequired, Dictionary<int, float[]> pending)
    {
        if (Added.VectorOf(item) is float[] vector)
        {
            if (!Base.Vectors.Vocabulary.TryGetRow(item, out int row)) row = Base.Count + pending.Count;
            pending[row] = vector;
            return row;
        }

        if (isRequired && BaseRow(item) < 0) _ = VectorOf(item);
        return BaseRow(item);
    }

    private delegate void QueryWriter(Span<float> query);

    /// <summary>An answer of the index together with the items added since.</summary>
    private Neighbor[] WithAdded(Neighbor[] old, QueryWriter write, int count, HashSet<string> excluded, ItemFilter? filter)
    {
        if (Added.Count == 0) return old;
        using NativeBuffer<float> query = NativeBuffer<float>.Allocate(EmbeddingMatrix.StrideOf(Base.Dimensions));
        write(query.Slice(0, Base.Dimensions));
        IEnumerable<Neighbor> added = Added.Find(query, Base.Metric, count, excluded, filter)
            .Select(found => new Neighbor(found.Item, found.Score, null));

        // Stable: in ties the older item comes first.
        return [.. old.Concat(added).OrderByDescending(found => found.Score).Take(count)];
    }

    /// <summary>
    /// Builds an index of all items: the remaining ones of the current index, replaced ones in their rows, then the added ones.
    /// </summary>
    public ItemIndex Compacted(IndexOptions? options, CancellationToken cancel)
    {
        (string Item, int Row)[] all = Items();
        using ItemVectors vectors = Rewritten(all);

        // A replaced item keeps its output vector, and the links of that one.
        int[] input = [.. all.Select(item => item.Row >= 0 && !Deleted.Contains(item.Row) ? item.Row : -1)];
        return ItemIndex.BuildFrom(vectors, options, Base.ToPredecessor(input, [.. all.Select(item => item.Row)]), null, cancel);
    }

    private ItemVectors Rewritten((string Item, int Row)[] all)
    {
        try
        {
            return ToVectors(all);
        }
        catch (ArgumentException error) when (Base.Vectors.File is SectionFile file)
        {
            throw file.Damaged($"its items cannot be written again ({error.Message})");
        }
    }

    /// <summary>All items and their rows in the index, -1 for added ones.</summary>
    private (string Item, int Row)[] Items()
    {
        Vocabulary items = Base.Vectors.Vocabulary;
        List<(string Item, int Row)> all = new(Count);
        for (int row = 0; row < items.Count; row++)
        {
            bool deleted = Deleted.Contains(row);
            string item = items[row];
            if (!deleted || Added.Contains(item)) all.Add((item, row));
        }

        all.AddRange(Added.Items.Where(item => !items.TryGetRow(item, out _)).Select(item => (item, -1)));
        return [.. all];
    }

    private ItemVectors ToVectors((string Item, int Row)[] all)
    {
        ItemVectors from = Base.Vectors;
        using Lease lease = from.Acquire();
        VocabularyBuilder vocabulary = new();
        EmbeddingMatrix input = new(all.Length, from.Dimensions);
        EmbeddingMatrix? output = null;
        try
        {
            if (from.Output is not null) output = new EmbeddingMatrix(all.Length, from.Dimensions);
            return ToVectors(all, vocabulary, input, output);
        }
        catch
        {
            input.Dispose();
            output?.Dispose();
            throw;
        }
    }

    private ItemVectors ToVectors(
        (string Item, int Row)[] all, VocabularyBuilder vocabulary, EmbeddingMatrix input, EmbeddingMatrix? output)
    {
        ItemVectors from = Base.Vectors;
        for (int row = 0; row < all.Length; row++)
        {
            (string item, int old) = all[row];
            vocabulary.Add(item, old < 0 ? 0 : from.Vocabulary.CountOf(old));
            if (old >= 0 && !Deleted.Contains(old)) from.Input.Row(old).CopyTo(input.Row(row));
            else Added.VectorOf(item)!.CopyTo(input.Row(row));
            if (output is not null && old >= 0) from.Output!.Row(old).CopyTo(output.Row(row));
        }

        ItemAttributes attributes = new(
            from.Attributes.Names, from.Attributes.Names.Select(
                name => StringColumn.Of([.. all.Select(item => item.Row < 0 ? null : from.Attributes.Value(item.Row, name))])));
        return new ItemVectors(vocabulary.Build(), input, output, attributes, from.Training);
    }

    private int BaseRow(string item) => Base.Vectors.Vocabulary.TryGetRow(item, out int row) && !Deleted.Contains(row) ? row : -1;

    private LiveState WithoutBase(string item) => BaseRow(item) is >= 0 and int row ? this with { Deleted = Deleted.Add(row) } : this;
}

/// <summary>
/// An index between two compactions, and the memory of the items added to it meanwhile. All of it is freed when the next one has taken its
/// place and the last reader has left.
/// </summary>
internal sealed class Generation
{
    private readonly List<IDisposable> memory = [];
    private readonly Lifetime readers;

    public Generation(ItemIndex index)
    {
        Index = index;
        readers = new Lifetime(Free);
    }

    public ItemIndex Index { get; }

    /// <summary>Keeps it for a reader; false when another generation has taken its place.</summary>
    public bool TryAcquire(out Lease lease) => readers.TryAcquire(out lease);

    /// <summary>Lets no new readers in.</summary>
    public void Close() => readers.Close();

    /// <summary>Frees something with the generation. For the one writer at a time.</summary>
    public T Keep<T>(T part)
        where T : IDisposable
    {
        memory.Add(part);
        return part;
    }

    private void Free()
    {
        Index.Dispose();
        foreach (IDisposable part in memory) part.Dispose();
    }
}
