using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>
/// Copies the links of the remaining rows into a larger or smaller graph and repairs them; new rows are inserted afterward as usual.
/// </summary>
/// <remarks>
/// A row that loses a link because its target was deleted replaces it from the links of the deleted row: so the paths through
/// a deleted row are closed by its neighbors (as in FreshDiskANN, Singh et al. 2021). Levels are kept; new rows never rise above the top.
/// </remarks>
internal sealed unsafe class GraphUpdate
{
    private const int Chunk = 1024;
    private readonly HnswGraph old;
    private readonly HnswGraph graph;
    private readonly HnswInsertion.Shared shared;
    private readonly int[] newRows;
    private readonly int[] newUppers;

    /// <summary>Prepares the row numbers and levels.</summary>
    /// <param name="old">The base graph.</param>
    /// <param name="shared">The graph to fill, with levels from <see cref="Levels"/>.</param>
    /// <param name="newRows">The result of <see cref="NewRows"/>.</param>
    public GraphUpdate(HnswGraph old, HnswInsertion.Shared shared, int[] newRows)
    {
        this.old = old;
        graph = shared.Graph;
        this.shared = shared;
        this.newRows = newRows;
        int[] upperOf = new int[graph.Nodes];
        for (int upper = 0; upper < graph.UpperRows.Length; upper++) upperOf[graph.UpperRows[upper]] = upper;
        newUppers = new int[old.UpperRows.Length];
        for (int upper = 0; upper < newUppers.Length; upper++)
            newUppers[upper] = newRows[old.UpperRows[upper]] is >= 0 and int row ? upperOf[row] : -1;
    }

    /// <summary>The new row of each old one, or -1.</summary>
    public static int[] NewRows(HnswGraph old, int[] sources)
    {
        int[] rows = new int[old.Nodes];
        Array.Fill(rows, -1);
        for (int row = 0; row < sources.Length; row++)
            if (sources[row] >= 0) rows[sources[row]] = row;
        return rows;
    }

    /// <summary>
    /// The rows above level 0 and the count of each level, as from <see cref="HnswLevels.Assign"/>; null if no row above level 0 remains.
    /// </summary>
    public static (int[] UpperRows, int[] LevelCounts)? Levels(HnswGraph old, int[] newRows, int[] sources, long seed)
    {
        List<(int Level, bool IsNew, int Row)> upper = [];
        for (int number = 0, level = old.TopLevel; number < old.UpperRows.Length; number++)
        {
            while (number >= old.LevelCounts[level]) level--;
            int row = old.UpperRows[number];
            if ((uint)row >= (uint)newRows.Length) throw HnswSearcher.DamagedLink();
            if (newRows[row] >= 0) upper.Add((level, false, newRows[row]));
        }

        if (upper.Count == 0) return null;
        int top = upper[0].Level;
        HnswLevels levels = new(old.M, seed);
        for (int row = 0; row < sources.Length; row++)
            if (sources[row] < 0 && Math.Min(top, levels.Of(row)) is > 0 and int level) upper.Add((level, true, row));

        // Node 0, the entry point, must be a row that has links.
        upper.Sort(
            (a, b) =>
                a.Level != b.Level ? b.Level.CompareTo(a.Level) : a.IsNew != b.IsNew ? a.IsNew.CompareTo(b.IsNew) : a.Row.CompareTo(b.Row));
        int[] counts = new int[top + 1];
        counts[0] = sources.Length;
        foreach ((int level, _, _) in upper)
            for (int l = 1; l <= level; l++) counts[l]++;
        return ([.. upper.Select(entry => entry.Row)], counts);
    }

    /// <summary>Copies and repairs all links.</summary>
    public void Run(int threads, CancellationToken cancel)
    {
        for (int level = 0; level <= graph.TopLevel; level++)
        {
            int current = level;
            int chunks = (old.LevelCounts[level] + Chunk - 1) / Chunk;
            Parallel.For(
                0, chunks, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel },
                () => new LinkRepair(shared, graph.Layer(current).Degree),
                (chunk, _, repair) =>
                {
                    HnswLayer from = old.Layer(current);
                    int[] numbers = current == 0 ? newRows : newUppers;
                    for (int node = chunk * Chunk; node < Math.Min(from.Nodes, (chunk + 1) * Chunk); node++)
                        if (numbers[node] >= 0) repair.Take(from, graph.Layer(current), numbers, node);
                    return repair;
                },
                repair => repair.Dispose());
        }

        GC.KeepAlive(old);
        GC.KeepAlive(graph);
    }

    /// <summary>The working memory of a thread.</summary>
    private sealed class LinkRepair(HnswInsertion.Shared shared, int degree) : IDisposable
    {
        private readonly NeighborSelection selection = new(shared.KeepPruned);
        private readonly NativeBuffer<int> rows = NativeBuffer<int>.Allocate(4);
        private readonly NativeBuffer<uint> keys = NativeBuffer<uint>.Allocate(4);
        private readonly ulong[] candidates = new ulong[degree * degree];
        private int count;

        public void Take(in HnswLayer from, in HnswLayer to, int[] numbers, int node)
        {
            int* links = from.Links + ((nint)node * degree);
            int self = numbers[node];
            int* target = to.Links + ((nint)self * degree);
            int kept = 0;
            bool lost = false;
            for (int i = 0; i < degree && links[i] != -1; i++)
            {
                int number = NumberOf(from, links[i], numbers);
                if (number >= 0) target[kept++] = number;
                else lost = true;
            }

            if (!lost) return;
            count = 0;
            int row = to.Rows is null ? self : to.Rows[self];
            ReadOnlySpan<int> left = new(target, kept);
            for (int i = 0; i < degree && links[i] != -1; i++)
            {
                if (numbers[links[i]] >= 0) continue;
                int* behind = from.Links + ((nint)links[i] * degree);
                for (int k = 0; k < degree && behind[k] != -1; k++)
                    if (NumberOf(from, behind[k], numbers) is >= 0 and int number && number != self && !left.Contains(number))
                        Offer(to, row, number);
            }

            Span<ulong> all = candidates.AsSpan(0, count);
            all.Sort();
            int unique = 0;
            foreach (ulong entry in all)
                if (unique == 0 || all[unique - 1] != entry) all[unique++] = entry;
            selection.Choose(shared.Codes, to, shared.BiasFactor, row, all[..unique], degree, target, kept);
        }

        private void Offer(in HnswLayer layer, int row, int node)
        {
            CodeSpace space = shared.Codes;
            rows[0] = layer.Rows is null ? node : layer.Rows[node];
            space.Keys(space.Row(row), shared.BiasFactor, rows.Pointer, 1, keys.Pointer);
            candidates[count++] = CandidateQueue.EntryOf(node, keys[0]);
        }

        public void Dispose()
        {
            selection.Dispose();
            rows.Dispose();
            keys.Dispose();
        }

        private static int NumberOf(in HnswLayer from, int link, int[] numbers)
            => (uint)link < (uint)from.Nodes ? numbers[link] : throw HnswSearcher.DamagedLink();
    }
}
