using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;

namespace Item2Vec.VectorData.Filters;

/// <summary>Whether an item passes: its row of attributes, -1 if it has none, and its id.</summary>
internal delegate bool RecordTest(int row, string? item);

/// <summary>A filter expression as a rule of the index: a test of each row, made once for the vectors of an index.</summary>
/// <param name="bind">Makes the test.</param>
internal sealed class RecordRule(Func<ItemVectors, RecordTest> bind) : IItemRule
{
    /// <summary>Makes the test for the vectors of an index.</summary>
    public RecordTest Bind(ItemVectors vectors) => bind(vectors);

    /// <summary>A test of the text in a column of attributes, null if an item has none.</summary>
    /// <param name="column">The column.</param>
    /// <param name="holds">The test; asked once for each distinct text in a row.</param>
    public static RecordRule OfColumn(string column, Predicate<string?> holds) => new(vectors =>
    {
        ItemAttributes attributes = vectors.Attributes;
        StringColumn texts = attributes.Columns[attributes.IndexOf(column)];
        string? last = null;
        bool lastHolds = holds(null);
        bool holdsForNone = lastHolds;
        return (row, _) =>
        {
            if (row < 0 || texts[row] is not { } text) return holdsForNone;
            if (text != last) (last, lastHolds) = (text, holds(text));
            return lastHolds;
        };
    });

    /// <summary>A test of the items' ids.</summary>
    public static RecordRule OfItem(Predicate<string> holds)
        => new(vectors => (row, item) => holds(item ?? vectors.Vocabulary[row]));

    /// <inheritdoc/>
    public string Name => "the filter";

    /// <inheritdoc/>
    public string WhyNone(ItemVectors vectors) => "no item passes the filter";

    /// <inheritdoc/>
    public RowSet RowsOf(ItemVectors vectors)
    {
        using Lease lease = vectors.Acquire();
        RecordTest test = bind(vectors);
        RowSet rows = new(vectors.Capacity);
        for (int row = 0; row < vectors.Count; row++)
            if (test(row, null)) rows.Add(row);
        return rows;
    }

    /// <inheritdoc/>
    public bool Passes(ItemVectors vectors, string item)
    {
        using Lease lease = vectors.Acquire();
        return bind(vectors)(vectors.Vocabulary.TryGetRow(item, out int row) ? row : -1, item);
    }
}
