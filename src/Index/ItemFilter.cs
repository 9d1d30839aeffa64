using Item2Vec.Embeddings;

namespace Item2Vec.Indexing;

/// <summary>The items that an answer may hold. Made once, used for many queries of the same index. Immutable and thread-safe.</summary>
public sealed class ItemFilter
{
    private readonly ItemVectors vectors;
    private readonly RowSet rows;

    private ItemFilter(ItemVectors vectors, RowSet rows)
    {
        this.vectors = vectors;
        this.rows = rows;
    }

    /// <summary>How many items pass.</summary>
    public int Count => rows.Count;

    /// <summary>The items of a list; unknown ones are ignored.</summary>
    public static ItemFilter Allow(ItemVectors vectors, IEnumerable<string> items)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(items);
        RowSet rows = new(vectors.Count);
        foreach (string item in items)
            if (vectors.Vocabulary.TryGetRow(item, out int row)) rows.Add(row);
        return new ItemFilter(vectors, rows);
    }

    /// <summary>The items that a condition holds for; see <see cref="ItemCondition"/>.</summary>
    /// <exception cref="Item2VecException">The text is not a condition, or names a column that is not there (<see cref="ErrorCode.Usage"/>).</exception>
    public static ItemFilter Where(ItemVectors vectors, string condition)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        return new ItemFilter(vectors, ItemCondition.Parse(condition).RowsOf(vectors));
    }

    /// <summary>The items that have events, without those that only their metadata places.</summary>
    public static ItemFilter WithEvents(ItemVectors vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        RowSet rows = new(vectors.Count);
        for (int row = 0; row < vectors.Count - vectors.ColdItems; row++) rows.Add(row);
        return new ItemFilter(vectors, rows);
    }

    /// <summary>The items that pass both.</summary>
    /// <exception cref="ArgumentException">The filters are of different vectors.</exception>
    public ItemFilter And(ItemFilter other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ItemFilter(vectors, rows.And(other.RowsFor(vectors)));
    }

    internal RowSet RowsFor(ItemVectors asked)
        => asked.Count == vectors.Count && ReferenceEquals(asked.Vocabulary, vectors.Vocabulary)
            ? rows : throw new ArgumentException("The filter was made for the vectors of another index.");
}
