using Item2Vec.Cli.Options;
using Item2Vec.Cli.Terminal;
using Item2Vec.Data;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Cli.Logs;

/// <summary>The notes of train on standard error: what was read and why, and what was skipped.</summary>
internal static class ReadingNotes
{
    /// <param name="context">The command's.</param>
    /// <param name="read">What was read.</param>
    /// <param name="learns">Whether something is learned from it: sessions of one event are no use then, and users are users.</param>
    public static void AboutData(CliContext context, ReadReport read, bool learns = true)
    {
        context.WriteNote(
            $"read {(read.Files.Count == 1 ? read.Files[0] : Readable.Count(read.Files.Count, "file"))}: "
                + $"{Readable.Count(read.Rows, read.Layout == SessionLayout.TextLines ? "line" : "row")} in "
                + $"{Readable.Time(TimeSpan.FromSeconds(read.Seconds))}");
        int width = read.Columns.Count == 0 ? 0 : read.Columns.Max(choice => DisplayText.Clean(choice.Column).Length);
        foreach (ColumnChoice choice in read.Columns)
            context.WriteNote(
                $"  {RoleName(choice.Role),-8} {DisplayText.Clean(choice.Column).PadRight(width)}  {Understood(choice, read)}");
        context.WriteNote($"  order    {read.Ordering}{Ties(read)}");
        foreach (string skipped in Skipped(read)) context.WriteNote($"  skipped  {skipped}");
        foreach (string note in read.Notes) context.WriteNote($"  note     {note}");
        context.WriteNote(
            $"{Readable.Count(read.Items, "item")}, {Readable.Count(read.Events, "event")}, {Readable.Count(read.Sessions, "session")}"
                + (read.Users > 0 && learns ? $", {Readable.Count(read.Users, "user")}" : string.Empty));
        if (context.Verbose)
            context.WriteNote($"  fingerprint {read.Fingerprint}{(read.Mapped ? ", corpus in a mapped file" : string.Empty)}");
        Warn(context, read, learns);
    }

    public static void AboutItems(CliContext context, string path, ItemTableResult read)
    {
        ItemTableReport report = read.Report;
        context.WriteNote(
            $"read {path}: {Readable.Count(report.Matched)} of {Readable.Count(report.Matched + report.Unmatched)} items described by "
                + $"{string.Join(", ", read.Attributes.Names)}");
        if (report.Duplicates > 0)
            context.WriteNote($"  skipped  {Readable.Count(report.Duplicates, "row")} of items that an earlier row describes");
        if (report.EmptyItems > 0) context.WriteNote($"  skipped  {Readable.Count(report.EmptyItems, "row")} without an id");
        if (report.Matched == 0)
            context.Warn($"no item of the sessions is in {path} (column {report.ItemColumn}): results will have no titles");
    }

    public static void AboutMetadata(CliContext context, ItemMetadata metadata)
    {
        foreach ((string column, int values) in MetadataToken.Columns(metadata.Values))
            context.WriteNote($"  metadata {DisplayText.Clean(column)}: {Readable.Count(values, "value")}");
        if (metadata.WithoutEvents > 0)
            context.WriteNote($"  added    {Readable.Count(metadata.WithoutEvents, "item")} without events, placed by their metadata");
        if (metadata.Undescribed > 0)
            context.WriteNote($"  note     {Readable.Count(metadata.Undescribed, "item")} of the sessions have no metadata");
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

    /// <summary>Why a column was chosen; of the time also its unit and zone.</summary>
    private static string Understood(ColumnChoice choice, ReadReport read)
        => choice.Role == ColumnRole.Time && read.Times is string times
            ? $"({choice.Reason})  {DisplayText.Clean(times)}" : $"({choice.Reason})";

    private static string Ties(ReadReport read)
        => read.TiedEvents * 100 >= read.Events && read.TiedEvents > 0
            ? $" ({Percent(read.TiedEvents, read.Events)} of the events have the time of the event before)" : string.Empty;

    private static IEnumerable<string> Skipped(ReadReport read)
    {
        if (read.EmptyItems > 0) yield return $"{Readable.Count(read.EmptyItems, "event")} without an item";
        if (read.EmptySessions > 0) yield return $"{Readable.Count(read.EmptySessions, "event")} without a session";
        if (read.EmptyRows > 0)
            yield return $"{Readable.Count(read.EmptyRows, read.Layout == SessionLayout.TextLines ? "line" : "row")} without items";
        if (read.RareItems > 0)
            yield return $"{Readable.Count(read.RareItems, "item")} with fewer than {read.MinCount.Value} events (--min-count), "
                + $"{Readable.Count(read.RareEvents, "event")}";
    }

    private static void Warn(CliContext context, ReadReport read, bool learns)
    {
        foreach (string warning in read.Warnings) context.Warn(OptionNames.InText(warning));
        if (learns && read.SingleItemSessions * 2 > read.Sessions)
        {
            context.Warn(
                $"{Percent(read.SingleItemSessions, read.Sessions)} of the sessions have one event, from which nothing is learned: "
                    + "is the session column right? --session-column, --user-column and --session-gap choose another");
        }

        if (read.RareEvents * 10 > read.RareEvents + read.Events)
        {
            context.Warn(
                $"--min-count {read.MinCount.Value} leaves out {Percent(read.RareEvents, read.RareEvents + read.Events)} of the events: "
                    + "a lower one keeps more");
        }
    }

    private static string Percent(long part, long whole) => $"{100 * part / Math.Max(1, whole)} %";
}

/// <summary>The notes of train about baskets: how many there are, and which of them train nothing or only in part.</summary>
internal static class BasketNotes
{
    public static void WriteNotes(CliContext context, SessionCorpus corpus, ReadReport read, TrainingOptions options)
    {
        if (read.Baskets == 0) return;
        long large = CountLarge(corpus, options.MaxBasket);
        context.WriteNote($"{Readable.Count(read.Baskets, "basket")}"
            + (large > 0
                ? $"; of {Readable.Count(large)} with more than {Readable.Count(options.MaxBasket)} products as many are drawn in "
                    + "each epoch (--max-basket)"
                : string.Empty));
        if (options.SameBasket != SameBasket.Exclude || read.SingleBasketSessions == 0) return;
        string alone = $"{Readable.Count(read.SingleBasketSessions)} of {Readable.Count(read.Sessions, "sequence")} have one basket, "
            + "from which nothing is learned";
        if (read.SingleBasketSessions * 2 > read.Sessions)
            context.Warn($"{alone}: are the user and the basket column right? --same-basket include learns from them");
        else context.WriteNote($"  {alone}");
    }

    private static long CountLarge(SessionCorpus corpus, int maxProducts)
    {
        long large = 0;
        for (long session = 0; session < corpus.SessionCount; session++)
        {
            if (corpus.SessionLength(session) <= maxProducts) continue;
            int[] baskets = corpus.Baskets(session);
            large += corpus.Session(session).Zip(baskets).GroupBy(one => one.Second)
                .Count(basket => basket.Distinct().Count() > maxProducts);
        }

        return large;
    }
}
