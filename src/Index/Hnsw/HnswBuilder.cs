using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Quantization;

namespace Item2Vec.Indexing.Hnsw;

/// <summary>Builds a graph over codes: rows are inserted one after another (algorithm 1 of the paper), by several threads at once when asked to.</summary>
/// <remarks>
/// Distances are those of the codes, integers that are the same on every machine: with one thread so is the graph. Threads write a row's links
/// under its lock and read without any: a link is an aligned int, and a list that is being rewritten is a mixture of two valid lists.
/// </remarks>
internal sealed class HnswBuilder
{
    /// <summary>Rows inserted before threads start: the first ones must find each other.</summary>
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
    /// <param name="cancel">Stops the work.</param>
    public HnswGraph Build(IProgress<int>? progress, CancellationToken cancel)
    {
        (int[] upperRows, int[] levelCounts) = HnswLevels.Assign(codes.Rows, options.M, options.Seed);
        HnswGraph graph = Empty(options.M, levelCounts, upperRows);
        int[] order = Order(upperRows);
        HnswInsertion.Shared shared = new(graph, codes, bias, options);
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        int alone = threads == 1 ? order.Length : Math.Min(Alone, order.Length);

        HnswInsertion first = new(shared);
        for (int i = 0; i < alone; i++)
        {
            if (i % Chunk == 0) Report(i);
            first.Insert(order[i], i < upperRows.Length ? i : -1);
        }

        if (alone < order.Length) InsertTogether(shared, order, alone, upperRows.Length, threads, Report, cancel);
        progress?.Report(order.Length);
        return graph;

        void Report(int done)
        {
            cancel.ThrowIfCancellationRequested();
            if (done % (Chunk * 16) == 0) progress?.Report(done);
        }
    }

    private static void InsertTogether(
        HnswInsertion.Shared shared, int[] order, int from, int upper, int threads, Action<int> report, CancellationToken cancel)
    {
        int next = from;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, _ =>
        {
            HnswInsertion insertion = new(shared);
            while (true)
            {
                int end = Interlocked.Add(ref next, Chunk);
                if (end - Chunk >= order.Length) return;
                report((end - Chunk) / Chunk * Chunk);
                for (int i = end - Chunk; i < Math.Min(end, order.Length); i++) insertion.Insert(order[i], i < upper ? i : -1);
            }
        });
    }

    /// <summary>Rows of upper levels first, so that the way down never changes its beginning; then the others in order.</summary>
    private int[] Order(int[] upperRows)
    {
        int[] order = new int[codes.Rows];
        upperRows.CopyTo(order, 0);
        bool[] isUpper = new bool[codes.Rows];
        foreach (int row in upperRows) isUpper[row] = true;
        int at = upperRows.Length;
        for (int row = 0; row < codes.Rows; row++)
            if (!isUpper[row]) order[at++] = row;
        return order;
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
