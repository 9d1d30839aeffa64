using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Inference;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing;

/// <content>What comes next.</content>
public sealed partial class ItemIndex
{
    /// <summary>
    /// What comes next after a history, with likes and dislikes, for a user, or all of these: <c>q . out_j + beta * log P(j)</c>.
    /// </summary>
    /// <param name="history">The items, oldest first; may be empty if <see cref="RecommendOptions.User"/> or
    /// <see cref="RecommendOptions.Likes"/> are given.</param>
    /// <param name="count">Maximum number of items.</param>
    /// <param name="options">Scoring options; null takes the defaults.</param>
    /// <exception cref="Item2VecException">
    /// An item or the user is unknown (<see cref="ErrorCode.NotFound"/>), or the model has no users or no output vectors
    /// (<see cref="ErrorCode.Usage"/>).
    /// </exception>
    /// <remarks>
    /// <c>q</c> is the mean of the history's input vectors weighted by <see cref="RecommendOptions.Decay"/> to the power of the age (0 for
    /// the last item) and by <see cref="RecommendOptions.HistoryWeights"/>, or the vector that predicts the history so weighted
    /// (<see cref="RecommendOptions.Fold"/>), the user's vector, or of both the mean weighted by
    /// <see cref="RecommendOptions.UserWeight"/>; <c>P(j)</c> is the share of item j in count to the power of the training's
    /// <see cref="TrainingOptions.NegativeExponent"/> (after Levy and Goldberg 2014: with beta 1 this ranks by <c>log P(j | q)</c>).
    /// <see cref="ScoreMode.Blend"/> scores by <see cref="BlendWeights"/> instead.
    /// </remarks>
    public Neighbor[] Recommend(IReadOnlyList<string> history, int count = 10, RecommendOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        options ??= new RecommendOptions();
        options.Validate();
        using Lease lease = use.Acquire(this);
        HistoryQuery query = QueryReader.Read(history, options, UserOf(options), FindRow);
        return Answer(query, count, query.Excluded(options.AllowHistory), options);
    }

    /// <summary>As <see cref="Recommend"/>, into the caller's memory: ids and titles do not become strings.</summary>
    /// <param name="history">The items, oldest first.</param>
    /// <param name="found">Receives the rows, best first; its length is the number to find.</param>
    /// <param name="options">Scoring options; null takes the defaults.</param>
    /// <returns>How many were found.</returns>
    /// <exception cref="Item2VecException">As there.</exception>
    public int RecommendRows(IReadOnlyList<string> history, Span<ScoredRow> found, RecommendOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        options ??= new RecommendOptions();
        options.Validate();
        using Lease lease = use.Acquire(this);
        HistoryQuery query = QueryReader.Read(history, options, UserOf(options), FindRow);
        int[] excluded = query.Excluded(options.AllowHistory);
        found = found[..Math.Min(found.Length, Count)];
        return options.IsPlain
            ? Find(query, excluded, options, found)
            : RecommendByRules(query, excluded, found, options);
    }

    /// <summary>The items most popular now, for visitors of whom nothing is known.</summary>
    /// <param name="count">Maximum number of items.</param>
    /// <param name="options">Exclusions, a filter and rules; null takes the defaults. The rest has no effect.</param>
    /// <returns>
    /// Scores are shares of the events of the latest sessions (the weight of a session falls to 1/e over a tenth of them), or of all events
    /// in a model that keeps no sessions. None if the model does not know how often items occurred, as an imported one.
    /// </returns>
    public Neighbor[] Popular(int count = 10, SearchOptions? options = null)
    {
        using Lease lease = use.Acquire(this);
        return Answer(count, options ?? Defaults, [], found => MostPopular(found, options ?? Defaults), isShare: true);
    }

    /// <summary>As <see cref="Popular"/>, into the caller's memory.</summary>
    /// <param name="found">Receives the rows, most popular first; its length is the number to find.</param>
    /// <param name="options">As there.</param>
    /// <returns>How many were found.</returns>
    public int PopularRows(Span<ScoredRow> found, SearchOptions? options = null)
    {
        using Lease lease = use.Acquire(this);
        options ??= Defaults;
        return options.IsPlain
            ? MostPopular(found, options)
            : Rank(options.Rules, isShare: true, found[..Math.Min(found.Length, Count)], more => MostPopular(more, options));
    }

    private int MostPopular(Span<ScoredRow> found, SearchOptions options)
    {
        if (found.IsEmpty || model.Popularity is not Func<int, float> shares) return 0;
        RowFilter? filter = Filter([.. options.Dislikes.Select(item => FindRow(item, isRequired: true))], options);
        if (model.Cold is not null) filter = model.Cold.Restrict(filter, options.Cold);
        TopK best = new(Math.Min(found.Length, Count));
        int items = Count;
        for (int row = 0; row < items; row++)
            if (filter?.Passes(row) != false) best.Offer(row, shares(row));
        (int Row, float Score)[] taken = best.Take();
        for (int i = 0; i < taken.Length; i++) found[i] = new ScoredRow(taken[i].Row, taken[i].Score);
        return taken.Length;
    }

    /// <summary>As <see cref="Recommend"/> for a query that is already read.</summary>
    /// <param name="query">The query.</param>
    /// <param name="count">Maximum number of items.</param>
    /// <param name="excluded">The excluded rows.</param>
    /// <param name="options">Scoring options.</param>
    internal Neighbor[] RecommendBut(HistoryQuery query, int count, IReadOnlyCollection<int> excluded, RecommendOptions options)
    {
        using Lease lease = use.Acquire(this);
        return Count == 0 ? [] : Answer(query, count, excluded, options);
    }

    /// <summary>Writes the query vector of <see cref="ScoreMode.Similar"/>.</summary>
    internal void Write(HistoryQuery query, double decay, Span<float> vector)
    {
        using Lease lease = use.Acquire(this);
        QueryBuilder.Write(query, model, decay, similar.Unit, new double[Dimensions], vector);
    }

    /// <summary>
    /// What comes next after a vector in the space of the input vectors, such as a user's: <c>q . out_j + beta * log P(j)</c>, or the items
    /// nearest to it.
    /// </summary>
    /// <param name="vector"><see cref="Dimensions"/> finite numbers.</param>
    /// <param name="count">Maximum number of items.</param>
    /// <param name="options">Scoring options; null takes the defaults. Without a history, <see cref="RecommendOptions.Decay"/>,
    /// <c>AllowHistory</c> and <c>SkipUnknown</c> have no effect.</param>
    /// <exception cref="ArgumentException">The vector has another length or contains a number that is not finite.</exception>
    /// <exception cref="Item2VecException">The model has no output vectors (<see cref="ErrorCode.Usage"/>).</exception>
    public Neighbor[] RecommendFrom(ReadOnlySpan<float> vector, int count = 10, RecommendOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        options ??= new RecommendOptions();
        options.Validate();
        using Lease lease = use.Acquire(this);
        CheckVector(vector);
        if (options.Score?.SupportsVector == false)
            throw new Item2VecException(
                "a vector alone has no pairs: blending needs a history",
                "recommend after a history, or score by next or similar",
                ErrorCode.Usage);
        return Answer(new HistoryQuery(default) { User = vector.ToArray() }, count, [], options);
    }

    /// <summary>Infers the vector that predicts some items: that of an unseen user or basket.</summary>
    /// <param name="history">The items, oldest first.</param>
    /// <exception cref="Item2VecException">An item is unknown (<see cref="ErrorCode.NotFound"/>), there is none, or the model has no output
    /// vectors (<see cref="ErrorCode.Usage"/>).</exception>
    /// <remarks>See <see cref="VectorInference"/>, whose defaults are used. The same items give the same vector.</remarks>
    public float[] Infer(IReadOnlyList<string> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        using Lease lease = use.Acquire(this);
        return model.Inference.Infer(RowsOf(history, skipUnknown: false), new HistoryWeighting(RecommendOptions.DefaultDecay));
    }

    /// <summary>The vector of the user, or in the place of one; null for none.</summary>
    /// <exception cref="ArgumentException">The vector has another length or contains a number that is not finite.</exception>
    internal float[]? UserOf(RecommendOptions options)
    {
        if (options.Vector is null) return options.User is null ? null : UserVector(options.User);
        float[] vector = [.. options.Vector];
        CheckVector(vector);
        return vector;
    }

    private Neighbor[] Answer(HistoryQuery query, int count, IReadOnlyCollection<int> excluded, RecommendOptions options)
        => Answer(
            count, new SearchOptions { Rules = options.Rules, Why = options.Why }, [.. query.History.Span, .. query.Likes.Span],
            found => Find(query, excluded, options, found, Math.Min(count, Count)), found => ScorerOf(query, options).Parts(query, found));

    private int RecommendByRules(HistoryQuery query, int[] excluded, Span<ScoredRow> found, RecommendOptions options)
    {
        int shown = found.Length;
        return Rank(options.Rules, isShare: false, found, more => Find(query, excluded, options, more, shown));
    }

    private VectorScorer ScorerOf(HistoryQuery query, RecommendOptions options)
        => options.ScoreOf(query, model).Create(model, options.PopularityWeight, options.Decay);

    private int Find(
        HistoryQuery query, IReadOnlyCollection<int> excluded, RecommendOptions options, Span<ScoredRow> found, int shown = 0)
    {
        VectorScorer scorer = ScorerOf(query, options);
        SearchOptions search = new()
        {
            Exclude = options.Exclude, Threads = options.Threads, Exact = options.Exact, Ef = options.Ef, Filter = options.Filter,
            Cold = options.Cold,
            Shown = shown,
        };
        return scorer.Find(query, Filter(excluded, search), search, found);
    }

    private int FindRow(string item, bool isRequired)
    {
        if (Vectors.Vocabulary.TryGetRow(item, out int row)) return row;
        return isRequired ? Vectors.Vocabulary.RowOf(item) : -1;
    }
}
