using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Indexing.Rules;

/// <summary>
/// What an answer has to be besides near: diverse, not too many of a kind, with some items moved up or down. Applied to the candidates of a
/// query, of which there are more than requested.
/// </summary>
/// <remarks>
/// Candidates are the best by score: four for each requested item, at least 100; where <see cref="MaxPer"/> leaves too few, four times as
/// many, up to 4,096. In this order: boosts change scores, then items are taken one by one, by score or, with
/// <see cref="Diversity"/>, by maximal marginal relevance, each unless it is one too many of a value. Ties by score alone, then by row.
/// </remarks>
public sealed record RankingRules
{
    /// <summary>Maximum of <see cref="MaxPer"/> and of <see cref="Boost"/>.</summary>
    internal const int MaxRules = 100;

    /// <summary>
    /// How much the items of an answer differ, 0 to 1: 0 takes them by score, 1 by their distance to those taken before. Default 0.
    /// </summary>
    /// <remarks>
    /// Maximal marginal relevance (Carbonell and Goldstein 1998): the next item maximizes <c>(1 - d) * r - d * c</c>, with <c>r</c> its
    /// score and <c>c</c> the highest cosine of its input vector with those of the items taken. Both are divided by their range, so that
    /// they weigh the same at 0.5: that of the scores of the first candidates, and that of the cosines of the candidates with the first
    /// item. The answer is in the order in which items are taken, at most 1,000 of them; the rest follows by score.
    /// </remarks>
    public double Diversity { get; init; }

    /// <summary>How many items of an answer may share a value of an attribute. Default none.</summary>
    public IReadOnlyList<AttributeLimit> MaxPer { get; init; } = [];

    /// <summary>What is added to the scores of some items. Default none.</summary>
    public IReadOnlyList<ItemBoost> Boost { get; init; } = [];

    /// <summary>
    /// The attributes that limits and boosts read, such as today's stock; null for those that the index was opened with. Default null.
    /// </summary>
    public ItemAttributes? Attributes { get; init; }

    /// <summary>Whether they change nothing.</summary>
    public bool IsEmpty => Diversity == 0 && MaxPer.Count == 0 && Boost.Count == 0;

    /// <summary>Checks the rules.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        List<(string Option, string Text)> problems = [];
        if (!(Diversity >= 0 && Diversity <= 1))
            problems.Add((nameof(Diversity), FormattableString.Invariant($"the diversity {Diversity} must be from 0 to 1")));
        if (MaxPer.Count > MaxRules) problems.Add((nameof(MaxPer), $"{MaxPer.Count} limits, up to {MaxRules} are allowed"));
        if (Boost.Count > MaxRules) problems.Add((nameof(Boost), $"{Boost.Count} boosts, up to {MaxRules} are allowed"));
        if (problems.Count == 0) return;
        throw new Item2VecException(string.Join("; ", problems.Select(problem => problem.Text)), code: ErrorCode.Usage)
        {
            Option = problems[0].Option,
        };
    }
}
