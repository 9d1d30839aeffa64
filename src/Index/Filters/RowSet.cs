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

    /// <summary>All possible rows.</summary>
    public static RowSet All(int rows) => First(rows, rows);

    /// <summary>The first of the possible rows.</summary>
    /// <param name="count">How many.</param>
    /// <param name="rows">The number of possible rows.</param>
    public static RowSet First(int count, int rows)
    {
        RowSet all = new(rows) { Count = count };
        all.bits.AsSpan(0, count / 64).Fill(ulong.MaxValue);
        if ((count & 63) != 0) all.bits[count / 64] = (1UL << count) - 1;
        return all;
    }

    /// <summary>The rows of this set that are not among some.</summary>
    public RowSet Without(IEnumerable<int> some)
    {
        RowSet rest = new(rows) { Count = Count };
        bits.CopyTo(rest.bits, 0);
        foreach (int row in some)
        {
            ulong before = rest.bits[row >> 6];
            rest.bits[row >> 6] = before & ~(1UL << row);
            if (rest.bits[row >> 6] != before) rest.Count--;
        }

        return rest;
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

/// <summary>The rows that an answer may contain: those of a set, without some. Immutable and thread-safe.</summary>
/// <param name="allowed">The set, or null for all.</param>
/// <param name="denied">The excluded rows, each below <paramref name="rows"/>.</param>
/// <param name="rows">The number of rows.</param>
internal sealed class RowFilter(RowSet? allowed, IReadOnlySet<int> denied, int rows)
{
    public RowSet? Allowed => allowed;

    /// <summary>The excluded rows, inside the set or not.</summary>
    public IReadOnlySet<int> AllDenied => denied;

    /// <summary>The number of excluded rows inside the set.</summary>
    public int Denied { get; } = allowed is null ? denied.Count : denied.Count(allowed.Contains);

    /// <summary>The number of rows that pass.</summary>
    public int Count => (allowed?.Count ?? rows) - Denied;

    /// <summary>The excluded rows, and one more.</summary>
    public IReadOnlySet<int> DeniedAnd(int row) => new HashSet<int>(denied) { row };

    public bool Passes(int row) => allowed?.Contains(row) != false && !denied.Contains(row);
}
