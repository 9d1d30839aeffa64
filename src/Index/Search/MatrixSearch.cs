using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;

namespace Item2Vec.Indexing.Search;

/// <summary>
/// Searches one matrix: through its graph where that is faster, exactly otherwise. Thread-safe; the caller keeps the matrix alive.
/// </summary>
internal sealed class MatrixSearch : IDisposable
{
    private readonly EmbeddingMatrix matrix;
    private readonly HnswIndex? index;
    private readonly bool load;
    private readonly SearchContexts contexts;
    private readonly VocabularyRoom? joining;
    private readonly int rows;

    /// <param name="matrix">The rows, which stay the caller's.</param>
    /// <param name="index">Their graph, or null; freed with the search.</param>
    /// <param name="load">Whether rows and graph are copied into process memory.</param>
    /// <param name="joining">Items that join the first rows, which have no place in the graph; null for none.</param>
    public MatrixSearch(EmbeddingMatrix matrix, HnswIndex? index, bool load, VocabularyRoom? joining = null)
    {
        this.joining = joining;
        rows = joining?.First ?? matrix.Rows;
        this.matrix = load ? new EmbeddingMatrix(matrix.Data.Clone(), matrix.Rows, matrix.Dimensions) : matrix;
        this.index = load ? index?.Loaded() : index;
        this.load = load;
        contexts = new SearchContexts(matrix.Rows, matrix.Dimensions);
    }

    public EmbeddingMatrix Matrix => matrix;

    public HnswIndex? Index => index;

    public SearchContext Rent() => contexts.Rent();

    public void Return(SearchContext context) => contexts.Return(context);

    public void Dispose()
    {
        contexts.Dispose();
        index?.Dispose();
        if (load) matrix.Dispose();
    }

    /// <summary>Finds the rows with the highest scores.</summary>
    /// <param name="scoring">The scores; its matrix is this one, wherever it lies.</param>
    /// <param name="context">Holds the query.</param>
    /// <param name="start">The row of the query, which is excluded, or -1.</param>
    /// <param name="filter">The allowed rows, or null for all.</param>
    /// <param name="options">How to search.</param>
    /// <param name="found">Receives the rows, best first.</param>
    /// <returns>Their number.</returns>
    public int Find(
        in RowScoring scoring, SearchContext context, int start, RowFilter? filter, SearchOptions options, Span<ScoredRow> found)
    {
        if (joining is null || joining.Count == rows) return FindFirst(scoring, context, start, filter, options, found);
        int first = FindFirst(scoring, context, start < rows ? start : -1, filter, options, found);
        return AddJoined(scoring, context, start, filter, first, found);
    }

    /// <summary>Puts items that have joined among the results.</summary>
    private unsafe int AddJoined(
        in RowScoring scoring, SearchContext context, int start, RowFilter? filter, int first, Span<ScoredRow> found)
    {
        TopK best = new(found.Length);
        foreach (ScoredRow row in found[..first]) best.Offer(row.Row, row.Score);
        int end = joining!.Count;
        float dot;
        for (int row = rows; row < end; row++)
        {
            if (row == start || !joining.IsPlaced(row) || filter?.Passes(row) == false) continue;
            DotKernel.Default.Dots(context.Query.Pointer, matrix.Pointer + ((nint)row * matrix.Stride), matrix.Stride, 1, &dot);
            best.Offer(row, scoring.Of(row, dot));
        }

        (int Row, float Score)[] taken = best.Take();
        for (int i = 0; i < taken.Length; i++) found[i] = new ScoredRow(taken[i].Row, taken[i].Score);
        return taken.Length;
    }

    private int FindFirst(
        in RowScoring scoring, SearchContext context, int start, RowFilter? filter, SearchOptions options, Span<ScoredRow> found)
    {
        int passing = filter?.Count ?? rows;
        int possible = Math.Min(found.Length, passing - (start >= 0 && filter?.Passes(start) != false ? 1 : 0));
        if (possible <= 0) return 0;
        found = found[..possible];
        if (index is not null && !options.Exact)
        {
            long ef = Ef(index, possible, filter, options);
            bool worth = ef * 2 * index.Options.M < passing;
            if (worth || (options.Ef > 0 && filter?.Allowed is null))
            {
                int count = HnswSearch.Find(index, scoring, context, start, filter, (int)Math.Min(ef, rows), found);
                if (count == possible) return count;
            }
        }

        RowFilter? exact = start < 0
            ? filter
            : new RowFilter(filter?.Allowed, filter is null ? new HashSet<int> { start } : filter.DeniedAnd(start), matrix.Rows);
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        return ExactSearch.Find(scoring, context.Query, exact, threads, found, rows);
    }

    /// <summary>The dot products of a query with some rows.</summary>
    /// <param name="context">Holds the query.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="dots">Receives one number per row, equal to that of every other search.</param>
    public unsafe void Dots(SearchContext context, ReadOnlySpan<int> rows, Span<float> dots)
    {
        context.Reserve(rows.Length);
        rows.CopyTo(new Span<int>(context.Rows.Pointer, rows.Length));
        DotKernel.Default.DotsOf(
            context.Query.Pointer, matrix.Pointer, matrix.Stride, context.Rows.Pointer, rows.Length, context.Scores.Pointer);
        new ReadOnlySpan<float>(context.Scores.Pointer, rows.Length).CopyTo(dots);
    }

    /// <summary>The number of candidates to keep, so that enough of them pass the filter.</summary>
    private static long Ef(HnswIndex index, int count, RowFilter? filter, SearchOptions options)
    {
        long ef = options.Ef > 0 ? Math.Max(options.Ef, count + 1L) : Math.Max(index.Options.EfSearch, count + (count / 2L) + 1);
        if (filter is null) return ef;

        // Excluded rows may be the nearest of all (up to a point: if the answer is too short, the query is repeated exactly).
        ef += Math.Min(filter.Denied, 2 * ef);
        return filter.Allowed is RowSet set ? ef * set.Rows / Math.Max(1, set.Count) : ef;
    }
}
