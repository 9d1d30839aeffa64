using Item2Vec.Cli.Plans;
using Item2Vec.Cli.Reports;
using Item2Vec.Cli.Reports.Plots;
using Item2Vec.Cli.Terminal;
using Item2Vec.Evaluation.Metrics;

namespace Item2Vec.Cli.Evaluate;

/// <summary>The page that evaluate --report writes.</summary>
internal static class EvaluatePage
{
    private static readonly string[] Kinds = ["item2vec", "baseline"];

    /// <param name="report">The result.</param>
    /// <param name="command">The command line.</param>
    /// <param name="asked">What the command line does not say: the log, the model.</param>
    public static HtmlReport Of(EvaluateReport report, string command, IReadOnlyList<(string Name, string Value)> asked)
    {
        EvaluationResult result = report.Result;
        int maxListLength = report.Options.Cutoffs[^1];
        IReadOnlyList<TextTable> tables = report.ForPeople();
        return new HtmlReport
        {
            Title = "Evaluation",
            Lead = $"{Readable.Count(result.Cases, "question")} of {Readable.Count(result.Sessions, "held-out session")}: "
                + $"which item comes next? All {Readable.Count(result.Items, "item")} were ranked for each.",
            Sections =
            [
                new ReportSection("What was asked", new ReportFacts([.. asked, .. Facts(report)]), new ReportCode(command)),
                new ReportSection(
                    "Who finds it",
                    [
                        Ranking(report, $"ndcg@{maxListLength}", "Rank quality of the target item."),
                        Ranking(report, $"hit@{maxListLength}", $"How often a list of {maxListLength} holds it."),
                        new ReportTable(tables[0]),
                        .. report.Sentences.Select(sentence => new ReportText($"{sentence}.")),
                        new ReportText(
                            "Intervals hold 95 % of resamples of whole sessions. Two models whose intervals overlap may still differ: "
                                + "all are asked the same questions."),
                    ]),
                new ReportSection(
                    "What the lists are like",
                    Against(
                        report, $"coverage@{maxListLength}", "share of the items that are in any list",
                        "Right and further to the right is better: accurate lists from more of the catalog."),
                    Against(
                        report, $"popularity@{maxListLength}", "mean training count of listed items, on a scale of factors",
                        "Left is further from the best-sellers.", logarithmic: true),
                    new ReportTable(tables[1])),
                .. report.Slices() is { Count: > 0 } slices
                    ? [new ReportSection("By how well the target is known", [.. slices.Select(table => new ReportTable(table))])]
                    : (ReportSection[])[],
            ],
        };
    }

    private static IEnumerable<(string Name, string Value)> Facts(EvaluateReport report)
    {
        EvaluationResult result = report.Result;
        yield return ("split", result.Split);
        yield return (
            "protocol",
            $"{HoldOutOptions.NameOf(report.Options.Protocol)}, the {(report.Options.PredictRest ? "rest of the session" : "next item")} "
                + "is looked for");
        yield return ("unknown targets", $"{Readable.Count(result.CasesWithUnknownTarget)}, which every model misses");
        yield return ("self-repeats", Readable.Count(result.SelfRepeats));
        if (result.UnknownEvents > 0) yield return ("events of unknown items, left out", Readable.Count(result.UnknownEvents));
        if (result.CasesWithoutHistory > 0) yield return ("without a known item to ask with", Readable.Count(result.CasesWithoutHistory));
        foreach (SkippedBaseline one in report.Skipped) yield return (one.Name, $"left out: {one.Reason}");
    }

    private static BarPlot Ranking(EvaluateReport report, string metric, string description) => new()
    {
        Title = metric,
        Description = $"{description} Bars are means over all cases, whiskers 95 % intervals.",
        Axis = metric,
        SeriesNames = Kinds,
        Bars =
        [
            .. report.Models.Select(model => (Model: model, Estimate: model.Metrics[metric])).OrderByDescending(one => one.Estimate.Value)
                .Select(one => new PlotBar(
                    one.Model.Name, one.Estimate.Value, one.Estimate.Low, one.Estimate.High, Kind(report, one.Model))),
        ],
    };

    private static ScatterPlot Against(EvaluateReport report, string metric, string meaning, string description, bool logarithmic = false)
    {
        string ndcg = $"ndcg@{report.Options.Cutoffs[^1]}";
        return new ScatterPlot
        {
            Title = $"Accuracy against {metric}",
            Description = $"Up is more accurate. {description}",
            XAxis = $"{metric}: {meaning}",
            YAxis = ndcg,
            SeriesNames = Kinds,
            Logarithmic = logarithmic,
            Points = [.. report.Models.Select(
                model => new PlotPoint(model.Name, model.Metrics[metric].Value, model.Metrics[ndcg].Value, Kind(report, model)))],
        };
    }

    /// <summary>The series in <see cref="Kinds"/>, which highlights the tool's own models.</summary>
    private static int Kind(EvaluateReport report, ModelResult model)
        => report.AreSaved || model.Name.StartsWith("item2vec", StringComparison.Ordinal) ? 0 : 1;
}
