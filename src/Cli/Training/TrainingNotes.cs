using Item2Vec.Data;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Cli;

/// <summary>What train tells on standard error: what was read and why, what was left out, how it went, what to type next.</summary>
internal static class TrainingNotes
{
    /// <summary>Wide windows over few items end a few percent above the first epoch, whose vectors are still small, and are none the worse for it.</summary>
    private const double LossRiseToWarnOf = 1.1;

    public static void AboutData(CliContext context, ReadReport read, SessionReaderOptions options)
    {
        context.WriteNote($"read {(read.Files.Count == 1 ? read.Files[0] : Readable.Count(read.Files.Count, "file"))}: {Readable.Count(read.Rows, read.Layout == SessionLayout.TextLines ? "line" : "row")} in {Readable.Time(TimeSpan.FromSeconds(read.Seconds))}");
        int width = read.Columns.Count == 0 ? 0 : read.Columns.Max(choice => DisplayText.Clean(choice.Column).Length);
        foreach (ColumnChoice choice in read.Columns)
            context.WriteNote($"  {RoleName(choice.Role),-8} {DisplayText.Clean(choice.Column).PadRight(width)}  ({choice.Reason})");
        context.WriteNote($"  order    {read.Ordering}");
        foreach (string skipped in Skipped(read, options.MinCount)) context.WriteNote($"  skipped  {skipped}");
        foreach (string note in read.Notes) context.WriteNote($"  note     {note}");
        context.WriteNote($"{Readable.Count(read.Items, "item")}, {Readable.Count(read.Events, "event")}, {Readable.Count(read.Sessions, "session")}"
            + (read.Users > 0 ? $", {Readable.Count(read.Users, "user")}" : string.Empty));
        if (context.Verbose) context.WriteNote($"  fingerprint {read.Fingerprint}{(read.Mapped ? ", corpus in a mapped file" : string.Empty)}");
        Warn(context, read, options.MinCount);
    }

    public static void AboutItems(CliContext context, string path, ItemTableResult read)
    {
        ItemTableReport report = read.Report;
        context.WriteNote($"read {path}: {Readable.Count(report.Matched)} of {Readable.Count(report.Matched + report.Unmatched)} items described by {string.Join(", ", read.Attributes.Names)}");
        if (report.Duplicates > 0) context.WriteNote($"  skipped  {Readable.Count(report.Duplicates, "row")} of items that an earlier row describes");
        if (report.EmptyItems > 0) context.WriteNote($"  skipped  {Readable.Count(report.EmptyItems, "row")} without an id");
        if (report.Matched == 0)
            context.Warn($"no item of the sessions is in {path} (column {report.ItemColumn}): results will have no titles");
    }

    public static void AboutMetadata(CliContext context, ItemMetadata metadata)
    {
        foreach ((string column, int values) in MetadataToken.Columns(metadata.Values)) context.WriteNote($"  metadata {DisplayText.Clean(column)}: {Readable.Count(values, "value")}");
        if (metadata.WithoutEvents > 0) context.WriteNote($"  added    {Readable.Count(metadata.WithoutEvents, "item")} without events, placed by their metadata");
        if (metadata.Undescribed > 0) context.WriteNote($"  note     {Readable.Count(metadata.Undescribed, "item")} of the sessions have no metadata");
    }

    public static void AboutResult(CliContext context, TrainingReport report, Vocabulary vocabulary)
    {
        TrainingSummary training = report.Training;
        context.WriteNote($"trained {Readable.Count(report.Items, "vector")} of {training.Options.Dimensions} dimensions: {Readable.Count(training.Epochs, "epoch")} in "
            + $"{Readable.Time(TimeSpan.FromSeconds(training.TrainSeconds))} ({Readable.Count((long)training.TokensPerSecond)} tokens/s), loss {Readable.Loss(training.Loss)}");
        if (training.WarmStart is WarmStartSummary start)
            context.WriteNote($"  started from the older model's vectors for {Readable.Count(start.Known, "item")}; {Readable.Count(start.New)} new, {Readable.Count(start.Dropped)} of the older model dropped");
        if (training.WarmStart is { Known: 0 }) context.Warn("the older model knows none of the items: is it of other data?");
        if (training.Epochs > 1 && training.Loss > training.EpochLosses[0] * LossRiseToWarnOf)
            context.Warn("the loss rose during training: try a lower --learning-rate");
        context.WriteNote($"wrote {report.Directory}");
        context.WriteNote($"next: {NextCommand.Similar(vocabulary, report.Directory)}");
    }

    public static string RoleName(ColumnRole role) => role switch
    {
        ColumnRole.Session => "session",
        ColumnRole.Item => "item",
        ColumnRole.Time => "time",
        ColumnRole.User => "user",
        ColumnRole.Basket => "basket",
        ColumnRole.Goal => "goal",
        _ => "weight",
    };

    private static IEnumerable<string> Skipped(ReadReport read, int minCount)
    {
        if (read.EmptyItems > 0) yield return $"{Readable.Count(read.EmptyItems, "event")} without an item";
        if (read.EmptySessions > 0) yield return $"{Readable.Count(read.EmptySessions, "event")} without a session";
        if (read.EmptyRows > 0) yield return $"{Readable.Count(read.EmptyRows, read.Layout == SessionLayout.TextLines ? "line" : "row")} without items";
        if (read.RareItems > 0)
            yield return $"{Readable.Count(read.RareItems, "item")} with fewer than {minCount} events (--min-count), {Readable.Count(read.RareEvents, "event")}";
    }

    private static void Warn(CliContext context, ReadReport read, int minCount)
    {
        foreach (string warning in read.Warnings) context.Warn(warning);
        if (read.SingleItemSessions * 2 > read.Sessions)
        {
            context.Warn($"{Percent(read.SingleItemSessions, read.Sessions)} of the sessions have one event, from which nothing is learned: "
                + "is the session column right? --session-column, --user-column and --session-gap choose another");
        }

        if (read.RareEvents > read.Events)
        {
            context.Warn($"--min-count {minCount} leaves out {Percent(read.RareEvents, read.RareEvents + read.Events)} of the events: a lower one keeps more");
        }
    }

    private static string Percent(long part, long whole) => $"{100 * part / Math.Max(1, whole)} %";
}
