namespace Item2Vec.Indexing.Scoring;

/// <summary>Rows in the order in which they were added, each once. Emptied at once, however many there are. Not thread-safe.</summary>
/// <remarks>A sparse set (Briggs and Torczon 1993): what its places hold of rows that are not in it does not matter.</remarks>
/// <param name="rows">The number of possible rows.</param>
internal sealed class DistinctRows(int rows)
{
    private readonly int[] places = new int[rows];
    private int[] members = new int[256];

    public int Count { get; private set; }

    /// <summary>The rows, in the order in which they were added.</summary>
    public ReadOnlySpan<int> Rows => members.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>The place of a row, or -1.</summary>
    public int Find(int row)
    {
        if ((uint)row >= (uint)places.Length) return -1;
        int place = places[row];
        return place < Count && members[place] == row ? place : -1;
    }

    /// <summary>Adds a row below the number of possible ones, unless it is there.</summary>
    /// <param name="row">The row.</param>
    /// <param name="place">Its place.</param>
    /// <returns>Whether it was added.</returns>
    public bool Add(int row, out int place)
    {
        place = places[row];
        if (place < Count && members[place] == row) return false;
        if (Count == members.Length) Array.Resize(ref members, 2 * Count);
        place = Count++;
        members[place] = row;
        places[row] = place;
        return true;
    }
}
