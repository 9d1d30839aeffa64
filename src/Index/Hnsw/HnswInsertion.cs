using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Quantization;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>Inserts rows into a graph; one instance per thread.</summary>
internal sealed unsafe class HnswInsertion : IDisposable
{
    private readonly Shared shared;
    private readonly HnswSearcher searcher;
    private readonly NeighborSelection selection;
    private readonly NativeBuffer<int> chosen;
    private readonly NativeBuffer<int> rows = NativeBuffer<int>.Allocate((2 * IndexOptions.MaxM) + 5);
    private readonly NativeBuffer<uint> keys = NativeBuffer<uint>.Allocate((2 * IndexOptions.MaxM) + 5);
    private readonly ulong[] candidates;
    private readonly int[] chosenCounts = new int[HnswGraph.MaxLevels];

    public HnswInsertion(Shared shared)
    {
        this.shared = shared;
        searcher = new HnswSearcher(shared.Graph.Nodes);
        selection = new NeighborSelection(shared.KeepPruned);
        chosen = NativeBuffer<int>.Allocate((long)HnswGraph.MaxLevels * shared.Graph.M);
        candidates = new ulong[Math.Max(shared.EfConstruction, (2 * shared.Graph.M) + 1)];
    }

    /// <summary>Links a row into all its levels.</summary>
    /// <param name="row">The row.</param>
    /// <param name="upper">Its number on the upper levels, or -1 if it is on level 0 only. Number 0 comes first.</param>
    public void Insert(int row, int upper)
    {
        HnswGraph graph = shared.Graph;
        if (upper == 0 || (graph.TopLevel == 0 && row == 0)) return;
        CodeSpace space = shared.Codes;
        sbyte* query = space.Row(row);
        int level = 0;
        if (upper > 0)
            while (level < graph.TopLevel && upper < graph.LevelCounts[level + 1]) level++;

        int node = 0;
        for (int l = graph.TopLevel; l > 0; l--)
        {
            searcher.Run(graph.Layer(l), space, query, shared.BiasFactor, node, l > level ? 1 : shared.EfConstruction);
            node = CandidateQueue.NodeOf(searcher.Queue[0]);
            if (l <= level) Choose(graph.Layer(l), l, row, upper);
        }

        searcher.Run(graph.Layer(0), space, query, shared.BiasFactor, HnswSearcher.EntryRow(graph, node), shared.EfConstruction);
        Choose(graph.Layer(0), 0, row, row);

        // From the bottom up: a search that meets the row on a level can continue below.
        for (int l = 0; l <= level; l++) Link(graph.Layer(l), l, l == 0 ? row : upper, row);
        GC.KeepAlive(graph);
    }

    public void Dispose()
    {
        searcher.Dispose();
        selection.Dispose();
        chosen.Dispose();
        rows.Dispose();
        keys.Dispose();
    }

    private void Choose(in HnswLayer layer, int level, int row, int self)
    {
        int count = 0;
        for (int i = 0; i < searcher.Queue.Count; i++)
            if (CandidateQueue.NodeOf(searcher.Queue[i]) != self) candidates[count++] = searcher.Queue[i];
        int m = shared.Graph.M;
        chosenCounts[level] = selection.Choose(
            shared.Codes, layer, shared.BiasFactor, row, candidates.AsSpan(0, count), m, chosen.Pointer + (level * m));
    }

    private void Link(in HnswLayer layer, int level, int node, int row)
    {
        int* neighbors = chosen.Pointer + (level * shared.Graph.M);
        int count = chosenCounts[level];
        int* own = layer.Links + ((nint)node * layer.Degree);
        using (shared.Lock(node))
        {
            // Another thread may have linked the row already: its links stay, after the nearest.
            int kept = 0;
            for (int i = 0; i < layer.Degree && own[i] >= 0; i++)
                if (!new ReadOnlySpan<int>(neighbors, count).Contains(own[i])) rows[kept++] = own[i];
            for (int i = 0; i < count; i++) own[i] = neighbors[i];
            for (int i = 0; i < kept && count + i < layer.Degree; i++) own[count + i] = rows[i];
        }

        for (int i = 0; i < count; i++)
        {
            using (shared.Lock(neighbors[i])) LinkBack(layer, neighbors[i], node);
        }
    }

    /// <summary>Adds a link; a full list is reselected from itself and the new one.</summary>
    private void LinkBack(in HnswLayer layer, int from, int to)
    {
        int* links = layer.Links + ((nint)from * layer.Degree);
        int count = 0;
        while (count < layer.Degree && links[count] >= 0)
            if (links[count++] == to) return;
        if (count < layer.Degree)
        {
            links[count] = to;
            return;
        }

        CodeSpace space = shared.Codes;
        for (int i = 0; i <= count; i++)
        {
            int node = i < count ? links[i] : to;
            rows[i] = layer.Rows is null ? node : layer.Rows[node];
        }

        int row = layer.Rows is null ? from : layer.Rows[from];
        space.Keys(space.Row(row), shared.BiasFactor, rows.Pointer, count + 1, keys.Pointer);
        for (int i = 0; i <= count; i++) candidates[i] = CandidateQueue.EntryOf(i < count ? links[i] : to, keys[i]);
        Array.Sort(candidates, 0, count + 1);
        int kept = selection.Choose(space, layer, shared.BiasFactor, row, candidates.AsSpan(0, count + 1), layer.Degree, rows.Pointer);
        for (int i = 0; i < kept; i++) links[i] = rows[i];
        for (int i = kept; i < layer.Degree; i++) links[i] = -1;
    }

    /// <summary>State shared by the threads of a build.</summary>
    internal sealed class Shared
    {
        private const int Stripes = 1 << 14;

        // 0 or 1 for each stripe of nodes; written by any thread, by compare-and-swap (Lock) and a volatile write (Held).
        private readonly int[] locks = new int[Stripes];

        private readonly NativeBuffer<float>? bias;
        private readonly CodeMatrix codes;

        public Shared(HnswGraph graph, CodeMatrix codes, NativeBuffer<float>? bias, IndexOptions options)
        {
            Graph = graph;
            this.codes = codes;
            this.bias = bias;
            BiasFactor = 1 / (codes.Step * codes.Step);
            EfConstruction = options.EfConstruction;
            KeepPruned = options.KeepPruned;
        }

        /// <summary>The links: written under the lock of their node, read by all without any.</summary>
        public HnswGraph Graph { get; }

        public float BiasFactor { get; }

        public int EfConstruction { get; }

        public bool KeepPruned { get; }

        public CodeSpace Codes => new(codes, bias is null ? null : bias.Pointer, CodeKernel.Default);

        /// <summary>Waits for a node's lock. A thread holds one at a time, so there is no deadlock.</summary>
        public Held Lock(int node)
        {
            ref int stripe = ref locks[node % Stripes];
            SpinWait spin = default;
            while (Interlocked.CompareExchange(ref stripe, 1, 0) != 0) spin.SpinOnce();
            return new Held(ref stripe);
        }
    }

    /// <summary>A held lock.</summary>
    internal readonly ref struct Held(ref int stripe)
    {
        private readonly ref int stripe = ref stripe;

        public void Dispose() => Volatile.Write(ref stripe, 0);
    }
}
