using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Scoring;

/// <summary>The items of a model without events, and what their scores are lowered by. Immutable and thread-safe.</summary>
internal sealed class ColdRows
{
    private readonly RowSet cold;
    private readonly RowSet warm;

    private ColdRows(RowSet cold, RowSet warm, ColdShifts shifts)
    {
        this.cold = cold;
        this.warm = warm;
        Shifts = shifts;
    }

    public delegate int Search(RowFilter? filter, Span<ScoredRow> found);

    public ColdShifts Shifts { get; }

    /// <summary>The cold items of a model; null if it has none.</summary>
    public static ColdRows? Of(ItemVectors vectors)
    {
        int count = vectors.ColdItems;
        if (count == 0) return null;
        int end = vectors.Vocabulary.Room?.First ?? vectors.Count;
        RowSet cold = new(vectors.Capacity);
        for (int row = end - count; row < end; row++) cold.Add(row);
        return new ColdRows(
            cold, RowSet.All(vectors.Capacity).Without(Enumerable.Range(end - count, count)),
            vectors.Training?.Cold ?? new ColdShifts(0, 0, 0, 0, 0));
    }

    public bool IsCold(int row) => cold.Contains(row);

    /// <summary>The rows of a filter that a choice leaves.</summary>
    public RowFilter? Restrict(RowFilter? filter, ColdItems choice)
    {
        if (choice == ColdItems.Mix) return filter;
        RowSet set = choice == ColdItems.Only ? cold : warm;
        return new RowFilter(filter?.Allowed?.And(set) ?? set, filter?.AllDenied ?? new HashSet<int>(), set.Rows);
    }

    /// <summary>Searches cold items and others by themselves, and ranks them together.</summary>
    /// <param name="filter">The allowed rows, or null for all.</param>
    /// <param name="choice">Which of them.</param>
    /// <param name="shift">What the scores of cold items are lowered by.</param>
    /// <param name="found">Receives the rows, best first.</param>
    /// <param name="search">Finds rows.</param>
    public int Find(RowFilter? filter, ColdItems choice, double shift, Span<ScoredRow> found, Search search)
    {
        if (choice != ColdItems.Mix || shift == 0) return search(Restrict(filter, choice), found);
        ScoredRow[] others = new ScoredRow[found.Length];
        ScoredRow[] lowered = new ScoredRow[found.Length];
        int first = search(Restrict(filter, ColdItems.Exclude), others);
        int second = search(Restrict(filter, ColdItems.Only), lowered);
        for (int i = 0; i < second; i++) lowered[i] = lowered[i] with { Score = (float)(lowered[i].Score - shift) };
        (int at, int next, int count) = (0, 0, 0);
        for (; count < found.Length && at + next < first + second; count++)
        {
            // In ties the one with events comes first.
            bool isOther = next == second || (at < first && others[at].Score >= lowered[next].Score);
            found[count] = isOther ? others[at++] : lowered[next++];
        }

        return count;
    }

    /// <summary>Lowers the scores of cold items among those of all items.</summary>
    public void Apply(double shift, Span<float> scores)
    {
        if (shift == 0) return;
        for (int row = 0; row < scores.Length; row++)
            if (IsCold(row)) scores[row] -= (float)shift;
    }
}
