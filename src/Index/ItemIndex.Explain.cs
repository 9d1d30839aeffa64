using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Indexing;

/// <content>Why two items are close.</content>
public sealed partial class ItemIndex
{
    /// <summary>Explains why two items are close: the sessions with both, their shared neighbors, and their vectors.</summary>
    /// <param name="item">An item.</param>
    /// <param name="other">Another.</param>
    /// <exception cref="Item2VecException">An item is unknown (<see cref="ErrorCode.NotFound"/>), both are the same, or the model keeps no
    /// co-occurrences (<see cref="ErrorCode.Usage"/>).</exception>
    public Explanation Explain(string item, string other)
    {
        using Lease lease = use.Acquire(this);
        int row = Vectors.Vocabulary.RowOf(item);
        int otherRow = Vectors.Vocabulary.RowOf(other);
        if (row == otherRow)
            throw new Item2VecException($"'{item}' is given twice: an item explains nothing of itself", "name two items", ErrorCode.Usage);
        CooccurrenceTable cooccurrences = model.RequireCooccurrences();
        float[] cosines = ScoresOf(new SimilarScorer(model, decay: 1, Metric.Cosine), row);
        return new Explanation(item, other, cosines[otherRow], RankOf(otherRow, row, cosines))
        {
            Counted = cooccurrences.Info,
            Sessions = cooccurrences.SessionsWith(row),
            OtherSessions = cooccurrences.SessionsWith(otherRow),
            Pair = cooccurrences.TryFind(row, otherRow, out Cooccurrence pair) ? pair : null,
            NextRank = model.Output is null
                ? null
                : RankOf(otherRow, row, ScoresOf(new NextScorer(model, new RecommendOptions().PopularityWeight, decay: 1), row)),
            Shared = SharedOf(cooccurrences.Of(row), cooccurrences.Of(otherRow), row, otherRow),
        };
    }

    private float[] ScoresOf(VectorScorer scorer, int row)
    {
        float[] scores = new float[Count];
        scorer.Score([row], scores);
        return scores;
    }

    /// <summary>The rank of a row, from 1, without the query; ties by row.</summary>
    private static int RankOf(int row, int query, float[] scores)
    {
        int rank = 1;
        for (int other = 0; other < scores.Length; other++)
            if (other != query && (scores[other] > scores[row] || (scores[other] == scores[row] && other < row))) rank++;
        return rank;
    }

    /// <summary>The weaker of the two links decides.</summary>
    private SharedNeighbor[] SharedOf(Cooccurrence[] pairs, Cooccurrence[] otherPairs, int row, int otherRow)
    {
        Dictionary<int, Cooccurrence> of = otherPairs.ToDictionary(pair => pair.Other);
        return [.. pairs
            .Where(pair => pair.Other != row && pair.Other != otherRow && of.ContainsKey(pair.Other))
            .OrderByDescending(pair => Math.Min(pair.Sessions, of[pair.Other].Sessions))
            .ThenByDescending(pair => pair.Sessions + of[pair.Other].Sessions).ThenBy(pair => pair.Other)
            .Select(pair => new SharedNeighbor(
                Vectors.Vocabulary[pair.Other], pair.Sessions, of[pair.Other].Sessions, Vectors.Attributes.Title(pair.Other)))];
    }
}
