using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>
/// Searches a level for the nodes nearest to a query (algorithm 2 of the paper), with its working memory. Not thread-safe: one per thread.
/// </summary>
/// <remarks>
/// All unvisited neighbors of a node are gathered and prefetched before the first distance is computed, so that memory latency is paid once
/// per node and not once per distance. Every link is compared with the number of nodes before it is followed: a damaged file costs an
/// error.
/// </remarks>
internal sealed unsafe class HnswSearcher : IDisposable
{
    private const int CacheLine = 64;
    private readonly VisitedRows visited;
    private readonly NativeBuffer<int> gathered = NativeBuffer<int>.Allocate((2 * IndexOptions.MaxM) + 4);
    private readonly NativeBuffer<int> gatheredRows = NativeBuffer<int>.Allocate((2 * IndexOptions.MaxM) + 4);
    private readonly NativeBuffer<uint> gatheredKeys = NativeBuffer<uint>.Allocate((2 * IndexOptions.MaxM) + 4);

    public HnswSearcher(int nodes) => visited = new VisitedRows(nodes);

    /// <summary>The result of the last search, nearest first.</summary>
    public CandidateQueue Queue { get; } = new();

    /// <summary>Finds the nodes of level 0 nearest to a query, descending from the top of the graph.</summary>
    public void Descend(HnswGraph graph, in CodeSpace space, sbyte* query, float biasFactor, int ef)
    {
        int node = 0;
        for (int level = graph.TopLevel; level > 0; level--)
        {
            Run(graph.Layer(level), space, query, biasFactor, node, 1);
            node = CandidateQueue.NodeOf(Queue[0]);
        }

        Run(graph.Layer(0), space, query, biasFactor, EntryRow(graph, node), ef);
    }

    /// <summary>The row of a number of the upper levels; row 0 if there are none.</summary>
    public static int EntryRow(HnswGraph graph, int node)
    {
        if (graph.TopLevel == 0) return 0;
        int row = graph.UpperRows[node];
        return (uint)row < (uint)graph.Nodes ? row : throw DamagedLink();
    }

    /// <summary>Searches a level.</summary>
    /// <param name="layer">The level.</param>
    /// <param name="space">The distances.</param>
    /// <param name="query">The query's codes.</param>
    /// <param name="biasFactor">See <see cref="CodeSpace.Keys"/>.</param>
    /// <param name="start">The node to start at.</param>
    /// <param name="ef">The number of candidates to keep.</param>
    public void Run(in HnswLayer layer, in CodeSpace space, sbyte* query, float biasFactor, int start, int ef)
    {
        CandidateQueue pool = Queue;
        pool.Reset(ef);
        byte mark = visited.Begin();
        byte* marks = visited.Marks;
        int* nodes = gathered.Pointer;
        int* rows = layer.Rows is null ? nodes : gatheredRows.Pointer;
        uint* keys = gatheredKeys.Pointer;

        nodes[0] = start;
        if (layer.Rows is not null) rows[0] = RowOf(layer, start, space.Rows);
        marks[start] = mark;
        space.Keys(query, biasFactor, rows, 1, keys);
        pool.Offer(start, keys[0]);
        for (int node = pool.Next(); node >= 0; node = pool.Next())
        {
            int* links = layer.Links + ((nint)node * layer.Degree);
            int found = Gather(layer, links, marks, mark, nodes, space);
            if (found == 0) continue;
            if (layer.Rows is not null)
            {
                for (int i = 0; i < found; i++) rows[i] = RowOf(layer, nodes[i], space.Rows);
            }

            space.Keys(query, biasFactor, rows, found, keys);
            for (int i = 0; i < found; i++) pool.Offer(nodes[i], keys[i]);
            int next = pool.Peek();
            if (next >= 0) Prefetch(layer.Links + ((nint)next * layer.Degree), layer.Degree * sizeof(int));
        }
    }

    public void Dispose()
    {
        visited.Dispose();
        gathered.Dispose();
        gatheredRows.Dispose();
        gatheredKeys.Dispose();
        Queue.Dispose();
    }

    /// <summary>The linked nodes that this search has not visited; their codes are prefetched.</summary>
    private static int Gather(in HnswLayer layer, int* links, byte* marks, byte mark, int* nodes, in CodeSpace space)
    {
        int found = 0;
        int degree = layer.Degree;
        uint count = (uint)layer.Nodes;
        bool prefetch = layer.Rows is null;
        for (int i = 0; i < degree; i++)
        {
            int node = links[i];
            if ((uint)node >= count)
            {
                if (node != -1) throw DamagedLink();
                break;
            }

            if (marks[node] == mark) continue;
            marks[node] = mark;
            nodes[found++] = node;
            if (prefetch) Prefetch(space.Row(node), space.Stride);
        }

        return found;
    }

    private static int RowOf(in HnswLayer layer, int node, int rows)
    {
        int row = layer.Rows[node];
        return (uint)row < (uint)rows ? row : throw DamagedLink();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(void* address, int bytes)
    {
        if (!Sse.IsSupported) return;
        for (int at = 0; at < bytes; at += CacheLine) Sse.Prefetch0((byte*)address + at);
    }

    public static Item2VecException DamagedLink()
        => new("the index is damaged: a link leads to no item", "build it again: ItemIndex.Build");
}

/// <summary>
/// The nodes visited by a search: a byte per node holds the number of the search, so that only every 255th search has to clear them.
/// </summary>
internal sealed unsafe class VisitedRows(int nodes) : IDisposable
{
    private readonly NativeBuffer<byte> marks = NativeBuffer<byte>.Allocate(nodes);
    private byte search;

    public byte* Marks => marks.Pointer;

    /// <summary>Clears the set and returns the mark of the new search.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Begin()
    {
        if (search == byte.MaxValue)
        {
            new Span<byte>(marks.Pointer, (int)marks.Length).Clear();
            search = 0;
        }

        return ++search;
    }

    public void Dispose() => marks.Dispose();
}
