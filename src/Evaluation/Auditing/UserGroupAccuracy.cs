using Item2Vec.Evaluation.Metrics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Auditing;

/// <summary>Whether a model finds what people used last equally well for all groups of users.</summary>
public sealed record UserGroupAccuracy
{
    /// <summary>The column of the groups.</summary>
    public required string Column { get; init; }

    /// <summary>The score.</summary>
    public required ScoreMode Score { get; init; }

    /// <summary>The groups, the largest first.</summary>
    public required IReadOnlyList<UserGroupMetrics> Groups { get; init; }

    /// <summary>By metric, the compared groups that are farthest apart.</summary>
    public required IReadOnlyDictionary<string, GroupGap> Gaps { get; init; }
}

/// <summary>What was measured of a group of users.</summary>
/// <param name="Name">The group.</param>
/// <param name="Users">Its users who were asked for.</param>
/// <param name="Cases">Its questions, one a session.</param>
/// <param name="IsCompared">Whether it is compared with others.</param>
/// <param name="Metrics">By name: hit, NDCG, and the popularity and diversity of lists.</param>
public sealed record UserGroupMetrics(string Name, int Users, int Cases, bool IsCompared, IReadOnlyDictionary<string, Estimate> Metrics);

/// <summary>How far apart two groups are.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="Gap">The higher less the lower value; the two are chosen first, so that an interval may hold 0.</param>
/// <param name="Ratio">The lower over the higher value.</param>
public sealed record GroupGap(Disparity Groups, Estimate Gap, Estimate Ratio);
