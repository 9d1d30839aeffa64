using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Indexing.Rules;

/// <summary>Counts the values of the items taken so far. Not thread-safe.</summary>
internal sealed class ValueLimits
{
    private readonly AttributeLimit[] limits;
    private readonly int[][][] values;
    private readonly int[][] taken;

    /// <param name="limits">The limits.</param>
    /// <param name="attributes">The attributes.</param>
    /// <param name="rows">The candidates.</param>
    /// <exception cref="Item2VecException">The model lacks a column.</exception>
    public ValueLimits(IReadOnlyList<AttributeLimit> limits, ItemAttributes attributes, ReadOnlySpan<int> rows)
    {
        this.limits = [.. limits];
        values = new int[limits.Count][][];
        taken = new int[limits.Count][];
        for (int limit = 0; limit < limits.Count; limit++)
            (values[limit], taken[limit]) = Read(Column(attributes, limits[limit].Attribute), rows);
    }

    /// <summary>The number of limits.</summary>
    public int Count => limits.Length;

    /// <summary>The first limit that a candidate would break, or -1.</summary>
    public int Broken(int candidate)
    {
        for (int limit = 0; limit < limits.Length; limit++)
            foreach (int value in values[limit][candidate])
                if (taken[limit][value] >= limits[limit].Max) return limit;
        return -1;
    }

    /// <summary>Counts a candidate that is taken.</summary>
    public void Take(int candidate)
    {
        for (int limit = 0; limit < limits.Length; limit++)
            foreach (int value in values[limit][candidate]) taken[limit][value]++;
    }

    private static StringColumn Column(ItemAttributes attributes, string name)
    {
        for (int at = 0; at < attributes.Names.Count; at++)
            if (attributes.Names[at] == name) return attributes.Columns[at];
        throw new Item2VecException(
            $"the items have no column '{name}'",
            attributes.Names.Count == 0 ? "ItemTable.Read adds columns" : $"columns: {string.Join(", ", attributes.Names)}",
            ErrorCode.Usage)
        {
            Option = nameof(RankingRules.MaxPer),
        };
    }

    /// <summary>The different values of each candidate as numbers, and a counter for each value.</summary>
    private static (int[][] Values, int[] Counters) Read(StringColumn column, ReadOnlySpan<int> rows)
    {
        using Lease lease = column.Blob.Memory.Acquire(column);
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        int[][] values = new int[rows.Length][];
        for (int i = 0; i < rows.Length; i++)
        {
            string text = Encoding.UTF8.GetString(column.Utf8(rows[i]));
            values[i] = text.Contains('|', StringComparison.Ordinal)
                ? [.. text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().Select(Number)]
                : text.Length > 0 ? [Number(text)] : [];
        }

        return (values, new int[numbers.Count]);

        int Number(string value)
        {
            if (!numbers.TryGetValue(value, out int number)) numbers.Add(value, number = numbers.Count);
            return number;
        }
    }
}
