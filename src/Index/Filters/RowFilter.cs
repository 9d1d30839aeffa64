namespace Item2Vec.Indexing.Filters;

/// <summary>Which rows an answer may hold: those of a set, but for some. Immutable and thread-safe.</summary>
/// <param name="allowed">The set, or null for all.</param>
/// <param name="denied">The rows that are left out, each below <paramref name="rows"/>.</param>
/// <param name="rows">How many rows there are.</param>
internal sealed class RowFilter(RowSet? allowed, IReadOnlySet<int> denied, int rows)
{
    public RowSet? Allowed => allowed;

    /// <summary>How many rows are left out beyond those outside the set.</summary>
    public int Denied { get; } = allowed is null ? denied.Count : denied.Count(allowed.Contains);

    /// <summary>How many rows pass.</summary>
    public int Count => (allowed?.Count ?? rows) - Denied;

    /// <summary>The rows that are left out, and one more.</summary>
    public IReadOnlySet<int> DeniedAnd(int row) => new HashSet<int>(denied) { row };

    public bool Passes(int row) => allowed?.Contains(row) != false && !denied.Contains(row);
}
