using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Live;

namespace Item2Vec.Indexing.Filters;

/// <summary>
/// The items that an answer may contain. Created once, used for many queries of the same index. Immutable and thread-safe.
/// </summary>
/// <remarks>A <see cref="LiveIndex"/> accepts a filter of any of its states: it is applied to the items present at query time.</remarks>
public sealed class ItemFilter
{
    private readonly ItemVectors vectors;
    private readonly IItemRule[] rules;
    private readonly RowSet rows;
    private volatile ItemFilter? moved;

    private ItemFilter(ItemVectors vectors, params IItemRule[] rules)
    {
        this.vectors = vectors;
        this.rules = rules;
        rows = rules.Select(rule => rule.RowsOf(vectors)).Aggregate((all, some) => all.And(some));
    }

    private ItemFilter(ItemVectors vectors, IItemRule[] rules, RowSet rows)
    {
        this.vectors = vectors;
        this.rules = rules;
        this.rows = rows;
    }

    /// <summary>How many items pass.</summary>
    public int Count => rows.Count;

    /// <summary>The items of a list; unknown ones are ignored.</summary>
    public static ItemFilter Allow(ItemVectors vectors, IEnumerable<string> items)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(items);
        return new ItemFilter(vectors, new AllowedItems(items));
    }

    /// <summary>The items that match a condition; see <see cref="ItemCondition"/>.</summary>
    /// <exception cref="Item2VecException">The text is not a condition, or names a missing column
    /// (<see cref="ErrorCode.Usage"/>).</exception>
    public static ItemFilter Where(ItemVectors vectors, string condition)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return new ItemFilter(vectors, ItemCondition.Parse(condition));
    }

    /// <summary>The items with events, without those placed by metadata or content alone.</summary>
    public static ItemFilter WithEvents(ItemVectors vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return new ItemFilter(vectors, new ItemsWithEvents());
    }

    /// <summary>The items that pass both.</summary>
    /// <exception cref="ArgumentException">The filters belong to different vectors.</exception>
    public ItemFilter And(ItemFilter other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ItemFilter(vectors, [.. rules, .. other.rules], rows.And(other.RowsFor(vectors)));
    }

    internal RowSet RowsFor(ItemVectors asked)
        => IsOf(asked) ? rows : throw new ArgumentException("The filter was made for the vectors of another index.");

    /// <summary>The same rules for other vectors; the last ones are cached.</summary>
    internal ItemFilter For(ItemVectors asked)
    {
        if (IsOf(asked)) return this;
        ItemFilter? known = moved;
        if (known?.IsOf(asked) != true) moved = known = new ItemFilter(asked, rules);
        return known;
    }

    /// <summary>Whether an item passes that its vectors need not contain.</summary>
    internal bool Passes(string item) => Array.TrueForAll(rules, rule => rule.Passes(vectors, item));

    private bool IsOf(ItemVectors asked) => asked.Count == vectors.Count && ReferenceEquals(asked.Vocabulary, vectors.Vocabulary);
}

/// <summary>The rule of a filter.</summary>
internal interface IItemRule
{
    RowSet RowsOf(ItemVectors vectors);

    /// <summary>Whether an item passes; one that is not in the vectors has no attributes.</summary>
    bool Passes(ItemVectors vectors, string item);
}

/// <summary>The items of a list.</summary>
internal sealed class AllowedItems(IEnumerable<string> items) : IItemRule
{
    private readonly HashSet<string> allowed = new(items, StringComparer.Ordinal);

    public RowSet RowsOf(ItemVectors vectors)
    {
        RowSet rows = new(vectors.Count);
        foreach (string item in allowed)
            if (vectors.Vocabulary.TryGetRow(item, out int row)) rows.Add(row);
        return rows;
    }

    public bool Passes(ItemVectors vectors, string item) => allowed.Contains(item);
}

/// <summary>The items with events; one that is not in the vectors was added with its own vector, and passes.</summary>
internal sealed class ItemsWithEvents : IItemRule
{
    public RowSet RowsOf(ItemVectors vectors)
    {
        RowSet rows = new(vectors.Count);
        for (int row = 0; row < vectors.Count - vectors.ColdItems; row++) rows.Add(row);
        return rows;
    }

    public bool Passes(ItemVectors vectors, string item)
        => !vectors.Vocabulary.TryGetRow(item, out int row) || row < vectors.Count - vectors.ColdItems;
}
