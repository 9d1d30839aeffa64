using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing;

/// <content>What comes next, by input against output vectors.</content>
public sealed partial class ItemIndex
{
    /// <summary>What comes next after a vector in the space of the input vectors, such as a user's: <c>q . out_j + beta * log P(j)</c>, or the items nearest to it.</summary>
    /// <param name="vector"><see cref="Dimensions"/> finite numbers.</param>
    /// <param name="count">The most items to return.</param>
    /// <param name="options">How to score; null takes the defaults. There is no history: <see cref="RecommendOptions.Decay"/>, <c>AllowHistory</c> and <c>SkipUnknown</c> mean nothing here.</param>
    /// <exception cref="ArgumentException">The vector has another length or holds a number that is not finite.</exception>
    /// <exception cref="Item2VecException">The model has no output vectors (<see cref="ErrorCode.Usage"/>).</exception>
    public Neighbor[] RecommendFrom(ReadOnlySpan<float> vector, int count = 10, RecommendOptions? options = null)
    {
        options ??= new RecommendOptions();
        options.Validate();
        using IndexLease lease = Enter();
        if (options.Score == ScoreMode.Similar) return Nearest(vector, count, SearchOf(options));
        CheckVector(vector);
        if (options.Score == ScoreMode.Blend)
            throw new Item2VecException("a vector alone has no pairs: blending needs a history", "recommend after a history, or score by next or similar", ErrorCode.Usage);
        float[] query = vector.ToArray();
        return AnswerNext(count, options, [], context => QueryVector.Set(context, query, unit: false));
    }

    private static SearchOptions SearchOf(RecommendOptions options)
        => new() { Exclude = options.Exclude, Threads = options.Threads, Exact = options.Exact, Ef = options.Ef, Filter = options.Filter };

    private Neighbor[] AnswerNext(int count, RecommendOptions options, int[] excluded, Action<SearchContext> setQuery)
    {
        MatrixSearch next = OutputSearch();
        (RowScoring scoring, SearchOptions search) = NextScoring(options);
        return Answer(next, count, (context, found) =>
        {
            setQuery(context);
            return next.Find(scoring, context, -1, Filter(excluded, search), search, found);
        });
    }

    private MatrixSearch OutputSearch() => output ?? throw new Item2VecException(
        "the model has no output vectors, which say what comes next", "ask for similar items instead: --score similar", ErrorCode.Usage);

    /// <summary>How output vectors are scored, and how they are searched for it.</summary>
    private (RowScoring Scoring, SearchOptions Search) NextScoring(RecommendOptions options)
    {
        SearchOptions search = SearchOf(options);
        float weight = (float)options.PopularityWeight;
        RowScoring scoring = new(OutputSearch().Matrix, null, weight == 0 ? null : prior.Value, weight);
        return (scoring, weight < NextGraph.MinWeight && prior.Value is not null ? search with { Exact = true } : search);
    }
}
