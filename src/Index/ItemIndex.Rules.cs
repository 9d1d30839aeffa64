using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing;

/// <content>Answers: what a search finds, ranked by rules if there are any, with reasons if they are asked for.</content>
public sealed partial class ItemIndex
{
    private const int MaxNear = 3;

    private delegate int Search(Span<ScoredRow> found);

    private delegate ScorePart[][] PartsOf(ReadOnlySpan<ScoredRow> found);

    /// <summary>The answer to a query.</summary>
    /// <param name="count">Maximum number of items.</param>
    /// <param name="options">The rules, and whether to give reasons.</param>
    /// <param name="asked">The rows of the query's items, which reasons name.</param>
    /// <param name="ask">Finds the rows with the highest scores.</param>
    /// <param name="partsOf">What scores are made of, or null.</param>
    /// <param name="isShare">Whether scores are shares.</param>
    private Neighbor[] Answer(
        int count, SearchOptions options, IReadOnlyCollection<int> asked, Search ask, PartsOf? partsOf = null, bool isShare = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ScoredRow[] found = new ScoredRow[Math.Min(count, Count)];
        if (options.IsPlain) return Named(found[..ask(found)]);
        options.Validate();
        if (options.Rules is null or { IsEmpty: true })
        {
            ScoredRow[] plain = found[..ask(found)];
            return Reasoned(Named(plain), plain, null, options, asked, partsOf);
        }

        RankedRow[] ranked = Ranked(options.Rules, isShare, found.Length, ask);
        Neighbor[] named = Named(Array.ConvertAll(ranked, row => new ScoredRow(row.Row, row.Score)));
        ScoredRow[] scored = Array.ConvertAll(ranked, row => new ScoredRow(row.Row, row.Plain));
        return options.Why ? Reasoned(named, scored, ranked, options, asked, partsOf) : named;
    }

    /// <summary>The rows of an answer by rules.</summary>
    private int Rank(RankingRules? rules, bool isShare, Span<ScoredRow> found, Search ask)
    {
        if (rules is null or { IsEmpty: true }) return ask(found);
        RankedRow[] ranked = Ranked(rules, isShare, found.Length, ask);
        for (int i = 0; i < ranked.Length; i++) found[i] = new ScoredRow(ranked[i].Row, ranked[i].Score);
        return ranked.Length;
    }

    /// <summary>Ranks candidates; more of them as long as limits leave too few.</summary>
    private RankedRow[] Ranked(RankingRules rules, bool isShare, int count, Search ask)
    {
        RuleRanking ranking = new(rules, ruleData, isShare);
        int size = RuleRanking.Candidates(count, Count);
        while (true)
        {
            ScoredRow[] candidates = new ScoredRow[size];
            candidates = candidates[..ask(candidates)];
            RankedRow[] ranked = ranking.Rank(
                Array.ConvertAll(candidates, row => row.Row), Array.ConvertAll(candidates, row => row.Score), count);
            int more = RuleRanking.More(size, Count);
            if (ranked.Length == count || candidates.Length < size || more == size) return ranked;
            size = more;
        }
    }

    private int SimilarByRules(int row, Span<ScoredRow> found, SearchOptions options)
        => Rank(options.Rules, isShare: false, found[..Math.Min(found.Length, Count)], more => SimilarTo(row, more, options));

    private int NearestByRules(float[] vector, Span<ScoredRow> found, SearchOptions options)
        => Rank(options.Rules, isShare: false, found[..Math.Min(found.Length, Count)], more => NearestTo(vector, [], options, more));

    /// <summary>Results with their reasons.</summary>
    /// <param name="named">The results.</param>
    /// <param name="plain">Their rows and scores, without boosts.</param>
    /// <param name="ranked">What rules did, or null.</param>
    /// <param name="options">The rules.</param>
    /// <param name="asked">The rows of the query's items.</param>
    /// <param name="partsOf">What scores are made of, or null.</param>
    private Neighbor[] Reasoned(
        Neighbor[] named, ScoredRow[] plain, RankedRow[]? ranked, SearchOptions options, IReadOnlyCollection<int> asked, PartsOf? partsOf)
    {
        ScorePart[][] parts = partsOf?.Invoke(plain) ?? [];
        int[] near = [.. asked.Distinct()];
        for (int i = 0; i < named.Length; i++)
        {
            int row = plain[i].Row;
            named[i] = named[i] with
            {
                Why = new ResultReason
                {
                    Near =
                    [
                        .. near.Where(other => other != row).Select(other => (Row: other, Cosine: ruleData.Cosine(row, other)))
                            .OrderByDescending(other => other.Cosine).ThenBy(other => other.Row).Take(MaxNear)
                            .Select(other => NearTo(row, other.Row, other.Cosine)),
                    ],
                    Parts = i < parts.Length ? parts[i] : [],
                    Rules = ranked is null ? null : EffectOf(ranked[i], options.Rules!),
                },
            };
        }

        return named;
    }

    private RuleEffect EffectOf(RankedRow ranked, RankingRules rules) => new(ranked.Place)
    {
        Boosts = NonZero(rules.Boost.Zip(ranked.Boosts, (boost, added) => new ScorePart(boost.Name, added))),
        Passed = NonZero(rules.MaxPer.Zip(ranked.Passed, (limit, passed) => new ScorePart(limit.Attribute, passed))),
        Like = ranked.Nearest < 0 ? null : NearTo(ranked.Row, ranked.Nearest, ranked.NearestCosine),
    };

    /// <summary>Numbers that are not 0, one for each name.</summary>
    private static ScorePart[] NonZero(IEnumerable<ScorePart> parts)
        => [.. parts.GroupBy(part => part.Name).Select(part => new ScorePart(part.Key, part.Sum(one => one.Value)))
            .Where(part => part.Value != 0)];

    private NearItem NearTo(int row, int other, float cosine) => new(
        Vectors.Vocabulary[other], cosine,
        Vectors.Cooccurrences is CooccurrenceTable pairs && pairs.TryFind(row, other, out Cooccurrence pair) ? pair.Sessions : null);
}
