using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;

namespace Item2Vec.Service;

/// <summary>The filters that requests to one model have asked for: making one reads a column, using it again is free.</summary>
/// <remarks>Thread-safe. The oldest goes when it is full, so that invented conditions cost time but no memory: an eighth of a byte an item each.</remarks>
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
