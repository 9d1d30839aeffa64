using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Filters;

namespace Item2Vec.Service.Models;

/// <summary>
/// A model that requests are answered from: each takes a lease, so that it is unmapped when it has been replaced and the last request that
/// uses it has ended.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ServedModel
{
    private readonly Lifetime use;
    private int asked = -1;

    public ServedModel(ItemIndex index, string path, ModelSignature? signature, DateTimeOffset loaded)
    {
        use = new Lifetime(index.Dispose);
        Index = index;
        Path = path;
        Signature = signature;
        Loaded = loaded;
        ItemAttributes attributes = index.Vectors.Attributes;
        Titles = attributes.TitleColumn is string title ? attributes.Columns[attributes.Names.ToList().IndexOf(title)] : null;
        Users = index.Vectors.Users;
        Filters = new FilterCache(index.Vectors);
    }

    public ItemIndex Index { get; }

    /// <summary>Where it was opened.</summary>
    public string Path { get; }

    /// <summary>What the disk held when it was opened.</summary>
    public ModelSignature? Signature { get; }

    public DateTimeOffset Loaded { get; }

    public Vocabulary Items => Index.Vectors.Vocabulary;

    /// <summary>The users' vectors, or null where the model has none.</summary>
    public ItemVectors? Users { get; }

    /// <summary>The column displayed with an item, or null.</summary>
    public StringColumn? Titles { get; }

    public FilterCache Filters { get; }

    /// <summary>Whether the memory has been given back.</summary>
    public bool IsClosed => use.IsFreed;

    /// <summary>Keeps the model open until the lease is returned; false when it has been replaced.</summary>
    public bool TryAcquire(out Lease lease) => use.TryAcquire(out lease);

    /// <summary>Closes it when the last lease has been returned.</summary>
    public void Close() => use.Close();

    /// <summary>Records a query, for measuring recall.</summary>
    public void Note(int row) => asked = row;

    /// <summary>The query last asked since this was called before, or -1.</summary>
    public int TakeAsked() => Interlocked.Exchange(ref asked, -1);
}

/// <summary>The filters that requests to one model have asked for: making one reads a column, using it again is free.</summary>
/// <remarks>
/// Thread-safe. The oldest goes when it is full, so that invented conditions cost time but no memory: an eighth of a byte an item each.
/// </remarks>
internal sealed class FilterCache(ItemVectors vectors)
{
    private const int MaxEntries = 128;
    private readonly ConcurrentDictionary<string, ItemFilter> filters = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> order = new();

    /// <summary>The items that meet all conditions, or null when there are none.</summary>
    /// <exception cref="Item2VecException">A text is not a condition, or names a column that is not there.</exception>
    public ItemFilter? Get(IReadOnlyList<string> conditions)
    {
        if (conditions.Count == 0) return null;
        string key = Key(conditions);
        if (filters.TryGetValue(key, out ItemFilter? known)) return known;
        ItemFilter made = conditions.Count == 1
            ? ItemFilter.Where(vectors, conditions[0])
            : conditions.Select(condition => Get([condition])!).Aggregate((all, one) => all.And(one));
        if (!filters.TryAdd(key, made)) return made;
        order.Enqueue(key);
        while (filters.Count > MaxEntries && order.TryDequeue(out string? oldest)) filters.TryRemove(oldest, out _);
        return made;
    }

    /// <summary>Tells lists of conditions apart whatever letters are in them: each stands behind its length.</summary>
    private static string Key(IReadOnlyList<string> conditions)
    {
        StringBuilder key = new();
        foreach (string condition in conditions) key.Append(CultureInfo.InvariantCulture, $"{condition.Length} {condition}");
        return key.ToString();
    }
}
