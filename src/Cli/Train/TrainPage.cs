using Item2Vec.Cli.Reports;
using Item2Vec.Cli.Reports.Plots;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Train;

/// <summary>The page that train --report writes.</summary>
internal static class TrainPage
{
    /// <param name="report">How the training went.</param>
    /// <param name="info">What was read.</param>
    /// <param name="command">The command.</param>
    public static HtmlReport Of(TrainReport report, ModelInfo info, string command)
    {
        return new HtmlReport
        {
            Title = $"Training of {report.Directory}",
            Lead = $"{Readable.Count(report.Items, "item")} learned from {Readable.Count(report.Training.Sessions, "session")} with "
                + $"{Readable.Count(report.Training.Tokens, "event")}.",
            Sections =
            [
                new ReportSection("How it was trained", new ReportFacts(
                [
                    .. VariantRegistry.BuiltIn.Settings(report.Training.Options).Where(setting => setting.Option.ChangesResult)
                        .Select(setting => (setting.Label, setting.Text)),
                ]), new ReportCode(command)),
                new ReportSection("Loss", Loss(report.Training)),
                new ReportSection(
                    "What was read", new ReportFacts(
                        [.. info.Data.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value))])),
            ],
        };
    }

    private static LinePlot Loss(TrainingSummary training) => new()
    {
        Title = "Loss of each epoch",
        Description = "The mean negative log likelihood of a positive pair with its negatives. A line that is still falling at its end may "
            + "want more epochs; a low loss alone says nothing of the answers.",
        XAxis = "epoch",
        YAxis = "loss",
        Close = true,
        Lines = [new PlotLine("loss", [.. training.EpochLosses.Select((loss, epoch) => (epoch + 1.0, loss))])],
        Data = new TextTable(
            [new("epoch", IsNumber: true), new("loss", IsNumber: true)],
            [.. training.EpochLosses.Select((loss, epoch) => (string[])[Readable.Count(epoch + 1), Readable.Loss(loss)])]),
    };
}
