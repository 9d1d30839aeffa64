using Item2Vec.Cli.Reports;
using Item2Vec.Cli.Reports.Plots;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Options;
using Item2Vec.Evaluation.Tuning;

namespace Item2Vec.Cli.Tune;

/// <summary>The page of tune --report: the course of the search, the effect of each parameter, and every trial.</summary>
internal static class TunePage
{
    /// <param name="report">The result.</param>
    /// <param name="command">The command line.</param>
    /// <param name="log">The log.</param>
    public static HtmlReport Of(TuneReport report, string command, string log)
    {
        TuneTable table = report.Table;
        Trial best = report.Found.Best!;
        Trial[] done = [.. report.Found.Trials.Where(trial => trial.Outcome.Problem is null)];
        int[] epochs = [.. done.Select(trial => trial.Options.Epochs).Distinct().Order()];
        return new HtmlReport
        {
            Title = "Tuning",
            Lead = $"The best of {Readable.Count(report.Found.Trials.Count, "trial")} has {table.Goal.Metric} "
                + $"{TuneTable.Metric(best.Outcome.Metric)} on the validation slice: {table.Describe(best.Options)}.",
            Sections =
            [
                new ReportSection(
                    "What was searched",
                    new ReportFacts(
                    [
                        ("log", log), ("sessions", report.Share < 1 ? $"{Readable.Percent(report.Share)}, drawn at random" : "all"),
                        ("split", report.Split),
                        ("score", table.Goal.ScoreName), ("validation cases", Readable.Count(report.Cases)),
                    ]),
                    new ReportCode(command)),
                .. report.Check is TuneCheck check
                    ? [new ReportSection(
                        "What it is worth",
                        new ReportTable(report.OfCheck(check)),
                        new ReportText(
                            "The best of many trials is partly the luckiest, so its metric on the slice that it was chosen by flatters it. "
                                + "The test slice was asked once, at the end."))]
                    : (ReportSection[])[],
                new ReportSection("How the search went", BestSoFar(report)),
                new ReportSection(
                    "What each parameter does", [.. table.Space.Parameters.Select(parameter => Against(table, parameter, done, epochs))]),
                new ReportSection("Every trial", new ReportTable(table.Of(report.Ranked, withTimes: false))),
            ],
        };
    }

    private static LinePlot BestSoFar(TuneReport report)
    {
        double best = double.NaN;
        (double, double)[] points = [.. report.Found.Trials.Select(
            trial => ((double)trial.Number, best = double.IsNaN(best) ? trial.Outcome.Metric.Value : Math.Max(best, trial.Score)))];
        return new LinePlot
        {
            Title = "Best so far",
            Description = "Where it is level, trials found nothing better.",
            XAxis = "trial",
            YAxis = report.Table.Goal.Metric,
            Lines = [new PlotLine("best", points)],
        };
    }

    private static ScatterPlot Against(TuneTable table, SearchParameter parameter, Trial[] trials, int[] epochs)
    {
        bool placesZero = double.IsFinite(parameter.ZeroStandsAt);
        return new ScatterPlot
        {
            Title = $"{table.Goal.Metric} against {parameter.Name}",
            Description = "Each point is a trial, by its number. What else the trials have differs, too."
                + string.Concat(Named().Select(named => $" {named.Text} stands at {Readable.Exact(named.Place)}.")),
            XAxis = parameter.Name,
            YAxis = table.Goal.Metric,
            SeriesNames = [.. epochs.Select(number => Readable.Count(number, "epoch"))],
            Logarithmic = parameter.IsLogarithmic,
            Points =
            [
                .. trials.Select(
                    trial =>
                        new PlotPoint(
                            Readable.Exact(trial.Number), Place(trial), trial.Outcome.Metric.Value,
                            Array.IndexOf(epochs, trial.Options.Epochs)))
            ],
        };

        // What the axis has no number for: names, and a 0 among magnitudes.
        IEnumerable<(double Place, string Text)> Named()
            => trials.Select(trial => (Place: Place(trial), Text: parameter.Text(trial.Options)))
                .Where(one => !OptionValue.TryReadNumber(one.Text, out double number) || number != one.Place)
                .Distinct().OrderBy(one => one.Place);

        double Place(Trial trial) => parameter.Get(trial.Options) is var value && placesZero && value == 0 ? parameter.ZeroStandsAt : value;
    }
}
