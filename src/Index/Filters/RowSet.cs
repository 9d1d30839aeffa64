using System.Numerics;

namespace Item2Vec.Indexing.Filters;

/// <summary>A bit set of rows. Immutable once it is shared.</summary>
internal sealed class RowSet(int rows)
{
    private readonly ulong[] bits = new ulong[(rows + 63) / 64];

    /// <summary>The number of possible rows.</summary>
    public int Rows => rows;

    /// <summary>The number of rows in the set.</summary>
    public int Count { get; private set; }

    public bool Contains(int row) => (bits[row >> 6] >> row & 1) != 0;

    public void Add(int row)
    {
        ulong before = bits[row >> 6];
        bits[row >> 6] = before | (1UL << row);
        if (bits[row >> 6] != before) Count++;
    }

    /// <summary>The rows that are in both.</summary>
    public RowSet And(RowSet other)
    {
        RowSet both = new(rows);
        for (int i = 0; i < bits.Length; i++)
        {
            both.bits[i] = bits[i] & other.bits[i];
            both.Count += BitOperations.PopCount(both.bits[i]);
        }

        return both;
    }

    /// <summary>Writes the next rows from <paramref name="from"/> on, in order, below <paramref name="to"/>.</summary>
    /// <returns>How many were written; <paramref name="from"/> is then the row to continue at.</returns>
    public int Next(ref int from, int to, Span<int> found)
    {
        int count = 0;
        while (from < to && count < found.Length)
        {
            ulong rest = bits[from >> 6] >> from;
            if (rest == 0)
            {
                from = (from | 63) + 1;
                continue;
            }

            from += BitOperations.TrailingZeroCount(rest);
            if (from < to) found[count++] = from++;
        }

        return count;
    }
}
