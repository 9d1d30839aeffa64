using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Rules;
using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Scoring;

/// <summary>Options of <see cref="ItemIndex.Recommend"/>.</summary>
public sealed record RecommendOptions
{
    /// <summary>
    /// The score, or null for the best that the model has for the query: <see cref="ScoreMode.Blend"/> after a history where the model
    /// keeps co-occurrences and no other weight of popularity is given, else <see cref="ScoreMode.Next"/>. Default null.
    /// </summary>
    public ScoreMode? Score { get; init; }

    /// <summary>Maximum of <see cref="PopularityWeight"/>. At 1 scores rank by probability; far above, popularity alone decides.</summary>
    public const double MaxPopularityWeight = 10;

    /// <summary>Maximum of a weight in <see cref="HistoryWeights"/>.</summary>
    internal const double MaxHistoryWeight = 1e6;

    /// <summary>The default of <see cref="Decay"/>.</summary>
    internal const double DefaultDecay = 0.8;

    /// <summary>The default of <see cref="PopularityWeight"/>.</summary>
    internal const double DefaultPopularityWeight = 0.5;

    /// <summary>
    /// The weight of the popularity prior in <see cref="ScoreMode.Next"/> (beta), 0 to 10, usually 0 to 1; 0 for none. Default 0.5.
    /// </summary>
    public double PopularityWeight { get; init; } = DefaultPopularityWeight;

    /// <summary>An item of the history weighs this share of the one after it, above 0 to 1. Default 0.8.</summary>
    public double Decay { get; init; } = DefaultDecay;

    /// <summary>
    /// The weight of each item of the history, in its order, above 0 to 1,000,000; decay comes on top. Default none: each weighs 1.
    /// </summary>
    public IReadOnlyList<double> HistoryWeights { get; init; } = [];

    /// <summary>
    /// The age of each item of the history in seconds, in its order, from 0; see <see cref="HalfLife"/>. Default none: only the order is
    /// known.
    /// </summary>
    public IReadOnlyList<double> HistoryAges { get; init; } = [];

    /// <summary>
    /// With <see cref="HistoryAges"/>, an item older than the newest by this weighs half as much, in place of <see cref="Decay"/>; null
    /// decays by steps. Default null.
    /// </summary>
    public TimeSpan? HalfLife { get; init; }

    /// <summary>How a history becomes a vector in <see cref="ScoreMode.Next"/>. Default the mean.</summary>
    public HistoryFold Fold { get; init; } = HistoryFold.Mean;

    /// <summary>
    /// The user to recommend to, in a model that has users, or null. Combined with a history if there is one. Default null.
    /// </summary>
    public string? User { get; init; }

    /// <summary>
    /// A vector in the space of the input vectors in the place of <see cref="User"/>, such as one computed elsewhere; null for none. As
    /// many finite numbers as a vector has. Default null.
    /// </summary>
    public IReadOnlyList<float>? Vector { get; init; }

    /// <summary>
    /// The weight of the user relative to a history, 0 to 1: 0 ignores the user, 1 the history. Default 0.25 (docs/models.md).
    /// </summary>
    public double UserWeight { get; init; } = 0.25;

    /// <summary>
    /// Items liked, unordered: each weighs as much as the last one of the history. Default none. Not for <see cref="ScoreMode.Blend"/>.
    /// </summary>
    public IReadOnlyCollection<string> Likes { get; init; } = [];

    /// <summary>
    /// Items disliked: half the mean of their vectors is subtracted (after Rocchio 1971), and they are never in the answer. Default none.
    /// Not for <see cref="ScoreMode.Blend"/>.
    /// </summary>
    public IReadOnlyCollection<string> Dislikes { get; init; } = [];

    /// <summary>Whether items of the history, and liked ones, may be recommended again. Default false.</summary>
    public bool AllowHistory { get; init; }

    /// <summary>
    /// Whether unknown items of the history are ignored instead of being an error, as long as one is known. Default false.
    /// </summary>
    public bool SkipUnknown { get; init; }

    /// <summary>Rules that the answer follows, or null for none. Default null.</summary>
    public RankingRules? Rules { get; init; }

    /// <summary>Whether results say why they are there: <see cref="Neighbor.Why"/>. Default false.</summary>
    public bool Why { get; init; }

    /// <summary>Excluded items, besides the history. Unknown ones are ignored. Default none.</summary>
    public IReadOnlyCollection<string> Exclude { get; init; } = [];

    /// <summary>The allowed items, or null for all. Default null.</summary>
    public ItemFilter? Filter { get; init; }

    /// <summary>Items without events, which metadata or content has placed. Default: they rank among the others.</summary>
    public ColdItems Cold { get; init; }

    /// <summary>Whether every item is compared with the query; see <see cref="SearchOptions.Exact"/>. Default false.</summary>
    public bool Exact { get; init; }

    /// <summary>Candidates that a graph search keeps; see <see cref="SearchOptions.Ef"/>. Default 0.</summary>
    public int Ef { get; init; }

    /// <summary>Threads for one query of a large index, 0 for one per processor. The answer does not depend on it. Default 0.</summary>
    public int Threads { get; init; }

    /// <summary>Whether the answer is what the scorer finds.</summary>
    internal bool IsPlain => !Why && Rules is null or { IsEmpty: true };

    /// <summary>The score for a query.</summary>
    internal ScoreMode ScoreOf(HistoryQuery query, ScoringModel model)
    {
        if (Score is not null) return Score;
        bool isPlain = !query.History.IsEmpty && query.Likes.IsEmpty && query.Dislikes.IsEmpty && query.Fold == HistoryFold.Mean
            && PopularityWeight == DefaultPopularityWeight;
        return isPlain && model is { CanBlend: true } ? ScoreMode.Blend : ScoreMode.Next;
    }

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate()
    {
        Rules?.Validate();
        List<(string Option, string Text)> problems = [];
        if (User is not null && Vector is not null)
            problems.Add((nameof(Vector), "a vector stands in the place of a user: give one of them"));
        if (!(PopularityWeight >= 0 && PopularityWeight <= MaxPopularityWeight))
        {
            problems.Add((nameof(PopularityWeight),
                FormattableString.Invariant($"the weight of popularity {PopularityWeight} must be from 0 to {MaxPopularityWeight}")));
        }

        if (!(Decay > 0 && Decay <= 1))
            problems.Add((nameof(Decay), FormattableString.Invariant($"the decay {Decay} must be above 0 and at most 1")));
        if (HistoryWeights.Any(weight => !(weight > 0 && weight <= MaxHistoryWeight)))
        {
            problems.Add((nameof(HistoryWeights),
                FormattableString.Invariant($"the weight of an item of the history must be above 0 and at most {MaxHistoryWeight}")));
        }

        if (HistoryAges.Any(age => !(age >= 0 && double.IsFinite(age))))
            problems.Add((nameof(HistoryAges), "the age of an item of the history must be at least 0 seconds"));
        if (HalfLife is TimeSpan half && half <= TimeSpan.Zero) problems.Add((nameof(HalfLife), "the half-life must be above 0"));
        if (HalfLife is not null && HistoryAges.Count == 0)
            problems.Add((nameof(HalfLife), "a half-life needs the ages of the history's items"));
        if (!Enum.IsDefined(Fold)) problems.Add((nameof(Fold), "the fold must be mean or infer"));
        if (!(UserWeight >= 0 && UserWeight <= 1))
            problems.Add((nameof(UserWeight), FormattableString.Invariant($"the weight of the user {UserWeight} must be from 0 to 1")));
        if (Likes.Count + Dislikes.Count > 0 && Score?.SupportsPreferences == false)
            problems.Add((nameof(Score), $"a {Score.Name} is of a history or a user alone, without likes and dislikes"));
        if (Likes.Count + Dislikes.Count > 0 && Fold == HistoryFold.Infer)
            problems.Add((nameof(Fold), "a vector is inferred from a history alone, without likes and dislikes"));
        if (problems.Count == 0) return;
        throw new Item2VecException(string.Join("; ", problems.Select(problem => problem.Text)), code: ErrorCode.Usage)
        {
            Option = problems[0].Option,
        };
    }
}
