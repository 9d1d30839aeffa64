using System.Globalization;
using Item2Vec.Cli.Terminal;
using Item2Vec.Evaluation.Auditing;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Cli.Audit;

/// <summary>The result of an audit as tables for people.</summary>
internal static class AuditTables
{
    public static TextTable Lists(AuditResult found) => new(
        [
            new("lists"), Number("mean count"), Number("of use"), Number("tail share"), Number("rank corr."), Number("coverage"),
            Number("gini"), Number("effective items"), Number("diversity")
        ],
        [.. found.Sources.Select(source => (string[])
        [
            source.Name, Mean(source.Metrics.MeanPopularity),
            Times(source.Metrics.MeanPopularity / found.Use?.MeanPopularity ?? double.NaN), Score(source.Metrics.TailShare),
            Score(source.Metrics.PopularityCorrelation), Score(source.Metrics.Coverage), Score(source.Metrics.Gini),
            Mean(source.Metrics.EffectiveItems), Score(source.Metrics.Diversity),
        ])])
    { Heading = found.ListsInWords };

    public static TextTable Tenths(AuditResult found) => new(
        [new("tenth of the catalog"), .. found.Sources.Select(source => Number(source.Name))],
        [.. found.Sources[0].Metrics.Tenths
            .Select((_, tenth) => (string[])[Tenth(tenth), .. found.Sources.Select(source => Score(source.Metrics.Tenths[tenth]))])])
    { Heading = "share of all places, by how much items were used" };

    public static TextTable Walks(AuditResult found)
    {
        int[] steps = [.. ((int[])[1, 2, 5, 10, found.Options.Steps]).Where(step => step <= found.Options.Steps).Distinct()];
        return new TextTable(
            [
                new("walk"), Number("distinct"), Number("came back"), Number("loop"), Number("reached"),
                .. steps.Select(step => Number($"cos {step}"))
            ],
            [.. found.Walks.Select(walk => (string[])
            [
                AuditResult.NameOf(walk), Tenths(walk.DistinctItems), Score(walk.Returned), Tenths(walk.LoopLength),
                Score(walk.ItemsReached), .. steps.Select(step => Score(walk.Cosines[step - 1])),
            ])])
        {
            Heading = $"{Readable.Count(found.Options.Walks, "walk")} of {found.Options.Steps} steps ({found.Options.Steps + 1} items), "
                + "from items drawn by use"
        };
    }

    public static TextTable Groups(GroupExposure found, IReadOnlyList<ScoreMode> scores) => new(
        [
            new(found.Column), Number("items"), Number("of catalog"), Number("of use"),
            .. scores.SelectMany(score => (TextColumn[])[Number(score.Name), new("95 %"), Number("to use")])
        ],
        [.. found.Groups.Select(group => (string[])
        [
            group.Name, Readable.Count(group.Items), Score(group.Catalogue), Score(group.Used),
            .. scores.SelectMany(
                score => (string[])[Score(group.Exposure[score].Value), Interval(group.Exposure[score]), Times(group.Merit(score).Value)]),
        ])])
    { Heading = $"share of exposure, by {found.Column}; "
        + string.Join("; ", scores.Select(score => InWords(score.Name, found.Disparities[score]))) };

    public static TextTable Users(UserGroupAccuracy found)
    {
        string[] metrics = [.. found.Groups[0].Metrics.Keys];
        return new TextTable(
            [
                new(found.Column), Number("users"), Number("cases"), Number(metrics[0]), new("95 %"), Number(metrics[1]), new("95 %"),
                Number(metrics[2]), Number(metrics[3])
            ],
            [.. found.Groups.Select(group => (string[])
            [
                group.Name, Readable.Count(group.Users), Readable.Count(group.Cases), Score(group.Metrics[metrics[0]].Value),
                Interval(group.Metrics[metrics[0]]),
                Score(group.Metrics[metrics[1]].Value), Interval(group.Metrics[metrics[1]]), Mean(group.Metrics[metrics[2]].Value),
                Score(group.Metrics[metrics[3]].Value),
            ])])
        { Heading = $"{found.Score.Name}: the last item of each session, given those before it, by {found.Column}" };
    }

    public static TextTable Gaps(IReadOnlyList<UserGroupAccuracy> found) => new(
        [new("score"), new("metric"), new("lowest"), new("highest"), Number("gap"), new("95 %"), Number("ratio"), new("95 %")],
        [.. found.SelectMany(score => score.Gaps.Select(gap => (string[])
        [
            score.Score.Name, gap.Key, gap.Value.Groups.Lowest, gap.Value.Groups.Highest, Score(gap.Value.Gap.Value),
            Interval(gap.Value.Gap),
            Score(gap.Value.Ratio.Value), Interval(gap.Value.Ratio),
        ]))])
    { Heading = "the groups that are farthest apart" };

    public static TextTable Biases(AuditResult found)
    {
        DirectionMetrics direction = found.Direction!;
        return new TextTable(
            [new("projection"), Number("mean"), Number("rank corr.")],
            [
                ["all items alike", Score(direction.Mean), string.Empty], ["use", Score(direction.MeanOfUse), string.Empty],
                .. direction.MeanOfLists.Select(
                    pair => (string[])[pair.Key.Name, Score(pair.Value), Score(direction.Correlations[pair.Key])]),
            ])
        {
            Heading = $"from '{direction.B.Name}' ({Readable.Count(direction.B.Rows.Count, "item")}, below 0) "
                + $"to '{direction.A.Name}' ({Readable.Count(direction.A.Rows.Count, "item")}, above 0); "
                + $"the standard deviation of all others is {Score(direction.Deviation)}",
        };
    }

    public static TextTable Farthest(AuditResult found) => new(
        [new("item"), Number("projection"), new("title")],
        [.. found.Direction!.MostA.Concat(found.Direction.MostB.Reverse())
            .Select(one => (string[])[found.Vectors.Vocabulary[one.Row], Score(one.Projection), found.Title(one.Row)])])
    { Heading = "the items that lean most either way" };

    public static TextTable Test(AssociationTest test) => new(
        [new("set"), Number("items"), Number("mean association"), Number("effect size"), Number("p")],
        [
            [
                test.X, Readable.Count(test.ItemsOfX), Score(test.MeanOfX), Score(test.EffectSize),
                test.PValue.ToString("0.0000", CultureInfo.InvariantCulture)
            ],
            [test.Y, Readable.Count(test.ItemsOfY), Score(test.MeanOfY), string.Empty, string.Empty],
        ])
    { Heading = "association test" };

    /// <summary>"1 (most used)", "2", ...</summary>
    public static string Tenth(int tenth)
        => (tenth + 1).ToString(CultureInfo.InvariantCulture) + (tenth == 0 ? " (most used)" : string.Empty);

    /// <summary>Three decimals, or a dash if undefined.</summary>
    public static string Score(double number) => double.IsFinite(number) ? Readable.Score(number) : "-";

    /// <summary>"1.25x".</summary>
    public static string Times(double factor)
        => double.IsFinite(factor) ? string.Create(CultureInfo.InvariantCulture, $"{factor:0.00}x") : "-";

    private static TextColumn Number(string name) => new(name, IsNumber: true);

    private static string Mean(double number) => double.IsFinite(number) ? number.ToString("N1", CultureInfo.InvariantCulture) : "-";

    private static string Tenths(double number) => double.IsFinite(number) ? number.ToString("0.0", CultureInfo.InvariantCulture) : "-";

    private static string Interval(Estimate estimate) => Readable.Interval(estimate.Low, estimate.High);

    private static string InWords(string score, Disparity groups)
        => double.IsFinite(groups.Low)
            ? $"by {score} least for its use {groups.Lowest} ({Times(groups.Low)}), most {groups.Highest} ({Times(groups.High)})"
            : $"by {score} not comparable with use";
}
