using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Inference;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing;

/// <content>What comes next.</content>
public sealed partial class ItemIndex
{
    private readonly Lazy<VectorInference> inference;

    /// <summary>What comes next after a history, for a user, or both: <c>q . out_j + beta * log P(j)</c>.</summary>
    /// <param name="history">The items, oldest first; may be empty where <see cref="RecommendOptions.User"/> is given.</param>
    /// <param name="count">The most items to return.</param>
    /// <param name="options">How to score; null takes the defaults.</param>
    /// <exception cref="Item2VecException">
    /// An item or the user is unknown (<see cref="ErrorCode.NotFound"/>), or the model has no users or no output vectors (<see cref="ErrorCode.Usage"/>).
    /// </exception>
    /// <remarks>
    /// <c>q</c> is the mean of the history's input vectors weighted by <see cref="RecommendOptions.Decay"/> to the power of the age (0 for the last item), or the
    /// vector that predicts the history so weighted (<see cref="RecommendOptions.Fold"/>), the user's vector, or of both the mean weighted by <see cref="RecommendOptions.UserWeight"/>;
    /// <c>P(j)</c> is the share of item j in count to the power of the training's <see cref="TrainingOptions.NegativeExponent"/>
    /// (after Levy and Goldberg 2014: with beta 1 this ranks by <c>log P(j | q)</c>). <see cref="ScoreMode.Blend"/> scores by <see cref="BlendWeights"/> instead.
    /// </remarks>
    public Neighbor[] Recommend(IReadOnlyList<string> history, int count = 10, RecommendOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        options ??= new RecommendOptions();
        options.Validate();
        using IndexLease lease = Enter();
        float[]? user = options.User is null ? null : UserVector(options.User);
        int[] rows = user is not null && history.Count == 0 ? [] : RowsOf(history, options.SkipUnknown);
        int[] excluded = options.AllowHistory ? [] : rows;
        if (options.Score == ScoreMode.Similar)
        {
            SearchOptions search = SearchOf(options);
            return Answer(input, count, (context, found) =>
            {
                SetQuery(context, rows, user, options, Metric == Metric.Cosine);
                return SearchInput(context, -1, Filter(excluded, search), search, found);
            });
        }

        return options.Score == ScoreMode.Blend
            ? AnswerBlend(count, rows, user, excluded, options)
            : AnswerNext(count, options, excluded, context => SetNextQuery(context, rows, user, options));
    }

    /// <summary>Finds the vector that predicts some items: that of a user or a basket that the training has not seen.</summary>
    /// <param name="history">The items, oldest first.</param>
    /// <exception cref="Item2VecException">An item is unknown (<see cref="ErrorCode.NotFound"/>), there is none, or the model has no output vectors (<see cref="ErrorCode.Usage"/>).</exception>
    /// <remarks>See <see cref="VectorInference"/>, whose defaults are used. The same items give the same vector.</remarks>
    public float[] Infer(IReadOnlyList<string> history)
    {
        using IndexLease lease = Enter();
        return inference.Value.Infer(RowsOf(history, skipUnknown: false), RecommendOptions.DefaultDecay);
    }

    private void SetNextQuery(SearchContext context, int[] rows, float[]? user, RecommendOptions options)
    {
        if (options.Fold == HistoryFold.Infer && rows.Length > 0) SetInferred(context, rows, user, options);
        else SetQuery(context, rows, user, options, unit: false);
    }

    private void SetInferred(SearchContext context, int[] rows, float[]? user, RecommendOptions options)
    {
        QueryVector.Set(context, inference.Value.Infer(rows, options.Decay), unit: false);
        if (user is not null) QueryVector.Blend(context, user, options.UserWeight, unit: false);
    }

    /// <summary>Makes the query of a history, of a user, or of both.</summary>
    private void SetQuery(SearchContext context, int[] rows, float[]? user, RecommendOptions options, bool unit)
    {
        if (rows.Length > 0) QueryVector.SetMean(context, input.Matrix, rows, options.Decay, unit);
        if (user is null) return;
        if (rows.Length == 0) QueryVector.Set(context, user, unit);
        else QueryVector.Blend(context, user, options.UserWeight, unit);
    }
}
