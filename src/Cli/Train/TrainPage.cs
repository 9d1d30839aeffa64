using System.Globalization;
using Item2Vec.Cli.Reports;
using Item2Vec.Cli.Reports.Plots;
using Item2Vec.Cli.Terminal;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Cli.Train;

/// <summary>The page that train --report writes.</summary>
internal static class TrainPage
{
    /// <summary>What was read, by its keys in the model, in the order of the page.</summary>
    private static readonly (string Key, string Words)[] Data =
    [
        ("files", "files"), ("columns", "columns"), ("order", "order of events"), ("time", "times"), ("rows", "rows"),
        ("sessions", "sessions"), ("events", "events"), ("minCount", "events that an item needs"),
        ("rareItems", "rarer items, left out"), ("fingerprint", "fingerprint of the log"),
    ];

    /// <param name="report">How the training went.</param>
    /// <param name="info">What was read.</param>
    /// <param name="sessions">The sessions.</param>
    /// <param name="items">What there is to say of the items.</param>
    /// <param name="command">The command.</param>
    public static HtmlReport Of(
        TrainReport report, ModelInfo info, SessionCorpus sessions, IReadOnlyList<ReportSection> items, string command)
        => new()
        {
            Title = $"Training of {report.Directory}",
            Lead = $"{Readable.Count(report.Items, "item")} learned from {Readable.Count(report.Training.Sessions, "session")} with "
                + $"{Readable.Count(report.Training.Tokens, "event")}.",
            Sections =
            [
                .. report.Warnings.Count == 0 ? [] : (ReportSection[])
                [
                    new ReportSection(
                        "What is wrong", [.. report.Warnings.Select(warning => new ReportText($"{warning.Text}: {warning.Remedy}."))]),
                ],
                .. items,
                new ReportSection("Loss", Loss(report.Training)),
                new ReportSection(
                    "What was read", new ReportFacts([.. Facts(info.Data)]), Lengths(sessions), Counts(sessions.Vocabulary)),
                new ReportSection("How it was trained", new ReportCode(command), new ReportTable(Options(report.Training.Options))),
            ],
        };

    private static IEnumerable<(string Name, string Value)> Facts(IReadOnlyDictionary<string, string> data)
    {
        foreach ((string key, string words) in Data)
            if (data.TryGetValue(key, out string? value))
                yield return (
                    words, long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && key != "fingerprint"
                        ? Readable.Count(number)
                        : value);
    }

    private static ColumnPlot Lengths(SessionCorpus sessions)
    {
        return Histogram.Of("How long sessions are", "session", "events of a session", All());

        IEnumerable<long> All()
        {
            for (long session = 0; session < sessions.SessionCount; session++) yield return sessions.SessionLength(session);
        }
    }

    private static ColumnPlot Counts(Vocabulary items)
        => Histogram.Of("How often items are used", "item", "events of an item", Enumerable.Range(0, items.Count).Select(items.CountOf));

    /// <summary>The options that the vectors depend on, and what each of them is.</summary>
    private static TextTable Options(TrainingOptions options) => new(
        [new("option"), new("value"), new("what it is")],
        [.. VariantRegistry.BuiltIn.Settings(options).Where(setting => setting.Option.ChangesResult)
            .Select(setting => (string[])[setting.Label, InWords(setting.Text), setting.Option.Help])]);

    private static string InWords(string value) => value switch
    {
        "true" => "yes",
        "false" => "no",
        _ => value,
    };

    private static LinePlot Loss(TrainingSummary training) => new()
    {
        Title = "Loss of each epoch",
        Description = "The mean negative log likelihood of a positive pair with its negatives. A line that is still falling at its end may "
            + "want more epochs; a low loss alone says nothing of the answers.",
        XAxis = "epoch",
        YAxis = "loss",
        Lines = [new PlotLine("loss", [.. training.EpochLosses.Select((loss, epoch) => (epoch + 1.0, loss))])],
        Data = new TextTable(
            [new("epoch", IsNumber: true), new("loss", IsNumber: true)],
            [.. training.EpochLosses.Select((loss, epoch) => (string[])[Readable.Count(epoch + 1), Readable.Loss(loss)])]),
    };
}
