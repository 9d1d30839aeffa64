using Item2Vec.Evaluation.Metrics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>How well a model finds what people used last, by groups of users.</summary>
public sealed record UserGroupAccuracy
{
    /// <summary>The column of the groups.</summary>
    public required string Column { get; init; }

    /// <summary>The score.</summary>
    public required ScoreMode Score { get; init; }

    /// <summary>The groups, largest first.</summary>
    public required IReadOnlyList<UserGroupMetrics> Groups { get; init; }

    /// <summary>By metric, the compared groups that are farthest apart.</summary>
    public required IReadOnlyDictionary<string, GroupGap> Gaps { get; init; }
}

/// <summary>The metrics of a group of users.</summary>
/// <param name="Name">The group.</param>
/// <param name="Users">The number of its users with a case.</param>
/// <param name="Cases">Its cases, one per session.</param>
/// <param name="IsCompared">Whether it is compared with others.</param>
/// <param name="Metrics">By name: hit, NDCG, and the popularity and diversity of lists.</param>
public sealed record UserGroupMetrics(string Name, int Users, int Cases, bool IsCompared, IReadOnlyDictionary<string, Estimate> Metrics);

/// <summary>The difference of two groups.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="Gap">The higher minus the lower value; the two are selected first, so that an interval may contain 0.</param>
/// <param name="Ratio">The lower over the higher value.</param>
public sealed record GroupGap(Disparity Groups, Estimate Gap, Estimate Ratio);
