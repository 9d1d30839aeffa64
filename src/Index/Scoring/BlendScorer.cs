using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Scoring;

/// <summary>What comes next by both scores of the vectors, and by co-occurrences.</summary>
internal sealed class BlendScorer : VectorScorer
{
    /// <summary>This many of the best by either score of the vectors are candidates, or four times the requested number.</summary>
    private const int MinCandidates = 200;

    /// <summary>Candidates that are scored together.</summary>
    private const int BlockRows = 256;

    private readonly MatrixSearch output;
    private readonly BlendWeights weights;
    private readonly BlendScoring scoring;
    private readonly NextScorer next;
    private readonly SimilarScorer similar;

    /// <param name="model">A model with output vectors and co-occurrences.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it.</param>
    public BlendScorer(ScoringModel model, double decay)
        : base(model, decay)
    {
        weights = model.RequireCooccurrences().Info.Blend;
        output = model.RequireOutput();

        // The weights of the vectors' scores are in the query vectors.
        scoring = new BlendScoring(1, 1, model.Vectors.InverseNorms, (float)weights.Popularity, model.Prior);

        // The weight of popularity relative to the vectors is that of the blend.
        const double max = RecommendOptions.MaxPopularityWeight;
        double beta = weights.Next > 0 ? Math.Clamp(weights.Popularity / weights.Next, 0, max) : max;
        next = new NextScorer(model, beta, decay);
        similar = new SimilarScorer(model, decay);
    }

    public override void ScoreAll(ReadOnlySpan<HistoryQuery> queries, EmbeddingMatrix scores)
    {
        EmbeddingMatrix cosines = Model.RentScores(queries.Length);
        BlendFeatures features = Model.RentFeatures();
        try
        {
            ScoreAll(queries, features, cosines, scores);
        }
        finally
        {
            Model.Return(features);
            Model.Return(cosines);
        }
    }

    private void ScoreAll(ReadOnlySpan<HistoryQuery> queries, BlendFeatures features, EmbeddingMatrix cosines, EmbeddingMatrix scores)
    {
        Multiply(queries, unit: false, weights.Next, weights.NextLast, output.Matrix, scores);
        Multiply(queries, unit: true, weights.Similar, weights.SimilarLast, Model.Input.Matrix, cosines);
        for (int i = 0; i < queries.Length; i++)
        {
            Span<float> all = scores.Row(i);
            scoring.Apply(all, cosines.Row(i));
            features.Gather(queries[i], Decay);
            for (int candidate = 0; candidate < features.Candidates.Count; candidate++)
                all[features.Candidates[candidate]] += (float)features.Score(candidate, weights);
        }

        GC.KeepAlive(this);
    }

    public override int Find(HistoryQuery query, RowFilter? filter, SearchOptions search, Span<ScoredRow> found)
    {
        BlendFeatures features = Model.RentFeatures();
        SearchContext toNext = output.Rent();
        SearchContext direction = Model.Input.Rent();
        try
        {
            return Find(query, features, toNext, direction, filter, search, found);
        }
        finally
        {
            output.Return(toNext);
            Model.Input.Return(direction);
            Model.Return(features);
        }
    }

    private int Find(
        HistoryQuery query, BlendFeatures features, SearchContext toNext, SearchContext direction, RowFilter? filter, SearchOptions search,
        Span<ScoredRow> found)
    {
        features.Gather(query, Decay);
        Prepare(query, toNext, unit: false);
        Prepare(query, direction, unit: true);
        TopK best = new(found.Length);
        int[] candidates = search.Exact
            ? [.. Enumerable.Range(0, Model.Vectors.Count)]
            : Candidates(toNext, direction, features, filter, search, found.Length);
        Prepare(query, toNext, unit: false, weights.Next, weights.NextLast);
        Prepare(query, direction, unit: true, weights.Similar, weights.SimilarLast);
        Span<float> dots = stackalloc float[BlockRows];
        Span<float> cosines = stackalloc float[BlockRows];
        for (int from = 0; from < candidates.Length; from += BlockRows)
        {
            ReadOnlySpan<int> rows = candidates.AsSpan(from, Math.Min(BlockRows, candidates.Length - from));
            output.Dots(toNext, rows, dots);
            Model.Input.Dots(direction, rows, cosines);
            for (int i = 0; i < rows.Length; i++)
            {
                if (filter?.Passes(rows[i]) == false) continue;
                float score = scoring.Of(rows[i], dots[i], cosines[i]);
                if (features.Find(rows[i]) is >= 0 and int candidate) score += (float)features.Score(candidate, weights);
                best.Offer(rows[i], score);
            }
        }

        (int Row, float Score)[] taken = best.Take();
        for (int i = 0; i < taken.Length; i++) found[i] = new ScoredRow(taken[i].Row, taken[i].Score);
        return taken.Length;
    }

    /// <summary>The co-occurring items, and the best by either score of the vectors.</summary>
    private int[] Candidates(
        SearchContext toNext, SearchContext direction, BlendFeatures features, RowFilter? filter, SearchOptions search, int count)
    {
        HashSet<int> candidates = [.. features.Candidates];
        ScoredRow[] leading = new ScoredRow[(int)Math.Min(Model.Vectors.Count, Math.Max(MinCandidates, 4L * count))];
        Keep(next.Search(toNext, filter, search, leading));
        Keep(similar.Search(direction, -1, filter, search, leading));
        return [.. candidates];

        void Keep(int named)
        {
            foreach (ScoredRow one in leading.AsSpan(0, named)) candidates.Add(one.Row);
        }
    }
}
