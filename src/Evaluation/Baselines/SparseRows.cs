using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>A sparse items x items matrix of scores, row by row: the scores of other items given one.</summary>
/// <remarks>
/// Immutable and thread-safe. Rows are computed in parallel, each by one thread in float64, so that the result does not depend on the
/// threads.
/// </remarks>
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

/// <summary>Scores by the sum of the rows of a history's items.</summary>
/// <param name="rows">The scores of other items given each item.</param>
/// <param name="decay">The weight of an item of the history as a share of the one after it; 0 uses only the last item.</param>
internal sealed class NeighborScorer(SparseRows rows, double decay) : IScorer
{
    /// <summary>Older items weigh too little to change a rank.</summary>
    private const double MinWeight = 1e-4;

    public void Score(ReadOnlySpan<int> history, Span<float> scores)
    {
        scores.Clear();
        foreach ((int at, double weight) in new DecayedWeights(history.Length, decay, above: MinWeight))
            rows.AddRow(history[at], (float)weight, scores);
    }
}

/// <summary>The sums of one sparse row under computation.</summary>
internal sealed class RowSums(int items)
{
    private readonly double[] sums = new double[items];
    private readonly int[] touched = new int[items];
    private readonly int[] lastGroup = new int[items];
    private int count;
    private int groups;

    /// <summary>Adds to an item's sum; <paramref name="value"/> is above 0.</summary>
    public void Add(int item, double value)
    {
        if (sums[item] == 0) touched[count++] = item;
        sums[item] += value;
    }

    /// <summary>Adds 1 to each distinct item.</summary>
    public void AddSet(ReadOnlySpan<int> set)
    {
        groups++;
        foreach (int item in set)
        {
            if (lastGroup[item] == groups) continue;
            lastGroup[item] = groups;
            Add(item, 1);
        }
    }

    /// <summary>Multiplies each item's sum by the item's factor and the row's.</summary>
    public void Multiply(ReadOnlySpan<double> factors, double rowFactor)
    {
        for (int i = 0; i < count; i++) sums[touched[i]] *= factors[touched[i]] * rowFactor;
    }

    /// <summary>Sets an item's sum to zero.</summary>
    public void Drop(int item) => sums[item] = 0;

    /// <summary>Takes the row's largest entries, at most <paramref name="max"/>, and resets the sums.</summary>
    public (int[] Items, float[] Values) Take(int max)
    {
        Span<int> row = touched.AsSpan(0, count);
        if (count > max)
        {
            row.Sort((a, b) => sums[a] != sums[b] ? sums[b].CompareTo(sums[a]) : a.CompareTo(b));
            foreach (int item in row[max..]) sums[item] = 0;
            row = row[..max];
        }

        row.Sort();
        int[] found = row.ToArray();
        float[] values = new float[found.Length];
        for (int i = 0; i < found.Length; i++)
        {
            values[i] = (float)sums[found[i]];
            sums[found[i]] = 0;
        }

        count = 0;
        return (found, values);
    }
}
