using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Indexing.Rules;

/// <summary>Ranks candidates by rules: the one place where <see cref="RankingRules"/> are applied, whatever found the candidates.</summary>
/// <param name="rules">The rules.</param>
/// <param name="data">The model.</param>
/// <param name="isShare">Whether scores are shares, whose logarithms are boosted.</param>
internal sealed class RuleRanking(RankingRules rules, RuleData data, bool isShare)
{
    /// <summary>Candidates that are looked at, or four for each requested item.</summary>
    public const int MinCandidates = 100;

    /// <summary>At most so many, or as many as requested.</summary>
    public const int MaxCandidates = 4096;

    /// <summary>So many items are taken by marginal relevance, which compares each of them with every candidate.</summary>
    private const int MaxDiverse = 1000;

    /// <summary>How many candidates to look at for some results.</summary>
    public static int Candidates(int count, int items)
        => (int)Math.Min(items, Math.Max(count, Math.Min(MaxCandidates, Math.Max(MinCandidates, 4L * count))));

    /// <summary>How many to look at where so many were too few; the same number if there are no more.</summary>
    public static int More(int candidates, int items)
        => Math.Max(candidates, (int)Math.Min(items, Math.Min(MaxCandidates, 4L * candidates)));

    /// <summary>Ranks candidates.</summary>
    /// <param name="rows">The candidates, best first.</param>
    /// <param name="scores">Their scores.</param>
    /// <param name="count">Maximum number of results.</param>
    /// <returns>The results, in order; as many as requested, if the limits allow.</returns>
    /// <exception cref="ArgumentException">The attributes of the rules are those of other items.</exception>
    /// <exception cref="Item2VecException">The model lacks what a rule needs.</exception>
    public RankedRow[] Rank(ReadOnlySpan<int> rows, ReadOnlySpan<float> scores, int count)
    {
        ItemAttributes attributes = rules.Attributes ?? data.Vectors.Attributes;
        if (attributes.Columns.Any(column => column.Count != data.Vectors.Capacity))
            throw new ArgumentException("The attributes of the rules are those of other items.");
        double[][] boosts = new double[rules.Boost.Count][];
        for (int boost = 0; boost < boosts.Length; boost++) boosts[boost] = rules.Boost[boost].Of(data, attributes, rows);
        ValueLimits limits = new(rules.MaxPer, attributes, rows);
        double[] values = Values(scores, boosts);
        int[] order = [.. Enumerable.Range(0, rows.Length)];
        if (boosts.Length > 0) Array.Sort(order, (left, right) => Compare(values[left], values[right], left, right));
        Selection selection = new(rows.ToArray(), values, order, limits, data);
        List<Taken> taken = selection.Take(count, rules.Diversity, Candidates(count, data.Vectors.Count), MaxDiverse, MaxCandidates);
        RankedRow[] ranked = new RankedRow[taken.Count];
        for (int i = 0; i < ranked.Length; i++)
        {
            int candidate = taken[i].Candidate;
            double added = boosts.Sum(boost => boost[candidate]);
            float score = added == 0 ? scores[candidate]
                : isShare ? (float)(scores[candidate] * Math.Exp(added)) : (float)(scores[candidate] + added);
            ranked[i] = new RankedRow(rows[candidate], score, scores[candidate], candidate + 1)
            {
                Boosts = boosts.Length == 0 ? [] : Array.ConvertAll(boosts, boost => boost[candidate]),
                Passed = taken[i].Passed,
                Nearest = taken[i].Nearest < 0 ? -1 : rows[taken[i].Nearest],
                NearestCosine = taken[i].Cosine,
            };
        }

        return ranked;
    }

    private static int Compare(double left, double right, int leftPlace, int rightPlace)
        => left != right ? right.CompareTo(left) : leftPlace.CompareTo(rightPlace);

    /// <summary>What candidates are ranked by.</summary>
    private double[] Values(ReadOnlySpan<float> scores, double[][] boosts)
    {
        double[] values = new double[scores.Length];
        double least = 1;
        if (isShare)
            foreach (float score in scores) least = score > 0 ? Math.Min(least, score) : least;
        for (int i = 0; i < values.Length; i++)
        {
            // What has no share at all comes after the least that has one.
            values[i] = isShare ? Math.Log(scores[i] > 0 ? scores[i] : least / Math.E) : scores[i];
            foreach (double[] boost in boosts) values[i] += boost[i];
        }

        return values;
    }
}

/// <summary>A result, and how it came to its place.</summary>
/// <param name="Row">The row.</param>
/// <param name="Score">Its score with boosts.</param>
/// <param name="Plain">Its score without.</param>
/// <param name="Place">Its place by score alone, from 1.</param>
internal readonly record struct RankedRow(int Row, float Score, float Plain, int Place)
{
    /// <summary>What each boost adds.</summary>
    public required double[] Boosts { get; init; }

    /// <summary>For each limit how many candidates with as high a score were left out before it; empty for none.</summary>
    public required int[] Passed { get; init; }

    /// <summary>With diversity the row before it that it is most like, or -1.</summary>
    public required int Nearest { get; init; }

    /// <summary>The cosine with that.</summary>
    public required float NearestCosine { get; init; }
}
