namespace Item2Vec.Indexing.Filters;

/// <summary>The rows that an answer may contain: those of a set, without some. Immutable and thread-safe.</summary>
/// <param name="allowed">The set, or null for all.</param>
/// <param name="denied">The excluded rows, each below <paramref name="rows"/>.</param>
/// <param name="rows">The number of rows.</param>
internal sealed class RowFilter(RowSet? allowed, IReadOnlySet<int> denied, int rows)
{
    public RowSet? Allowed => allowed;

    /// <summary>The number of excluded rows inside the set.</summary>
    public int Denied { get; } = allowed is null ? denied.Count : denied.Count(allowed.Contains);

    /// <summary>The number of rows that pass.</summary>
    public int Count => (allowed?.Count ?? rows) - Denied;

    /// <summary>The excluded rows, and one more.</summary>
    public IReadOnlySet<int> DeniedAnd(int row) => new HashSet<int>(denied) { row };

    public bool Passes(int row) => allowed?.Contains(row) != false && !denied.Contains(row);
}
