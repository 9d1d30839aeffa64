using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Quantization;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>
/// Builds a graph over codes: rows are inserted one after another (algorithm 1 of the paper), optionally by several threads.
/// </summary>
/// <remarks>
/// How a row is inserted (<see cref="HnswInsertion.Insert"/>):
/// <list type="number">
/// <item>Levels are drawn for all rows in advance (<see cref="HnswLevels"/>); rows of upper levels are inserted first, so the entry point
/// never changes.</item>
/// <item>From the entry point, node 0 of the top level, search down greedily (ef 1) to the level above the row's own.</item>
/// <item>On each of its levels, from the top: search with <see cref="IndexOptions.EfConstruction"/> candidates, starting at the nearest one
/// found above.</item>
/// <item>Select up to M diverse candidates (<see cref="NeighborSelection"/>). Nothing is written yet.</item>
/// <item>From level 0 up: write the row's own list under its lock, keeping links that other threads have added meanwhile.</item>
/// <item>Link each selected neighbor back, under the neighbor's lock; a full list is reselected from itself and the new row.</item>
/// </list>
/// From the bottom up, because a search that meets the row on a level must be able to continue below. A thread holds one lock at a time.
/// The first rows are inserted by one thread: they must find each other.
/// Distances are integers computed from the codes, the same on every machine: with one thread so is the graph. Threads write a row's links
/// under its lock and read them without: a link is an aligned int, and a list that is being rewritten is a mixture of two valid lists.
/// </remarks>
internal sealed class HnswBuilder
{
    /// <summary>Rows inserted before threads start, because the first ones must find each other.</summary>
    private const int Alone = 1000;

    private const int Chunk = 64;
    private readonly CodeMatrix codes;
    private readonly NativeBuffer<float>? bias;
    private readonly IndexOptions options;

    public HnswBuilder(CodeMatrix codes, NativeBuffer<float>? bias, IndexOptions options)
    {
        this.codes = codes;
        this.bias = bias;
        this.options = options;
    }

    /// <summary>Builds the graph.</summary>
    /// <param name="progress">Receives the number of rows inserted.</param>
    /// <param name="cancel">Cancels the operation.</param>
    /// <param name="baseGraph">A base graph to update if that is worthwhile, or null.</param>
    public HnswGraph Build(IProgress<int>? progress, CancellationToken cancel, BaseGraph? baseGraph = null)
    {
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        if (baseGraph?.Graph.M == options.M && baseGraph.IsWorthIt && Extended(baseGraph, threads, progress, cancel) is HnswGraph extended)
            return extended;
        (int[] upperRows, int[] levelCounts) = HnswLevels.Assign(codes.Rows, options.M, options.Seed);
        HnswGraph graph = Empty(options.M, levelCounts, upperRows);
        try
        {
            Insert(new HnswInsertion.Shared(graph, codes, bias, options), Order(upperRows, _ => true), Alone, threads, progress, cancel);
            return graph;
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <summary>The base graph with the links of the remaining rows, and the others inserted; null if it cannot be updated.</summary>
    private HnswGraph? Extended(BaseGraph baseGraph, int threads, IProgress<int>? progress, CancellationToken cancel)
    {
        (HnswGraph old, int[] sources) = baseGraph;
        int[] newRows = GraphUpdate.NewRows(old, sources);
        HnswGraph? graph = null;
        try
        {
            if (GraphUpdate.Levels(old, newRows, sources, options.Seed) is not (int[] upper, int[] levelCounts)) return null;
            graph = Empty(options.M, levelCounts, upper);
            HnswInsertion.Shared shared = new(graph, codes, bias, options);
            new GraphUpdate(old, shared, newRows).Run(threads, cancel);
            Insert(shared, Order(upper, row => sources[row] < 0), 0, threads, progress, cancel);
            (HnswGraph done, graph) = (graph, null);
            return done;
        }
        catch (Exception error) when (error is Item2VecException or AggregateException { InnerException: Item2VecException })
        {
            // The base graph is damaged: a new one replaces it.
            return null;
        }
        finally
        {
            graph?.Dispose();
        }
    }

    private static void Insert(
        HnswInsertion.Shared shared, (int Row, int Upper)[] order, int alone, int threads, IProgress<int>? progress,
        CancellationToken cancel)
    {
        alone = threads == 1 ? order.Length : Math.Min(alone, order.Length);
        using HnswInsertion first = new(shared);
        for (int i = 0; i < alone; i++)
        {
            if (i % Chunk == 0) Report(i);
            first.Insert(order[i].Row, order[i].Upper);
        }

        if (alone < order.Length) InsertTogether(shared, order, alone, threads, Report, cancel);
        progress?.Report(order.Length);

        void Report(int done)
        {
            cancel.ThrowIfCancellationRequested();
            if (done % (Chunk * 16) == 0) progress?.Report(done);
        }
    }

    private static void InsertTogether(
        HnswInsertion.Shared shared, (int Row, int Upper)[] order, int from, int threads, Action<int> report, CancellationToken cancel)
    {
        int next = from;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, _ =>
        {
            using HnswInsertion insertion = new(shared);
            while (true)
            {
                int end = Interlocked.Add(ref next, Chunk);
                if (end - Chunk >= order.Length) return;
                report((end - Chunk) / Chunk * Chunk);
                for (int i = end - Chunk; i < Math.Min(end, order.Length); i++) insertion.Insert(order[i].Row, order[i].Upper);
            }
        });
    }

    /// <summary>Rows of upper levels first, with their numbers, so that the entry point never changes; then the others in order.</summary>
    private (int Row, int Upper)[] Order(int[] upperRows, Func<int, bool> isNew)
    {
        List<(int Row, int Upper)> order = new(codes.Rows);
        bool[] isUpper = new bool[codes.Rows];
        for (int upper = 0; upper < upperRows.Length; upper++)
        {
            isUpper[upperRows[upper]] = true;
            if (isNew(upperRows[upper])) order.Add((upperRows[upper], upper));
        }

        for (int row = 0; row < codes.Rows; row++)
            if (!isUpper[row] && isNew(row)) order.Add((row, -1));
        return [.. order];
    }

    private static HnswGraph Empty(int m, int[] levelCounts, int[] upperRows)
    {
        NativeBuffer<int> links = NativeBuffer<int>.Allocate((long)levelCounts[0] * 2 * m);
        NativeBuffer<int> upperLinks = NativeBuffer<int>.Allocate(levelCounts.Skip(1).Sum(count => (long)count * m));
        Fill(links);
        Fill(upperLinks);
        return new HnswGraph(m, levelCounts, links, NativeBuffer<int>.Copy(upperRows), upperLinks);
    }

    private static void Fill(NativeBuffer<int> links)
    {
        const int step = 1 << 20;
        for (long at = 0; at < links.Length; at += step) links.Slice(at, (int)Math.Min(step, links.Length - at)).Fill(-1);
    }
}
