using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Scoring;

/// <summary>
/// Similarity: the cosine of input vectors, for several items with the mean of their unit vectors; or another metric of an index.
/// </summary>
internal sealed class SimilarScorer(ScoringModel model, double decay, Metric metric) : VectorScorer(model, decay)
{
    /// <param name="model">The model.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it.</param>
    public SimilarScorer(ScoringModel model, double decay)
        : this(model, decay, model.Metric)
    {
    }

    /// <summary>Whether the metric is the cosine.</summary>
    public bool Unit => metric == Metric.Cosine;

    public RowScoring Scoring => new(
        Model.Input.Matrix, Unit ? Model.Vectors.InverseNorms : null, metric == Metric.Euclidean ? Model.HalfSquares : null, 1);

    /// <summary>The input unit vectors; zero vectors stay.</summary>
    public static EmbeddingMatrix UnitRows(ItemVectors vectors)
    {
        EmbeddingMatrix unit = new(vectors.Count, vectors.Dimensions);
        for (int row = 0; row < vectors.Count; row++)
            VectorOperations.AddScaled(vectors.InverseNorms[row], vectors.Input.Row(row), unit.Row(row));
        GC.KeepAlive(vectors);
        return unit;
    }

    public override void ScoreAll(ReadOnlySpan<HistoryQuery> queries, EmbeddingMatrix scores)
    {
        Multiply(queries, Unit, Scoring.Matrix, scores);
        for (int i = 0; i < queries.Length; i++)
        {
            Scoring.Apply(scores.Row(i));
            Model.Cold?.Apply(ColdShift, scores.Row(i)[..Model.Vectors.Count]);
        }

        GC.KeepAlive(this);
    }

    public override int Find(HistoryQuery query, RowFilter? filter, SearchOptions search, Span<ScoredRow> found)
    {
        SearchContext context = Model.Input.Rent();
        try
        {
            Prepare(query, context, Unit);
            return Search(context, -1, filter, search, found);
        }
        finally
        {
            Model.Input.Return(context);
        }
    }

    /// <summary>As <see cref="Find"/> for a query that is already set.</summary>
    /// <param name="context">Holds the query.</param>
    /// <param name="start">The row of the query, which is excluded, or -1.</param>
    /// <param name="filter">The allowed rows, or null for all.</param>
    /// <param name="search">How to search.</param>
    /// <param name="found">Receives the rows, best first.</param>
    public int Search(SearchContext context, int start, RowFilter? filter, SearchOptions search, Span<ScoredRow> found)
    {
        int count = Model.Cold is null
            ? Model.Input.Find(Scoring, context, start, filter, search, found)
            : SearchWithCold(Model.Cold, context, start, filter, search, found);
        if (metric == Metric.Euclidean) ToDistances(context.Query.Slice(0, context.Sum.Length), Scoring.Matrix, found[..count]);
        return count;
    }

    private double ColdShift => Unit ? Model.Cold?.Shifts.Similar ?? 0 : 0;

    private int SearchWithCold(
        ColdRows cold, SearchContext context, int start, RowFilter? filter, SearchOptions search, Span<ScoredRow> found)
        => cold.Find(
            filter, search.Cold, ColdShift, found, (some, room) => Model.Input.Find(Scoring, context, start, some, search, room));

    /// <summary>The exact answers for some rows, which are excluded from them.</summary>
    public ScoredRow[][] FindEach(int[] rows, RowFilter? filter, int count, int threads)
    {
        using EmbeddingMatrix queries = new(rows.Length, Scoring.Matrix.Dimensions);
        double[] sum = new double[queries.Dimensions];
        for (int i = 0; i < rows.Length; i++) QueryBuilder.Write(Scoring.Matrix.Row(rows[i]), Unit, sum, queries.Row(i));
        ScoredRow[][] answers = ExactBatch.Find(Scoring, queries, rows, filter, count, threads);
        if (metric == Metric.Euclidean)
            for (int i = 0; i < rows.Length; i++) ToDistances(queries.Row(i), Scoring.Matrix, answers[i]);
        return answers;
    }

    /// <summary>
    /// Sets scores to <c>-|q - x|</c>, from the differences: the score used in the search loses the digits of a small one.
    /// </summary>
    public static void ToDistances(ReadOnlySpan<float> query, EmbeddingMatrix matrix, Span<ScoredRow> found)
    {
        foreach (ref ScoredRow row in found)
        {
            ReadOnlySpan<float> vector = matrix.Row(row.Row);
            double square = 0;
            for (int d = 0; d < query.Length; d++) square += ((double)query[d] - vector[d]) * ((double)query[d] - vector[d]);
            row = row with { Score = (float)-Math.Sqrt(square) };
        }

        found.Sort(static (left, right) => left.Score != right.Score ? right.Score.CompareTo(left.Score) : left.Row.CompareTo(right.Row));
    }
}
