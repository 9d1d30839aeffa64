using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>Options of an audit. Immutable.</summary>
public sealed record AuditOptions
{
    /// <summary>Length of a list, 1 to 1,000. Default 10.</summary>
    public int ListLength { get; init; } = 10;

    /// <summary>
    /// Number of lists. 0, the default, takes the list of every item once, or a sample of <see cref="MaxListsOfAll"/> in larger catalogs;
    /// any other number, that many lists of items drawn as often as they were used.
    /// </summary>
    public int Lists { get; init; }

    /// <summary>
    /// The scores to audit; null takes <see cref="ScoreMode.Next"/> and <see cref="ScoreMode.Similar"/>, as far as the model can answer
    /// them. Default null.
    /// </summary>
    public IReadOnlyList<ScoreMode>? Scores { get; init; }

    /// <summary>The weight of the popularity prior in <see cref="ScoreMode.Next"/>, at least 0. Default 0.5, as in recommend.</summary>
    public double PopularityWeight { get; init; } = RecommendOptions.DefaultPopularityWeight;

    /// <summary>The share of the catalog, from the most used item down, that forms its head; above 0, below 1. Default 0.2.</summary>
    public double HeadShare { get; init; } = 0.2;

    /// <summary>Number of walks along recommendations, at least 1. Default 1,000.</summary>
    public int Walks { get; init; } = 1000;

    /// <summary>The steps of a walk, 1 to 1,000. Default 20.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Minimum size of a group of items or users to be compared, at least 2. Default 20.</summary>
    public int MinGroupSize { get; init; } = 20;

    /// <summary>
    /// Random partitions of the association test, at least 100; the smallest p-value is one over one more. Default 10,000.
    /// </summary>
    public int Permutations { get; init; } = 10_000;

    /// <summary>Bootstrap samples, at least 100. Default 1,000.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Threads, or 0 for one per processor. Results do not depend on it. Default 0.</summary>
    public int Threads { get; init; }

    /// <summary>Random seed. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Maximum of <see cref="Lists"/>.</summary>
    public const int MaxLists = 10_000_000;

    /// <summary>Maximum of <see cref="Walks"/>.</summary>
    public const int MaxWalks = 1_000_000;

    /// <summary>Maximum of <see cref="Permutations"/>.</summary>
    public const int MaxPermutations = 1_000_000;

    /// <summary>Larger catalogs are audited by a sample unless <see cref="Lists"/> is set.</summary>
    public const int MaxListsOfAll = 50_000;

    /// <summary>Every problem of these options, in a user's words; empty if there is none.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (ListLength is < 1 or > 1000) problems.Add($"the lists have 1 to 1000 items, not {ListLength}");
        if (Lists is < 0 or > MaxLists) problems.Add($"the number of lists is 0 to {MaxLists}");
        if (Scores is { Count: 0 }) problems.Add("there is no score to audit");
        if (!(PopularityWeight >= 0 && double.IsFinite(PopularityWeight)))
            problems.Add($"the weight of popularity is at least 0, not {PopularityWeight.ToString(CultureInfo.InvariantCulture)}");
        if (!(HeadShare is > 0 and < 1))
            problems.Add($"the head is a share above 0 and below 1, not {HeadShare.ToString(CultureInfo.InvariantCulture)}");
        if (Walks is < 1 or > MaxWalks) problems.Add($"the number of walks is 1 to {MaxWalks}");
        if (Steps is < 1 or > 1000) problems.Add($"a walk has 1 to 1000 steps, not {Steps}");
        if (MinGroupSize < 2) problems.Add("a group has at least 2 members");
        if (Permutations is < 100 or > MaxPermutations) problems.Add($"the association test takes 100 to {MaxPermutations} permutations");
        if (Resamples < 100) problems.Add("the bootstrap needs 100 resamples or more");
        if (Threads < 0) problems.Add("the number of threads is at least 0");
        return problems;
    }

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate() => OptionProblems.Reject(Problems());
}
