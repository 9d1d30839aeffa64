using Item2Vec.Embeddings.Common;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>The level of each row: a function of seed and row, independent of threads and the order of insertion.</summary>
internal readonly struct HnswLevels(int m, long seed)
{
    private readonly ulong start = IdHash.Mix((ulong)seed + 0x9e3779b97f4a7c15);
    private readonly double scale = 1 / Math.Log(m);

    /// <summary>The rows of level 1 and above, highest level first, then by row; and the count of each level or above.</summary>
    public static (int[] UpperRows, int[] LevelCounts) Assign(int rows, int m, long seed)
    {
        HnswLevels levels = new(m, seed);
        List<(int Level, int Row)> upper = [];
        for (int row = 0; row < rows; row++)
        {
            int level = levels.Of(row);
            if (level > 0) upper.Add((level, row));
        }

        upper.Sort((a, b) => a.Level != b.Level ? b.Level.CompareTo(a.Level) : a.Row.CompareTo(b.Row));
        int[] counts = new int[upper.Count == 0 ? 1 : upper[0].Level + 1];
        counts[0] = rows;
        foreach ((int level, _) in upper)
            for (int l = 1; l <= level; l++) counts[l]++;
        return ([.. upper.Select(entry => entry.Row)], counts);
    }

    /// <summary><c>floor(-ln(u) / ln(M))</c> for a number u in (0, 1].</summary>
    public int Of(int row)
    {
        double u = ((IdHash.Mix(start + (ulong)row) >> 11) + 1) * (1.0 / (1UL << 53));
        return Math.Min((int)(-Math.Log(u) * scale), HnswGraph.MaxLevels - 1);
    }
}
