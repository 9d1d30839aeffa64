using System.Collections.Concurrent;
using Item2Vec.Embeddings;
using Item2Vec.Indexing;

namespace Item2Vec.Service;

/// <summary>The filters that requests to one model have asked for: making one reads a column, using it again is free.</summary>
/// <remarks>Thread-safe. When it is full it is emptied, so that invented conditions cost time but no memory: an eighth of a byte an item each.</remarks>
internal sealed class FilterCache(ItemVectors vectors)
{
    private const int Most = 128;
    private readonly ConcurrentDictionary<string, ItemFilter> filters = new(StringComparer.Ordinal);

    /// <summary>The items that meet all conditions, or null when there are none.</summary>
    /// <exception cref="Item2VecException">A text is not a condition, or names a column that is not there.</exception>
    public ItemFilter? Get(IReadOnlyList<string> conditions)
    {
        if (conditions.Count == 0) return null;
        string key = string.Join('\n', conditions);
        if (filters.TryGetValue(key, out ItemFilter? known)) return known;
        ItemFilter made = conditions.Select(condition => ItemFilter.Where(vectors, condition)).Aggregate((all, one) => all.And(one));
        if (filters.Count >= Most) filters.Clear();
        return filters[key] = made;
    }
}
