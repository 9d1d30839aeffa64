using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>
/// A hierarchical navigable small world graph (Malkov and Yashunin 2018): for each row its links, and a sparser copy per upper level.
/// </summary>
/// <remarks>
/// Rows above level 0 are renumbered, the highest level first, so that those of level l are the numbers below <c>LevelCounts[l]</c> and
/// number 0 is the entry point. A link is a row on level 0 and such a number above; -1 ends a list with free space. Code that
/// follows a link compares it with the count, which detects the end and damage in one comparison.
/// </remarks>
internal sealed unsafe class HnswGraph : IDisposable
{
    /// <summary>Upper bound of the number of levels; a level holds a share of 1/M of the one below.</summary>
    public const int MaxLevels = 32;

    private readonly long[] levelStarts;

    public HnswGraph(int m, int[] levelCounts, NativeBuffer<int> links, NativeBuffer<int> upperRows, NativeBuffer<int> upperLinks)
    {
        M = m;
        LevelCounts = levelCounts;
        Links = links;
        UpperRows = upperRows;
        UpperLinks = upperLinks;
        levelStarts = new long[levelCounts.Length + 1];
        for (int level = 1; level < levelCounts.Length; level++)
            levelStarts[level + 1] = levelStarts[level] + ((long)levelCounts[level] * m);
        ArgumentOutOfRangeException.ThrowIfNotEqual(links.Length, (long)Nodes * 2 * m, nameof(links));
        ArgumentOutOfRangeException.ThrowIfNotEqual(upperRows.Length, levelCounts.Length > 1 ? levelCounts[1] : 0, nameof(upperRows));
        ArgumentOutOfRangeException.ThrowIfNotEqual(upperLinks.Length, levelStarts[^1], nameof(upperLinks));
    }

    /// <summary>Links per row on an upper level; twice as many on level 0.</summary>
    public int M { get; }

    /// <summary>The number of rows on each level or above, level 0 first.</summary>
    public int[] LevelCounts { get; }

    public int Nodes => LevelCounts[0];

    public int TopLevel => LevelCounts.Length - 1;

    public NativeBuffer<int> Links { get; }

    /// <summary>The row of each number of the upper levels.</summary>
    public NativeBuffer<int> UpperRows { get; }

    /// <summary>Level 1, then level 2 and so on, M links per number.</summary>
    public NativeBuffer<int> UpperLinks { get; }

    /// <summary>The view of a level for a search; valid while the graph's memory is.</summary>
    public HnswLayer Layer(int level) => level == 0
        ? new HnswLayer(Links.Pointer, 2 * M, Nodes, null)
        : new HnswLayer(UpperLinks.Pointer + levelStarts[level], M, LevelCounts[level], UpperRows.Pointer);

    public void Dispose()
    {
        Links.Dispose();
        UpperRows.Dispose();
        UpperLinks.Dispose();
    }

    /// <summary>The links of level 0.</summary>
    public long CountLinks()
    {
        long count = 0;
        for (int node = 0; node < Nodes; node++)
        {
            int end = Links.Slice((long)node * 2 * M, 2 * M).IndexOf(-1);
            count += end < 0 ? 2 * M : end;
        }

        return count;
    }

    /// <summary>
    /// A node with an invalid list: a link out of range, to itself or duplicate, or one after the end; null if there is none.
    /// </summary>
    public int? FindBadNode(int level)
    {
        HnswLayer layer = Layer(level);
        int[] sorted = new int[layer.Degree];
        for (int node = 0; node < layer.Nodes; node++)
        {
            ReadOnlySpan<int> links = new(layer.Links + ((nint)node * layer.Degree), layer.Degree);
            int count = links.IndexOf(-1);
            if (count < 0) count = links.Length;
            if (links[count..].ContainsAnyExcept(-1) || links[..count].ContainsAnyExceptInRange(0, layer.Nodes - 1)
                || links[..count].Contains(node)) return node;
            Span<int> some = sorted.AsSpan(0, count);
            links[..count].CopyTo(some);
            some.Sort();
            for (int i = 1; i < count; i++)
                if (some[i] == some[i - 1]) return node;
        }

        GC.KeepAlive(this);
        return null;
    }
}

/// <summary>One level of a graph.</summary>
/// <param name="links">The links of node 0.</param>
/// <param name="degree">Links per node.</param>
/// <param name="nodes">The number of nodes.</param>
/// <param name="rows">The row of each node, or null if nodes are rows.</param>
internal readonly unsafe struct HnswLayer(int* links, int degree, int nodes, int* rows)
{
    public readonly int* Links = links;
    public readonly int Degree = degree;
    public readonly int Nodes = nodes;
    public readonly int* Rows = rows;
}

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
