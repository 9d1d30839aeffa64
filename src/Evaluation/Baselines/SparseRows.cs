namespace Item2Vec.Evaluation.Baselines;

/// <summary>A sparse items x items matrix of scores, row by row: the scores of other items given one.</summary>
/// <remarks>Immutable and thread-safe. Rows are computed in parallel, each by one thread in float64, so that the result does not depend on the threads.</remarks>
internal sealed class SparseRows
{
    /// <summary>Maximum number of entries in all rows together, half a gigabyte; very wide data keeps the strongest of each row.</summary>
    private const int MaxEntries = 64_000_000;

    /// <summary>The number of entries that every row may keep.</summary>
    private const int MinOfRow = 100;

    private readonly int[][] columns;
    private readonly float[][] values;

    private SparseRows(int rows)
    {
        columns = new int[rows][];
        values = new float[rows][];
    }

    /// <summary>Writes a row's numbers.</summary>
    public delegate void RowFill(int row, RowSums sums);

    public static SparseRows Build(BaselineData data, RowFill fill, CancellationToken cancellationToken)
    {
        int items = data.Index.Items;
        SparseRows result = new(items);
        int maxOfRow = Math.Max(MinOfRow, MaxEntries / Math.Max(1, items));
        Parallel.For(0, items, data.Parallel(cancellationToken), () => new RowSums(items), (row, _, sums) =>
        {
            fill(row, sums);
            (result.columns[row], result.values[row]) = sums.Take(maxOfRow);
            return sums;
        }, _ => { });
        return result;
    }

    /// <summary><c>scores += weight * row</c>.</summary>
    public void AddRow(int row, float weight, Span<float> scores)
    {
        int[] items = columns[row];
        float[] numbers = values[row];
        for (int i = 0; i < items.Length; i++) scores[items[i]] += weight * numbers[i];
    }
}
