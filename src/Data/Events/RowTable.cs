using System.Numerics;
using Item2Vec.Data.DuckDb;

namespace Item2Vec.Data.Events;

/// <summary>Maps DuckDB's hash of an item to its row; requires distinct hashes.</summary>
internal sealed class RowTable
{
    private readonly (ulong Hash, int Row)[] slots;
    private readonly int mask;
    private int[] found = [];

    private RowTable(int items)
    {
        slots = new (ulong, int)[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, items * 2))];
        mask = slots.Length - 1;
        Array.Fill(slots, (0UL, -1));
    }

    public static RowTable Load(DuckDatabase database, int items)
    {
        RowTable table = new(items);
        using DuckResult result = database.Query("select hash(item), row from vocabulary");
        while (result.MoveNext())
        {
            ReadOnlySpan<ulong> hashes = result.Current[0].Values<ulong>();
            ReadOnlySpan<int> rows = result.Current[1].Values<int>();
            for (int i = 0; i < hashes.Length; i++) table.Add(hashes[i], rows[i]);
        }

        return table;
    }

    /// <summary>The rows of many hashes, -1 for items that are not in the vocabulary; valid until the next call.</summary>
    /// <remarks>A tight loop: the lookups miss the cache, and only independent ones overlap.</remarks>
    public ReadOnlySpan<int> Rows(ReadOnlySpan<ulong> hashes)
    {
        if (found.Length < hashes.Length) found = new int[hashes.Length];
        Span<int> rows = found.AsSpan(0, hashes.Length);
        for (int i = 0; i < hashes.Length; i++)
        {
            int slot = (int)hashes[i] & mask;
            while (slots[slot].Hash != hashes[i] && slots[slot].Row >= 0) slot = (slot + 1) & mask;
            rows[i] = slots[slot].Row;
        }

        return rows;
    }

    private void Add(ulong hash, int row)
    {
        int slot = (int)hash & mask;
        while (slots[slot].Row >= 0) slot = (slot + 1) & mask;
        slots[slot] = (hash, row);
    }
}
