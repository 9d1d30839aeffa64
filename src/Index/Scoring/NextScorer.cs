using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Scoring;

/// <summary>What comes next: the mean input vector against output vectors, plus beta times the <see cref="PopularityPrior"/>.</summary>
internal sealed class NextScorer : VectorScorer
{
    private readonly MatrixSearch output;
    private readonly RowScoring scoring;

    /// <param name="model">A model with output vectors.</param>
    /// <param name="beta">The weight of the prior.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it.</param>
    public NextScorer(ScoringModel model, double beta, double decay)
        : base(model, decay)
    {
        output = model.RequireOutput();
        scoring = new RowScoring(output.Matrix, null, (float)beta == 0 ? null : model.Prior, (float)beta);
    }

    public override void ScoreAll(ReadOnlySpan<HistoryQuery> queries, EmbeddingMatrix scores)
    {
        Multiply(queries, unit: false, output.Matrix, scores);
        for (int i = 0; i < queries.Length; i++)
        {
            scoring.Apply(scores.Row(i));
            Model.Cold?.Apply(Model.Cold.Shifts.Next, scores.Row(i)[..Model.Vectors.Count]);
        }

        GC.KeepAlive(this);
    }

    public override int Find(HistoryQuery query, RowFilter? filter, SearchOptions search, Span<ScoredRow> found)
    {
        SearchContext context = output.Rent();
        try
        {
            Prepare(query, context, unit: false);
            return Search(context, filter, search, found);
        }
        finally
        {
            output.Return(context);
        }
    }

    public override ScorePart[][] Parts(HistoryQuery query, ReadOnlySpan<ScoredRow> found)
    {
        ScorePart[][] parts = new ScorePart[found.Length][];
        for (int i = 0; i < parts.Length; i++)
        {
            double popularity = scoring.Of(found[i].Row, 0);
            parts[i] = [new ScorePart("vectors", found[i].Score - popularity), new ScorePart("popularity", popularity)];
        }

        return parts;
    }

    /// <summary>As <see cref="Find"/> for a query that is already set.</summary>
    public int Search(SearchContext context, RowFilter? filter, SearchOptions search, Span<ScoredRow> found)
    {
        // The graph was linked with the prior: without it other items are near.
        bool far = scoring.BiasWeight < NextGraph.MinWeight && Model.Prior is not null;
        SearchOptions how = far ? search with { Exact = true } : search;
        return Model.Cold is null
            ? output.Find(scoring, context, -1, filter, how, found)
            : SearchWithCold(Model.Cold, context, filter, how, found);
    }

    private int SearchWithCold(ColdRows cold, SearchContext context, RowFilter? filter, SearchOptions search, Span<ScoredRow> found)
        => cold.Find(
            filter, search.Cold, cold.Shifts.Next, found, (some, room) => output.Find(scoring, context, -1, some, search, room));
}
