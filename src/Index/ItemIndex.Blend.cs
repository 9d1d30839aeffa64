using System.Collections.Concurrent;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Scoring;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing;

/// <content>What comes next, by vectors and by the pairs that the model keeps.</content>
public sealed partial class ItemIndex
{
    /// <summary>The best that each of the two scores of vectors names are candidates, beside those that pairs name: so many, or four times what is asked for.</summary>
    private const int MinBlendCandidates = 200;

    private readonly ConcurrentBag<BlendFeatures> idleFeatures = [];

    private Neighbor[] AnswerBlend(int count, int[] rows, float[]? user, int[] excluded, RecommendOptions options)
    {
        if (count < 1) throw TooFew(count);
        CooccurrenceTable evidence = Cooccurrences();
        BlendWeights weights = evidence.Info.Blend;
        RowFilter? filter = Filter(excluded, SearchOf(options));
        HashSet<int> candidates = [];
        ScoredRow[] leading = options.Exact ? [] : new ScoredRow[Math.Min(Count, Math.Max(MinBlendCandidates, 4 * Math.Min(count, Count)))];
        float[] toNext = LeadingNext(rows, user, options, weights, filter, leading, candidates);
        float[] direction = LeadingSimilar(rows, user, options, filter, leading, candidates);
        if (!idleFeatures.TryTake(out BlendFeatures? signs)) signs = new BlendFeatures(evidence, Vectors.Vocabulary);
        signs.Gather(rows, options.Decay);
        if (options.Exact) candidates.UnionWith(Enumerable.Range(0, Count));
        else candidates.UnionWith(signs.Candidates);

        TopK best = new(Math.Min(count, Count));
        foreach (int row in candidates)
        {
            if (filter?.Passes(row) == false) continue;
            double score = (weights.Next * VectorOperations.Dot(toNext, output!.Matrix.Row(row)))
                + (weights.Similar * VectorOperations.Dot(direction, input.Matrix.Row(row)) * Vectors.InverseNorms[row])
                + (weights.Popularity * (prior.Value?[row] ?? 0));
            if (signs.Find(row) is >= 0 and int candidate) score += signs.Score(candidate, weights);
            best.Offer(row, (float)score);
        }

        idleFeatures.Add(signs);
        return Named(Array.ConvertAll(best.Take(), one => new ScoredRow(one.Row, one.Score)));
    }

    /// <summary>The query against output vectors; the best rows, popularity weighed against it as the blend does, become candidates.</summary>
    private float[] LeadingNext(int[] rows, float[]? user, RecommendOptions options, BlendWeights weights, RowFilter? filter, ScoredRow[] leading, HashSet<int> candidates)
    {
        MatrixSearch next = OutputSearch();
        SearchContext context = next.Rent();
        SetNextQuery(context, rows, user, options);
        float[] query = context.Query.Slice(0, Dimensions).ToArray();
        if (leading.Length > 0)
        {
            double beta = weights.Next > 0 ? Math.Clamp(weights.Popularity / weights.Next, 0, RecommendOptions.MaxPopularityWeight) : RecommendOptions.MaxPopularityWeight;
            (RowScoring scoring, SearchOptions search) = NextScoring(options with { PopularityWeight = beta });
            Keep(next.Find(scoring, context, -1, filter, search, leading), leading, candidates);
        }

        next.Return(context);
        return query;
    }

    /// <summary>The direction of the query among input vectors; the nearest rows become candidates.</summary>
    private float[] LeadingSimilar(int[] rows, float[]? user, RecommendOptions options, RowFilter? filter, ScoredRow[] leading, HashSet<int> candidates)
    {
        SearchContext context = input.Rent();
        SetQuery(context, rows, user, options, unit: true);
        float[] query = context.Query.Slice(0, Dimensions).ToArray();
        if (leading.Length > 0) Keep(SearchInput(context, -1, filter, SearchOf(options), leading), leading, candidates);
        input.Return(context);
        return query;
    }

    private static void Keep(int count, ScoredRow[] found, HashSet<int> candidates)
    {
        for (int i = 0; i < count; i++) candidates.Add(found[i].Row);
    }
}
