using System.Globalization;
using Item2Vec.Cli.Reports;
using Item2Vec.Cli.Reports.Plots;
using Item2Vec.Cli.Terminal;
using Item2Vec.Evaluation.Auditing;

namespace Item2Vec.Cli.Audit;

/// <summary>The page that audit --report writes.</summary>
internal static class AuditPage
{
    /// <summary>Groups beyond this number are shown in the table only.</summary>
    private const int MaxBars = 30;

    public static HtmlReport Of(AuditResult found, string command) => new()
    {
        Title = $"Audit of {found.Model}",
        Lead = $"What the model shows, and to whose good: {found.ListsInWords}.",
        Sections =
        [
            new ReportSection("What was looked at", new ReportFacts([.. Facts(found)]), new ReportCode(command)),
            Popularity(found),
            Walks(found),
            .. found.Groups is null ? [] : (ReportSection[])[Groups(found, found.Groups)],
            .. found.Users.Count == 0 ? [] : (ReportSection[])[Users(found)],
            .. found.Direction is null ? [] : (ReportSection[])[Direction(found, found.Direction)],
        ],
    };

    private static IEnumerable<(string Name, string Value)> Facts(AuditResult found)
    {
        yield return ("model", $"{found.Model}: {Readable.Count(found.Vectors.Count, "item")}");
        yield return ("lists", found.ListsInWords);
        yield return ("scores", string.Join(", ", found.Scores.Select(one => one.Score.Name switch
        {
            "next" => $"next (beta {Readable.Exact(found.Options.PopularityWeight)})",
            "similar" => "similar (cosine)",
            string name => name,
        })));
        yield return (
            "use",
            found.UsedEvents == 0
                ? "unknown"
                : $"{Readable.Count(found.UsedEvents, "event")} "
                    + $"{(found.Log.Count == 0 ? "that the model counted in its training" : $"of {string.Join(", ", found.Log)}")}");
        yield return ("seed", found.Options.Seed.ToString(CultureInfo.InvariantCulture));
    }

    private static ReportSection Popularity(AuditResult found) => new(
        "Popular items and the rest",
        [
            new ReportText(
                "Lists that follow popularity further than people do make the popular more popular. Compare each row with use: "
                    + "'of use' is the mean count of what is listed over that of what was used, "
                    + $"the tail is all but the {Readable.Percent(found.Options.HeadShare)} of the catalog that were used most; "
                    + "'effective items' is the number of items with equal shares that would have the same entropy."),
            .. found.Use is null ? [] : (IReportBlock[])[Tenths(found)],
            new ReportTable(AuditTables.Lists(found)),
        ]);

    private static ColumnPlot Tenths(AuditResult found) => new()
    {
        Title = "Who gets the places",
        Description = "The share of all positions in lists held by each tenth of the catalog, from the most used items to the least used, "
            + "compared with its share of use.",
        XAxis = "tenth of the catalog, from the most used",
        YAxis = "share of places",
        Places = [.. found.Sources[0].Metrics.Tenths.Select((_, tenth) => (tenth + 1).ToString(CultureInfo.InvariantCulture))],
        Columns = [.. found.Sources.Select(source => (source.Name, source.Metrics.Tenths))],
        Data = AuditTables.Tenths(found),
    };

    private static ReportSection Walks(AuditResult found) => new(
        "Following recommendations",
        new ReportText(
            "Who always takes the first recommendation goes round in a loop sooner or later: how soon, and how far from the start? Taking "
                + "any item of the list is the milder habit."),
        new BarPlot
        {
            Title = "Distinct items of a walk",
            Description =
                $"Of {found.Options.Steps + 1} items with the start; the last row is what people did or, without a log, drawing by use.",
            Axis = "mean number of distinct items",
            Format = number => number.ToString("0.0", CultureInfo.InvariantCulture),
            Bars = [.. found.Walks.Select(walk => new PlotBar(AuditResult.NameOf(walk), walk.DistinctItems))],
        },
        new LinePlot
        {
            Title = "How far a walk gets",
            Description =
                "The mean cosine between the start and the item of each step: a line that stays high stays in the bubble it started in.",
            XAxis = "step",
            YAxis = "mean cosine with the start",
            Lines = [.. found.Walks.Select(
                walk => new PlotLine(AuditResult.NameOf(walk), [.. walk.Cosines.Select((cosine, step) => (step + 1.0, cosine))]))],
        },
        new ReportTable(AuditTables.Walks(found)));

    private static ReportSection Groups(AuditResult found, GroupExposure groups) => new(
        $"Items by {groups.Column}",
        [
            new ReportText(
                "Exposure counts a place by 1 / log2(rank + 1), as fewer people look further down. Over the share of use it is 1 for a "
                    + "group that is shown as much as it is used, less for one that is hidden. "
                    + "An item of several groups counts in parts in each."),
            .. found.Scores.Select(one => new BarPlot
            {
                Title = $"Exposure to use: {one.Score.Name}",
                Description = $"Each group's share of exposure over its share of use, with 95 % intervals over the query items; "
                    + $"the broken line is 1.{(groups.Groups.Count > MaxBars ? $" The {MaxBars} largest groups." : string.Empty)}",
                Axis = "share of exposure over share of use",
                Mark = 1,
                Bars = [.. groups.Groups.Take(MaxBars).Select(group => (group.Name, Merit: group.Merit(one.Score)))
                    .OrderByDescending(group => group.Merit.Value)
                    .Select(group => new PlotBar(group.Name, group.Merit.Value, group.Merit.Low, group.Merit.High))],
            }),
            new ReportTable(AuditTables.Groups(groups, [.. found.Scores.Select(one => one.Score)])),
        ]);

    private static ReportSection Users(AuditResult found) => new(
        $"Users by {found.Users[0].Column}",
        [
            new ReportText(
                "Asked for the last item of each session. If the model was trained on this log it has seen the answers: "
                    + "the metrics then compare groups, not absolute quality."),
            .. found.Users.Select(one => new BarPlot
            {
                Title = $"{one.Groups[0].Metrics.Keys.ElementAt(1)}: {one.Score.Name}",
                Description = "Means over the cases of each group, whiskers 95 % intervals over users.",
                Axis = one.Groups[0].Metrics.Keys.ElementAt(1),
                Bars = [.. one.Groups.Take(MaxBars).Select(group => (group.Name, Estimate: group.Metrics.Values.ElementAt(1)))
                    .OrderByDescending(group => group.Estimate.Value)
                    .Select(group => new PlotBar(group.Name, group.Estimate.Value, group.Estimate.Low, group.Estimate.High))],
            }),
            .. found.Users.Select(one => new ReportTable(AuditTables.Users(one))),
            new ReportTable(AuditTables.Gaps(found.Users)),
        ]);

    private static ReportSection Direction(AuditResult found, DirectionMetrics direction) => new(
        $"From {direction.B.Name} to {direction.A.Name}",
        [
            Histogram(direction),
            new ReportTable(AuditTables.Biases(found)),
            new ReportTable(AuditTables.Farthest(found)),
            .. direction.Test is not AssociationTest test ? [] : (IReportBlock[])
            [
                new ReportText(
                    $"Does {test.X} lean more to {direction.A.Name} than {test.Y} does? The effect size is the difference "
                        + "in standard deviations; "
                        + $"p is the share of {Readable.Count(found.Options.Permutations)} random partitions that differ as much."),
                new ReportTable(AuditTables.Test(test)),
            ],
        ]);

    /// <summary>The number of labels that fit side by side.</summary>
    private const int MaxLabels = 12;

    /// <summary>The bins that hold items, and those between them.</summary>
    private static ColumnPlot Histogram(DirectionMetrics direction)
    {
        int[] held = [.. Enumerable.Range(0, direction.Histogram.Count).Where(part => direction.Histogram[part] > 0)];
        int[] parts = [.. Enumerable.Range(held[0], held[^1] - held[0] + 1)];
        double width = 2.0 / direction.Histogram.Count;
        return new ColumnPlot
        {
            Title = "Where items lie",
            Description =
                $"How many items lie where along the direction: below 0 toward {direction.B.Name}, above 0 toward {direction.A.Name}.",
            XAxis = "projection",
            YAxis = "items",
            Places =
            [
                .. parts.Select(
                    part => part % 4 == 0 || parts.Length <= MaxLabels
                        ? ((part * width) - 1).ToString("0.0", CultureInfo.InvariantCulture)
                        : string.Empty)
            ],
            Columns = [("items", [.. parts.Select(part => (double)direction.Histogram[part])])],
        };
    }
}
