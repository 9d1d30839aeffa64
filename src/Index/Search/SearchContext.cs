using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Quantization;

namespace Item2Vec.Indexing.Search;

/// <summary>The working memory of a query, reused by the next one: a query allocates only its answer.</summary>
internal sealed class SearchContext : IDisposable
{
    private readonly Lazy<HnswSearcher> searcher;

    public SearchContext(int rows, int dimensions)
    {
        searcher = new Lazy<HnswSearcher>(() => new HnswSearcher(rows), LazyThreadSafetyMode.None);
        Codes = NativeBuffer<sbyte>.Allocate(CodeMatrix.StrideOf(dimensions));
        Query = NativeBuffer<float>.Allocate(EmbeddingMatrix.StrideOf(dimensions));
        Sum = new double[dimensions];
    }

    public HnswSearcher Searcher => searcher.Value;

    /// <summary>The query's codes, padded with zeros.</summary>
    public NativeBuffer<sbyte> Codes { get; }

    /// <summary>The query, padded with zeros.</summary>
    public NativeBuffer<float> Query { get; }

    /// <summary>A buffer for a sum of vectors.</summary>
    public double[] Sum { get; }

    /// <summary>Candidates to be scored exactly.</summary>
    public NativeBuffer<int> Rows { get; private set; } = NativeBuffer<int>.Allocate(256);

    public NativeBuffer<float> Scores { get; private set; } = NativeBuffer<float>.Allocate(256);

    /// <summary>The best of them.</summary>
    public CandidateQueue Best { get; } = new();

    /// <summary>Ensures capacity for this many candidates.</summary>
    public void Reserve(int candidates)
    {
        if (Rows.Length >= candidates + 4) return;
        Rows.Dispose();
        Scores.Dispose();
        Rows = NativeBuffer<int>.Allocate(candidates * 2L);
        Scores = NativeBuffer<float>.Allocate(candidates * 2L);
    }

    public void Dispose()
    {
        if (searcher.IsValueCreated) searcher.Value.Dispose();
        Codes.Dispose();
        Query.Dispose();
        Rows.Dispose();
        Scores.Dispose();
        Best.Dispose();
    }
}

/// <summary>Unused contexts.</summary>
internal sealed class SearchContexts(int rows, int dimensions) : IDisposable
{
    private readonly System.Collections.Concurrent.ConcurrentBag<SearchContext> resting = [];
    private SearchContext? last;

    public SearchContext Rent()
        => Interlocked.Exchange(ref last, null)
            ?? (resting.TryTake(out SearchContext? context) ? context : new SearchContext(rows, dimensions));

    public void Return(SearchContext context)
    {
        if (Interlocked.CompareExchange(ref last, context, null) is not null) resting.Add(context);
    }

    /// <summary>Frees them; called when no query is in progress.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref last, null)?.Dispose();
        while (resting.TryTake(out SearchContext? context)) context.Dispose();
    }
}
