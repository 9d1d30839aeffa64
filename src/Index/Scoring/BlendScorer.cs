using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Scoring;

/// <summary>What comes next by both scores of the vectors, and by co-occurrences.</summary>
internal sealed class BlendScorer : VectorScorer
{
    /// <summary>This many of the best by either score of the vectors are candidates, or four for each that is shown.</summary>
    private const int MinCandidates = 200;

    /// <summary>From so many items on the graph is searched with few more candidates than are kept.</summary>
    private const int LargeCatalog = 20_000;

    /// <summary>Candidates that are scored together.</summary>
    private const int BlockRows = 256;

    private readonly MatrixSearch output;
    private readonly Part afterOne;
    private readonly Part afterMore;
    private readonly NextScorer next;
    private readonly SimilarScorer similar;

    /// <param name="model">A model with output vectors and co-occurrences.</param>
    /// <param name="decay">The weight of an item of a history as a share of the one after it.</param>
    public BlendScorer(ScoringModel model, double decay)
        : base(model, decay)
    {
        BlendWeights weights = model.RequireCooccurrences().Info.Blend;
        output = model.RequireOutput();
        afterOne = Part.Of(model, weights.ValuesOfOne);
        afterMore = Part.Of(model, weights.Values);

        // The weight of popularity relative to the vectors is that of the blend.
        const double max = RecommendOptions.MaxPopularityWeight;
        (double toNext, double popularity) = (weights.Values[BlendFeatures.Next], weights.Values[BlendFeatures.Popularity]);
        double beta = toNext > 0 ? Math.Clamp(popularity / toNext, 0, max) : max;
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
        Multiply(queries, unit: false, query => For(query).OfNext, output.Matrix, scores);
        Multiply(queries, unit: true, query => For(query).OfSimilar, Model.Input.Matrix, cosines);
        for (int i = 0; i < queries.Length; i++)
        {
            Span<float> all = scores.Row(i);
            Part part = For(queries[i]);
            part.Scoring.Apply(all, cosines.Row(i));
        }

        AddSession(queries, cosines, scores);
        for (int i = 0; i < queries.Length; i++)
        {
            Span<float> all = scores.Row(i);
            Part part = For(queries[i]);
            features.Gather(queries[i], Decay);
            ReadOnlySpan<float> counted = features.Scores(part.Weights);
            for (int candidate = 0; candidate < counted.Length; candidate++) all[features.Candidates[candidate]] += counted[candidate];
            Model.Cold?.Apply(Model.Cold.Shifts.Blend, all[..Model.Vectors.Count]);
        }

        GC.KeepAlive(this);
    }

    /// <summary>Adds what the session vectors contribute.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="room">Room for a score of each item.</param>
    /// <param name="scores">The scores.</param>
    private void AddSession(ReadOnlySpan<HistoryQuery> queries, EmbeddingMatrix room, EmbeddingMatrix scores)
    {
        if (Model.Session is not MatrixSearch session) return;
        using EmbeddingMatrix vectors = new(queries.Length, session.Matrix.Dimensions);
        double[] sum = new double[session.Matrix.Dimensions];
        for (int i = 0; i < queries.Length; i++)
        {
            (double weight, double lastWeight) = For(queries[i]).OfSession;
            QueryBuilder.WriteSession(queries[i], session.Matrix, Decay, weight, lastWeight, sum, vectors.Row(i));
        }

        ScoreProduct.Compute(session.Matrix, vectors, queries.Length, room);
        for (int i = 0; i < queries.Length; i++) VectorOperations.AddScaled(1f, room.Row(i), scores.Row(i));
    }

    public override int Find(HistoryQuery query, RowFilter? filter, SearchOptions search, Span<ScoredRow> found)
    {
        BlendFeatures features = Model.RentFeatures();
        SearchContext toNext = output.Rent();
        SearchContext direction = Model.Input.Rent();
        SearchContext? ofSession = Model.Session?.Rent();
        try
        {
            return Find(query, features, toNext, direction, ofSession, filter, search, found);
        }
        finally
        {
            if (ofSession is not null) Model.Session!.Return(ofSession);
            output.Return(toNext);
            Model.Input.Return(direction);
            Model.Return(features);
        }
    }

    public override ScorePart[][] Parts(HistoryQuery query, ReadOnlySpan<ScoredRow> found)
    {
        BlendFeatures features = Model.RentFeatures();
        try
        {
            features.Gather(query, Decay);
            Part part = For(query);
            ScorePart[][] parts = new ScorePart[found.Length][];
            for (int i = 0; i < parts.Length; i++)
            {
                double popularity = part.Scoring.Of(found[i].Row, 0, 0);
                ScorePart[] counted = features.Parts(found[i].Row, part.Weights);
                double vectors = found[i].Score - popularity - counted.Sum(one => one.Value);
                parts[i] = [new ScorePart("vectors", vectors), new ScorePart("popularity", popularity), .. counted];
            }

            return parts;
        }
        finally
        {
            Model.Return(features);
        }
    }

    private int Find(
        HistoryQuery query, BlendFeatures features, SearchContext toNext, SearchContext direction, SearchContext? ofSession,
        RowFilter? filter, SearchOptions search, Span<ScoredRow> found)
    {
        ColdRows? cold = Model.Cold;
        if (cold is not null) filter = cold.Restrict(filter, search.Cold);
        features.Gather(query, Decay);
        Prepare(query, toNext, unit: false);
        Prepare(query, direction, unit: true);
        if (ofSession is not null) PrepareSession(query, ofSession, 1, 0);
        TopK best = new(found.Length);
        Part part = For(query);
        ReadOnlySpan<float> counted = features.Scores(part.Weights);
        ReadOnlySpan<int> candidates = search.Exact
            ? [.. Enumerable.Range(0, Model.Vectors.Count)]
            : Candidates(toNext, direction, ofSession, features, filter, search, found.Length);
        Prepare(query, toNext, unit: false, part.OfNext.Weight, part.OfNext.LastWeight);
        Prepare(query, direction, unit: true, part.OfSimilar.Weight, part.OfSimilar.LastWeight);
        if (ofSession is not null) PrepareSession(query, ofSession, part.OfSession.Weight, part.OfSession.LastWeight);
        Span<float> dots = stackalloc float[BlockRows];
        Span<float> cosines = stackalloc float[BlockRows];
        for (int from = 0; from < candidates.Length; from += BlockRows)
        {
            ReadOnlySpan<int> rows = candidates.Slice(from, Math.Min(BlockRows, candidates.Length - from));
            output.Dots(toNext, rows, dots);
            Model.Input.Dots(direction, rows, cosines);

            // By itself, so that the reads of one row do not wait for those of the row before.
            for (int i = 0; i < rows.Length; i++) dots[i] = part.Scoring.Of(rows[i], dots[i], cosines[i]);
            if (ofSession is not null)
            {
                Model.Session!.Dots(ofSession, rows, cosines);
                for (int i = 0; i < rows.Length; i++) dots[i] += cosines[i];
            }

            for (int i = 0; i < rows.Length; i++)
            {
                if (filter?.Passes(rows[i]) == false || !Model.IsPlaced(rows[i])) continue;
                float score = dots[i];
                if (features.Find(rows[i]) is >= 0 and int candidate) score += counted[candidate];
                if (cold?.IsCold(rows[i]) == true) score -= (float)cold.Shifts.Blend;
                best.Offer(rows[i], score);
            }
        }

        (int Row, float Score)[] taken = best.Take();
        for (int i = 0; i < taken.Length; i++) found[i] = new ScoredRow(taken[i].Row, taken[i].Score);
        return taken.Length;
    }

    private void PrepareSession(HistoryQuery query, SearchContext context, double weight, double lastWeight)
        => QueryBuilder.WriteSession(
            query, Model.Session!.Matrix, Decay, weight, lastWeight, context.Sum, context.Query.Slice(0, context.Sum.Length));

    private Part For(HistoryQuery query) => query.History.Length == 1 ? afterOne : afterMore;

    /// <summary>The co-occurring items, and the best by either score of the vectors.</summary>
    private ReadOnlySpan<int> Candidates(
        SearchContext toNext, SearchContext direction, SearchContext? ofSession, BlendFeatures features, RowFilter? filter,
        SearchOptions search, int count)
    {
        DistinctRows candidates = features.Considered;
        candidates.Clear();
        foreach (int row in features.Candidates) candidates.Add(row, out _);
        long most = Math.Max(MinCandidates, Math.Max(count, 4L * (search.Shown > 0 ? search.Shown : count)));
        ScoredRow[] leading = new ScoredRow[(int)Math.Min(Model.Vectors.Count, most)];

        // Candidates are scored again, so that a few that are missed do no harm.
        bool isFast = search.Ef == 0 && Model.Vectors.Count >= LargeCatalog;
        SearchOptions quick = isFast ? search with { Ef = leading.Length + (leading.Length / 8) } : search;
        Keep(next.Search(toNext, filter, quick, leading));
        Keep(similar.Search(direction, -1, filter, quick, leading));

        // They have no graph, and in a large catalog the others name what they would.
        if (ofSession is not null && Model.Vectors.Count < LargeCatalog)
        {
            RowScoring cosine = new(Model.Session!.Matrix, null, null, 0);
            Keep(Model.Session.Find(cosine, ofSession, -1, filter, quick, leading));
        }

        return candidates.Rows;

        void Keep(int named)
        {
            foreach (ScoredRow one in leading.AsSpan(0, named)) candidates.Add(one.Row, out _);
        }
    }

    /// <summary>What scores the histories of one item, or the longer ones.</summary>
    /// <param name="Weights">The coefficients.</param>
    /// <param name="OfNext">Those of the input-output score of the history and of its last item, which are in the query vector.</param>
    /// <param name="OfSimilar">Those of the cosine.</param>
    /// <param name="OfSession">Those of the cosine of session vectors.</param>
    /// <param name="Scoring">Adds up both scores and popularity.</param>
    private sealed record Part(
        double[] Weights, (double Weight, double LastWeight) OfNext, (double Weight, double LastWeight) OfSimilar,
        (double Weight, double LastWeight) OfSession, BlendScoring Scoring)
    {
        public static Part Of(ScoringModel model, IReadOnlyList<double> weights) => new(
            [.. weights],
            (weights[BlendFeatures.Next], weights[BlendFeatures.NextLast]),
            (weights[BlendFeatures.Similar], weights[BlendFeatures.SimilarLast]),
            (weights[BlendFeatures.Session], weights[BlendFeatures.SessionLast]),
            new BlendScoring(1, 1, model.Vectors.InverseNorms, (float)weights[BlendFeatures.Popularity], model.Prior));
    }
}
