using System.Globalization;
using Item2Vec.Embeddings.Auditing;
using Item2Vec.Embeddings.Evaluation;

namespace Item2Vec.Cli;

/// <summary>Every figure of an audit, one by one, for tools.</summary>
internal static class AuditFigures
{
    public static IEnumerable<AuditFigure> Of(AuditFindings found)
        => [.. Lists(found), .. Tenths(found), .. Walks(found), .. Groups(found), .. Users(found), .. Direction(found)];

    private static IEnumerable<AuditFigure> Lists(AuditFindings found) => found.Sources.SelectMany(source => Named("lists", source.Name, string.Empty,
    [
        ("meanCount", source.Figures.MeanPopularity), ("meanCountToUse", source.Figures.MeanPopularity / (found.Use?.MeanPopularity ?? double.NaN)),
        ("tailShare", source.Figures.TailShare), ("popularityCorrelation", source.Figures.PopularityCorrelation), ("coverage", source.Figures.Coverage), ("gini", source.Figures.Gini),
        ("entropy", source.Figures.Entropy), ("effectiveItems", source.Figures.EffectiveItems), ("diversity", source.Figures.Diversity),
    ]));

    private static IEnumerable<AuditFigure> Tenths(AuditFindings found) => found.Use is null ? [] : found.Use.Tenths.SelectMany((_, tenth) =>
        Named("popularityTenths", (tenth + 1).ToString(CultureInfo.InvariantCulture), string.Empty, [.. found.Sources.Select(source => (source.Name, source.Figures.Tenths[tenth]))]));

    private static IEnumerable<AuditFigure> Walks(AuditFindings found) => found.Walks.SelectMany(walk => Named(
        "walks", walk.Kind.ToString().ToLowerInvariant(), walk.Score is AuditScore score ? AuditFindings.NameOf(score) : string.Empty,
        [
            ("distinctItems", walk.DistinctItems), ("returned", walk.Returned), ("loopLength", walk.LoopLength), ("itemsReached", walk.ItemsReached),
            .. walk.Cosines.Select((cosine, step) => (string.Create(CultureInfo.InvariantCulture, $"cosine@{step + 1}"), cosine)),
        ]));

    private static IEnumerable<AuditFigure> Groups(AuditFindings found)
    {
        if (found.Groups is null) yield break;
        foreach (GroupShares group in found.Groups.Groups)
        {
            foreach (AuditFigure figure in Named("itemGroups", group.Name, string.Empty, [("items", group.Items), ("ofCatalogue", group.Catalogue), ("ofUse", group.Used)])) yield return figure;
            foreach ((AuditScore score, Estimate exposure) in group.Exposure)
            {
                yield return new AuditFigure("itemGroups", group.Name, AuditFindings.NameOf(score), "exposure", exposure);
                yield return new AuditFigure("itemGroups", group.Name, AuditFindings.NameOf(score), "exposureToUse", group.Merit(score));
            }
        }
    }

    private static IEnumerable<AuditFigure> Users(AuditFindings found)
    {
        foreach (UserGroupAccuracy one in found.Users)
        {
            string score = AuditFindings.NameOf(one.Score);
            foreach (UserGroupFigures group in one.Groups)
            {
                foreach (AuditFigure figure in Named("userGroups", group.Name, score, [("users", group.Users), ("cases", group.Cases)])) yield return figure;
                foreach ((string metric, Estimate estimate) in group.Metrics) yield return new AuditFigure("userGroups", group.Name, score, metric, estimate);
            }
        }

        foreach (UserGroupAccuracy one in found.Users)
        {
            foreach ((string metric, GroupGap gap) in one.Gaps)
            {
                yield return new AuditFigure("userGaps", metric, AuditFindings.NameOf(one.Score), "gap", gap.Gap);
                yield return new AuditFigure("userGaps", metric, AuditFindings.NameOf(one.Score), "ratio", gap.Ratio);
            }
        }
    }

    private static IEnumerable<AuditFigure> Direction(AuditFindings found)
    {
        if (found.Direction is not DirectionFigures direction) return [];
        string name = $"{direction.A.Name} - {direction.B.Name}";
        IEnumerable<AuditFigure> figures = Named("direction", name, string.Empty, [("mean", direction.Mean), ("deviation", direction.Deviation), ("meanOfUse", direction.MeanOfUse)])
            .Concat(direction.MeanOfLists.SelectMany(pair => Named("direction", name, AuditFindings.NameOf(pair.Key), [("meanOfLists", pair.Value), ("correlation", direction.Correlations[pair.Key])])));
        if (direction.Test is not AssociationTest test) return figures;
        return figures.Concat(Named("association", $"{test.X} - {test.Y}", string.Empty,
        [
            ("itemsOfX", test.ItemsOfX), ("itemsOfY", test.ItemsOfY), ("meanOfX", test.MeanOfX), ("meanOfY", test.MeanOfY), ("effectSize", test.EffectSize), ("pValue", test.PValue),
        ]));
    }

    private static IEnumerable<AuditFigure> Named(string section, string name, string score, (string Metric, double Value)[] figures)
        => figures.Select(figure => new AuditFigure(section, name, score, figure.Metric, new Estimate(figure.Value, double.NaN, double.NaN)));
}

/// <summary>A figure of an audit.</summary>
/// <param name="Section">What it is about.</param>
/// <param name="Name">What in it.</param>
/// <param name="Score">The score that made the lists, or empty.</param>
/// <param name="Metric">What was measured.</param>
/// <param name="Value">How much, with its interval where there is one.</param>
internal readonly record struct AuditFigure(string Section, string Name, string Score, string Metric, Estimate Value);
