using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;

namespace Item2Vec.Service.Models;

/// <summary>The filters that requests to one model have asked for: making one reads a column, using it again is free.</summary>
/// <remarks>
/// Thread-safe. In a large model a filter that nobody has asked for before is made in the background by a few threads, and only the
/// requests that ask for it wait, without a thread: see <see cref="FilterPending"/>. When the cache is full, those not used since the last
/// round go first, so that invented conditions do not displace the shop's own.
/// </remarks>
internal sealed class FilterCache
{
    private const int MinEntries = 16, MaxEntries = 128;
    private const long MaxBytes = 64L << 20;

    /// <summary>Filters being made or waiting for it; more are refused.</summary>
    private const int MaxPending = 256;

    /// <summary>Half of the processors: the others answer what needs no new filter.</summary>
    private static readonly SemaphoreSlim Builders = new(Math.Max(1, Environment.ProcessorCount / 2));

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> pending = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();
    private readonly ItemVectors vectors;
    private readonly Func<Lease?> hold;
    private readonly int maxInline;
    private readonly int maxEntries;

    /// <param name="vectors">The items and their attributes.</param>
    /// <param name="hold">Keeps the model open for a filter that is made in the background; null if it has been closed.</param>
    /// <param name="maxInline">Up to so many items a filter is made by the request itself.</param>
    public FilterCache(ItemVectors vectors, Func<Lease?> hold, int maxInline)
    {
        this.vectors = vectors;
        this.hold = hold;
        this.maxInline = maxInline;
        maxEntries = (int)Math.Clamp(MaxBytes / Math.Max(1, vectors.Count / 8), MinEntries, MaxEntries);
    }

    /// <summary>The number of filters kept.</summary>
    public int Count => entries.Count;

    /// <summary>The items that are in a list and meet all conditions, or null when there are neither.</summary>
    /// <exception cref="Item2VecException">A text is not a condition, or names a column that is not there.</exception>
    /// <exception cref="FilterPending">A filter is being made.</exception>
    public ItemFilter? Get(IReadOnlyList<string> conditions, NamedFilter? named = null)
    {
        if (conditions.Count == 0) return named?.Filter;
        if (named is null && conditions.Count == 1) return Single(conditions[0], out Task? made) ?? throw new FilterPending(made!);
        string key = Key(conditions, named);
        if (Known(key) is ItemFilter known) return known;
        List<Task> missing = [];
        ItemFilter? all = named?.Filter;
        foreach (string condition in conditions)
        {
            if (Single(condition, out Task? waited) is ItemFilter one) all = all?.And(one) ?? one;
            else missing.Add(waited!);
        }

        if (missing.Count > 0) throw new FilterPending(Task.WhenAll(missing));
        Add(key, all!);
        return all;
    }

    private ItemFilter? Single(string condition, out Task? made)
    {
        made = null;
        string key = Key([condition], null);
        if (Known(key) is ItemFilter known) return known;
        if (vectors.Count <= maxInline)
        {
            ItemFilter filter = ItemFilter.Where(vectors, condition);
            Add(key, filter);
            return filter;
        }

        // What is wrong with it is said at once.
        ItemFilter.Check(vectors, condition);
        lock (pending)
        {
            if (pending.TryGetValue(key, out made)) return null;
            if (pending.Count >= MaxPending) throw new FiltersBusy();
            pending.Add(key, made = Task.Run(() => Make(key, condition)));
            return null;
        }
    }

    private async Task Make(string key, string condition)
    {
        await Builders.WaitAsync().ConfigureAwait(false);
        try
        {
            // The model has been replaced: who waits asks the next one.
            if (hold() is not Lease lease) return;
            using Lease held = lease;
            Add(key, ItemFilter.Where(vectors, condition));
        }
        finally
        {
            Builders.Release();
            lock (pending) pending.Remove(key);
        }
    }

    private ItemFilter? Known(string key)
    {
        if (!entries.TryGetValue(key, out Entry? entry)) return null;
        entry.IsUsed = true;
        return entry.Filter;
    }

    private void Add(string key, ItemFilter filter)
    {
        lock (order)
        {
            if (!entries.TryAdd(key, new Entry(filter))) return;
            order.Enqueue(key);
            while (entries.Count > maxEntries)
            {
                string oldest = order.Dequeue();
                bool stays = oldest == key || entries[oldest].IsUsed;
                entries[oldest].IsUsed = false;
                if (stays) order.Enqueue(oldest);
                else entries.TryRemove(oldest, out _);
            }
        }
    }

    /// <summary>Tells lists of conditions apart whatever letters are in them: each stands behind its length.</summary>
    private static string Key(IReadOnlyList<string> conditions, NamedFilter? named)
    {
        StringBuilder key = new();
        if (named is not null) key.Append(CultureInfo.InvariantCulture, $"#{named.Version} ");
        foreach (string condition in conditions) key.Append(CultureInfo.InvariantCulture, $"{condition.Length} {condition}");
        return key.ToString();
    }

    private sealed class Entry(ItemFilter filter)
    {
        public ItemFilter Filter => filter;

        // Written by any request, read under the lock of the order; a lost write costs a filter its second round.
        public bool IsUsed { get; set; }
    }
}

/// <summary>A request asks for a filter that is being made: it is asked again when that is done.</summary>
internal sealed class FilterPending(Task made) : Exception("A filter is being made.")
{
    public Task Made => made;
}

/// <summary>Too many filters are being made.</summary>
internal sealed class FiltersBusy() : Exception("Too many filters are being made.");
