using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Scoring;

/// <summary>Scores the items of a model: all of them for many queries, as in evaluation, or the best for one, as in an index.</summary>
/// <remarks>Both give an item the same score. Immutable and thread-safe. The model must outlive it.</remarks>
internal abstract class VectorScorer(ScoringModel model, double decay) : IBatchScorer
{
    /// <summary>The source of the items.</summary>
    protected ScoringModel Model => model;

    /// <summary>The weight of an item of a history as a share of the one after it.</summary>
    protected double Decay => decay;

    /// <summary>Scores every item for some queries.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="scores">Receives one row of scores per query.</param>
    public abstract void ScoreAll(ReadOnlySpan<HistoryQuery> queries, EmbeddingMatrix scores);

    /// <summary>Finds the items with the highest scores, through the graphs if the model has any.</summary>
    /// <param name="query">The query.</param>
    /// <param name="filter">The allowed rows, or null for all.</param>
    /// <param name="search">How to search.</param>
    /// <param name="found">Receives the rows, best first.</param>
    /// <returns>Their number.</returns>
    public abstract int Find(HistoryQuery query, RowFilter? filter, SearchOptions search, Span<ScoredRow> found);

    /// <summary>What the scores of some results are made of; nothing where they are one number.</summary>
    /// <param name="query">The query.</param>
    /// <param name="found">Results for it, with their scores.</param>
    /// <returns>The parts of each, which add up to its score.</returns>
    public virtual ScorePart[][] Parts(HistoryQuery query, ReadOnlySpan<ScoredRow> found) => [];

    public void Score(ReadOnlySpan<int> history, Span<float> scores)
    {
        using EmbeddingMatrix result = new(1, model.Vectors.Capacity);
        ScoreAll([new HistoryQuery(history.ToArray())], result);
        result.Row(0)[..scores.Length].CopyTo(scores);
    }

    public void ScoreMany(ReadOnlySpan<ReadOnlyMemory<int>> histories, EmbeddingMatrix scores)
    {
        HistoryQuery[] queries = new HistoryQuery[histories.Length];
        for (int i = 0; i < queries.Length; i++) queries[i] = new HistoryQuery(histories[i]);
        ScoreAll(queries, scores);
    }

    /// <summary>Writes the query vector into a search context.</summary>
    protected void Prepare(HistoryQuery query, SearchContext context, bool unit)
        => QueryBuilder.Write(query, model, decay, unit, context.Sum, context.Query.Slice(0, context.Sum.Length));

    /// <summary>Writes the sum of the query vector and of that of the last item alone, each with its weight.</summary>
    protected void Prepare(HistoryQuery query, SearchContext context, bool unit, double weight, double lastWeight)
        => QueryBuilder.Write(query, model, decay, unit, weight, lastWeight, context.Sum, context.Query.Slice(0, context.Sum.Length));

    /// <summary>The dot product of each query with each row.</summary>
    protected void Multiply(ReadOnlySpan<HistoryQuery> queries, bool unit, EmbeddingMatrix rows, EmbeddingMatrix dots)
        => Multiply(queries, unit, static _ => (1, 0), rows, dots);

    /// <summary>As above, of the sum of the query and of that of the last item alone, each with its weight.</summary>
    protected void Multiply(
        ReadOnlySpan<HistoryQuery> queries, bool unit, Func<HistoryQuery, (double Weight, double LastWeight)> weights, EmbeddingMatrix rows,
        EmbeddingMatrix dots)
    {
        using EmbeddingMatrix vectors = new(queries.Length, rows.Dimensions);
        double[] sum = new double[rows.Dimensions];
        for (int i = 0; i < queries.Length; i++)
        {
            (double weight, double lastWeight) = weights(queries[i]);
            QueryBuilder.Write(queries[i], model, decay, unit, weight, lastWeight, sum, vectors.Row(i));
        }

        ScoreProduct.Compute(rows, vectors, queries.Length, dots);
    }
}
