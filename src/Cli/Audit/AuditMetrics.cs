using System.Globalization;
using Item2Vec.Evaluation.Auditing;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Audit;

/// <summary>Every metric of an audit as one row, for tools.</summary>
internal static class AuditMetrics
{
    public static IEnumerable<AuditMetric> Of(AuditResult found)
        => [.. Lists(found), .. Tenths(found), .. Walks(found), .. Groups(found), .. Users(found), .. Direction(found)];

    private static IEnumerable<AuditMetric> Lists(
        AuditResult found) => found.Sources.SelectMany(source => Named("lists", source.Name, string.Empty,
    [
        ("meanCount", source.Metrics.MeanPopularity),
        ("meanCountToUse", source.Metrics.MeanPopularity / (found.Use?.MeanPopularity ?? double.NaN)),
        ("tailShare", source.Metrics.TailShare), ("popularityCorrelation", source.Metrics.PopularityCorrelation),
        ("coverage", source.Metrics.Coverage), ("gini", source.Metrics.Gini),
        ("entropy", source.Metrics.Entropy), ("effectiveItems", source.Metrics.EffectiveItems), ("diversity", source.Metrics.Diversity),
    ]));

    private static IEnumerable<AuditMetric> Tenths(AuditResult found) => found.Use is null ? [] : found.Use.Tenths.SelectMany((_, tenth) =>
        Named(
            "popularityTenths", (tenth + 1).ToString(CultureInfo.InvariantCulture), string.Empty,
            [.. found.Sources.Select(source => (source.Name, source.Metrics.Tenths[tenth]))]));

    private static IEnumerable<AuditMetric> Walks(AuditResult found) => found.Walks.SelectMany(walk => Named(
        "walks", walk.Kind.ToString().ToLowerInvariant(), walk.Score is ScoreMode score ? score.Name : string.Empty,
        [
            ("distinctItems", walk.DistinctItems), ("returned", walk.Returned), ("loopLength", walk.LoopLength),
            ("itemsReached", walk.ItemsReached),
            .. walk.Cosines.Select((cosine, step) => (string.Create(CultureInfo.InvariantCulture, $"cosine@{step + 1}"), cosine)),
        ]));

    private static IEnumerable<AuditMetric> Groups(AuditResult found)
    {
        if (found.Groups is null) yield break;
        foreach (GroupShares group in found.Groups.Groups)
        {
            foreach (AuditMetric metric in Named(
                "itemGroups", group.Name, string.Empty, [("items", group.Items), ("ofCatalogue", group.Catalogue), ("ofUse", group.Used)]))
                yield return metric;
            foreach ((ScoreMode score, Estimate exposure) in group.Exposure)
            {
                yield return new AuditMetric("itemGroups", group.Name, score.Name, "exposure", exposure);
                yield return new AuditMetric("itemGroups", group.Name, score.Name, "exposureToUse", group.Merit(score));
            }
        }
    }

    private static IEnumerable<AuditMetric> Users(AuditResult found)
    {
        foreach (UserGroupAccuracy one in found.Users)
        {
            string score = one.Score.Name;
            foreach (UserGroupMetrics group in one.Groups)
            {
                foreach (AuditMetric metric in Named("userGroups", group.Name, score, [("users", group.Users), ("cases", group.Cases)]))
                    yield return metric;
                foreach ((string metric, Estimate estimate) in group.Metrics)
                    yield return new AuditMetric("userGroups", group.Name, score, metric, estimate);
            }
        }

        foreach (UserGroupAccuracy one in found.Users)
        {
            foreach ((string metric, GroupGap gap) in one.Gaps)
            {
                yield return new AuditMetric("userGaps", metric, one.Score.Name, "gap", gap.Gap);
                yield return new AuditMetric("userGaps", metric, one.Score.Name, "ratio", gap.Ratio);
            }
        }
    }

    private static IEnumerable<AuditMetric> Direction(AuditResult found)
    {
        if (found.Direction is not DirectionMetrics direction) return [];
        string name = $"{direction.A.Name} - {direction.B.Name}";
        IEnumerable<AuditMetric> metrics = Named(
            "direction", name, string.Empty,
            [("mean", direction.Mean), ("deviation", direction.Deviation), ("meanOfUse", direction.MeanOfUse)])
            .Concat(
                direction.MeanOfLists.SelectMany(
                    pair =>
                        Named(
                            "direction", name, pair.Key.Name,
                            [("meanOfLists", pair.Value), ("correlation", direction.Correlations[pair.Key])])));
        if (direction.Test is not AssociationTest test) return metrics;
        return metrics.Concat(Named("association", $"{test.X} - {test.Y}", string.Empty,
        [
            ("itemsOfX", test.ItemsOfX), ("itemsOfY", test.ItemsOfY), ("meanOfX", test.MeanOfX), ("meanOfY", test.MeanOfY),
            ("effectSize", test.EffectSize), ("pValue", test.PValue),
        ]));
    }

    private static IEnumerable<AuditMetric> Named(string section, string name, string score, (string Metric, double Value)[] metrics)
        => metrics.Select(
            metric => new AuditMetric(section, name, score, metric.Metric, new Estimate(metric.Value, double.NaN, double.NaN)));
}

/// <summary>A metric of an audit.</summary>
/// <param name="Section">Its section.</param>
/// <param name="Name">Its subject in the section.</param>
/// <param name="Score">The score behind the lists, or empty.</param>
/// <param name="Metric">Its name.</param>
/// <param name="Value">Its value, with an interval if it has one.</param>
internal readonly record struct AuditMetric(string Section, string Name, string Score, string Metric, Estimate Value);
