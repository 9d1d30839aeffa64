using System.Globalization;
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
    private readonly CountedRule[] rules;
    private readonly RowSet rows;
    private volatile ItemFilter? moved;

    private ItemFilter(ItemVectors vectors, IItemRule rule)
        : this(vectors, rule, rule.RowsOf(vectors))
    {
    }

    private ItemFilter(ItemVectors vectors, IItemRule rule, RowSet rows)
        : this(vectors, [new CountedRule(rule, rows.Count)], rows)
    {
    }

    private ItemFilter(ItemVectors vectors, CountedRule[] rules, RowSet rows)
    {
        this.vectors = vectors;
        this.rules = rules;
        this.rows = rows;
        EmptyReason = rows.Count > 0 ? null : WhyEmpty();
    }

    /// <summary>How many items pass.</summary>
    public int Count => rows.Count;

    /// <summary>
    /// Why no item passes, such as <c>no item has in_stock=True; values are true, false</c>; null if one does.
    /// </summary>
    public string? EmptyReason { get; }

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

    /// <summary>Checks a condition without reading the column.</summary>
    /// <exception cref="Item2VecException">As for <see cref="Where"/>.</exception>
    internal static void Check(ItemVectors vectors, string condition) => ItemCondition.Parse(condition).Check(vectors);

    /// <summary>A named list of items whose rows are known.</summary>
    internal static ItemFilter Named(ItemVectors vectors, string name, RowSet rows)
        => new(vectors, new NamedItems(vectors, name, rows), rows);

    /// <summary>The items that pass a rule of another project.</summary>
    internal static ItemFilter By(ItemVectors vectors, IItemRule rule) => new(vectors, rule);

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
        if (known?.IsOf(asked) != true)
            moved = known = rules.Select(rule => new ItemFilter(asked, rule.Rule)).Aggregate((all, one) => all.And(one));
        return known;
    }

    /// <summary>Whether an item passes that its vectors need not contain.</summary>
    internal bool Passes(string item) => Array.TrueForAll(rules, rule => rule.Rule.Passes(vectors, item));

    private string WhyEmpty()
        => Array.Find(rules, rule => rule.Count == 0) is CountedRule { Rule: not null } none
            ? none.Rule.WhyNone(vectors)
            : $"no item passes all of {string.Join(" and ", rules.Select(rule => rule.ToString()))}";

    private bool IsOf(ItemVectors asked) => asked.Count == vectors.Count && ReferenceEquals(asked.Vocabulary, vectors.Vocabulary);
}

/// <summary>The rule of a filter.</summary>
internal interface IItemRule
{
    /// <summary>What it is called in messages.</summary>
    string Name { get; }

    /// <summary>A sentence for a rule that no item passes.</summary>
    string WhyNone(ItemVectors vectors);

    RowSet RowsOf(ItemVectors vectors);

    /// <summary>Whether an item passes; one that is not in the vectors has no attributes.</summary>
    bool Passes(ItemVectors vectors, string item);
}

/// <summary>A rule and how many items pass it.</summary>
internal readonly record struct CountedRule(IItemRule Rule, int Count)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rule.Name} ({Count:N0} items)");
}

/// <summary>The items of a list.</summary>
internal sealed class AllowedItems(IEnumerable<string> items) : IItemRule
{
    private readonly HashSet<string> allowed = new(items, StringComparer.Ordinal);

    public string Name => "the allowed items";

    public string WhyNone(ItemVectors vectors)
        => allowed.Count == 0 ? "the list of allowed items is empty" : "no item of the allowed ones is in the model";

    public RowSet RowsOf(ItemVectors vectors)
    {
        RowSet rows = new(vectors.Capacity);
        foreach (string item in allowed)
            if (vectors.Vocabulary.TryGetRow(item, out int row)) rows.Add(row);
        return rows;
    }

    public bool Passes(ItemVectors vectors, string item) => allowed.Contains(item);
}

/// <summary>A list of items that has a name, as rows of the vectors that it was read for.</summary>
internal sealed class NamedItems(ItemVectors of, string name, RowSet allowed) : IItemRule
{
    public string Name => $"filter '{name}'";

    public string WhyNone(ItemVectors vectors) => $"no item of filter '{name}' is in the model";

    public RowSet RowsOf(ItemVectors vectors)
    {
        RowSet rows = new(vectors.Capacity);
        for (int row = 0; row < of.Count; row++)
            if (allowed.Contains(row) && vectors.Vocabulary.TryGetRow(of.Vocabulary.Utf8(row), out int other)) rows.Add(other);
        return rows;
    }

    public bool Passes(ItemVectors vectors, string item) => of.Vocabulary.TryGetRow(item, out int row) && allowed.Contains(row);
}

/// <summary>The items with events; one that is not in the vectors was added with its own vector, and passes.</summary>
internal sealed class ItemsWithEvents : IItemRule
{
    public string Name => "items with events";

    public string WhyNone(ItemVectors vectors) => "no item has events";

    public RowSet RowsOf(ItemVectors vectors)
    {
        RowSet rows = new(vectors.Capacity);
        for (int row = 0; row < vectors.Count - vectors.ColdItems; row++) rows.Add(row);
        return rows;
    }

    public bool Passes(ItemVectors vectors, string item)
        => !vectors.Vocabulary.TryGetRow(item, out int row) || row < vectors.Count - vectors.ColdItems;
}
