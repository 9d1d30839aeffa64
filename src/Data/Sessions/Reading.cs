using System.Globalization;
using Item2Vec.Data.DuckDb;
using Item2Vec.Embeddings;

namespace Item2Vec.Data;

/// <summary>One reading from files to corpus: columns, order, counts, sessions, report.</summary>
internal sealed class Reading(DuckDatabase database, IReadOnlyList<InputFile> files, SessionReaderOptions options, ProgressFeed progress)
{
    private readonly List<string> notes = [];

    public ReadResult Run()
    {
        progress.Enter(ReadingStage.Opening);
        InputTable table = InputTable.Open(database, files);
        ColumnPlan plan = new ColumnFinder(table, options, column => DelimiterFinder.Find(database, table, column)).Find();
        CheckGap(plan);
        table.Load(database, plan.Used);
        CheckColumns(table, plan);
        if (plan.Layout == SessionLayout.DelimitedText && options.Delimiter is null)
            Note($"Each row is a session: the items in column '{plan.Item.Name}' are separated by {DelimiterFinder.InWords(plan.Delimiter!)}.");
        EventOrder order = EventOrder.Find(database, table, plan);
        notes.AddRange(order.Notes);
        GapRule? gap = Gap(table, plan, order);
        long rows = table.CountRows(database);
        if (rows == 0) throw new Item2VecException($"{table.Title} has no rows.", "Check how the file was written.");

        progress.Enter(ReadingStage.Counting);
        long emptySessions = EventView.Create(database, table, plan, order);
        ItemCounts items = ItemCounts.Count(database, table, plan, options.MinCount);
        Vocabulary? users = plan.User is null ? null : ItemCounts.CountUsers(database, table);

        progress.Enter(ReadingStage.Sorting);
        bool mapped = items.Items.TotalCount * (plan.Weight is null ? 4 : 8) > (options.MappedThreshold ?? MemorySize.Parse(options.MemoryLimit) / 4);
        SessionCorpusBuilder builder = new(items.Items, items.Items.TotalCount, users, plan.Weight is not null, mapped ? MappedDirectory() : null);
        progress.Events = () => builder.TokenCount;
        CorpusFingerprint fingerprint = new(items.Items, users);
        SessionAssembler assembler = new(builder, fingerprint, plan.Basket is not null, gap);
        new SessionStream(plan, order).Run(database, assembler);
        SessionCorpus corpus = builder.Build();
        if (assembler.Sessions == assembler.SingleItemSessions)
        {
            corpus.Dispose();
            throw NothingToLearn(table, assembler, options.MinCount);
        }

        if (assembler.SharedSessions > 0)
            Note($"{assembler.SharedSessions:N0} sessions have events of several users; the first event's user counts.");
        return new ReadResult(corpus, new ReadReport
        {
            Files = [.. files.Select(file => file.Path)],
            Layout = plan.Layout,
            Columns = plan.Choices,
            Ordering = order.Words,
            Delimiter = plan.Delimiter is null ? null : DelimiterFinder.InWords(plan.Delimiter),
            Rows = rows,
            Events = corpus.TokenCount,
            EmptyItems = items.EmptyItems,
            EmptySessions = emptySessions,
            Items = items.Items.Count,
            RareItems = items.RareItems,
            RareEvents = items.RareEvents,
            Sessions = assembler.Sessions,
            SingleItemSessions = assembler.SingleItemSessions,
            Users = users?.Count ?? 0,
            Mapped = mapped,
            Seconds = progress.Elapsed.TotalSeconds,
            Fingerprint = fingerprint.ToString(),
            Notes = notes,
        });
    }

    private static Item2VecException NothingToLearn(InputTable table, SessionAssembler assembler, int minCount) => new(
        string.Create(CultureInfo.InvariantCulture, $"{table.Title}: none of the {assembler.Sessions:N0} sessions has two items (after items below the minimum count of {minCount} were dropped)."),
        "Check --session-column, or give a smaller --min-count.");

    private void Note(FormattableString text) => notes.Add(text.ToString(CultureInfo.InvariantCulture));

    private string MappedDirectory()
    {
        string directory = options.MappedDirectory ?? Path.GetTempPath();
        if (Directory.Exists(directory)) return directory;
        throw new Item2VecException($"The directory '{directory}' for the mapped corpus does not exist.", "Create it, or name another.", ErrorCode.CannotWrite);
    }

    private void CheckColumns(InputTable table, ColumnPlan plan)
    {
        if (plan.Layout == SessionLayout.TextLines) return;
        IdColumns.Check(database, table, plan.Item, "item");
        if (plan.Session is not null) IdColumns.Check(database, table, plan.Session, "session");
        if (plan.User is not null && plan.User != plan.Session) IdColumns.Check(database, table, plan.User, "user");
        if (plan.Basket is not null) IdColumns.Check(database, table, plan.Basket, "basket");
        if (plan.Weight is not null && WeightColumn.Check(database, table, plan.Weight) is { } note) notes.Add(note);
    }

    private void CheckGap(ColumnPlan plan)
    {
        if (options.SessionGap is null) return;
        string? missing = plan.RowIsSession ? "rows of one event each" : plan.Time is null ? "a time column" : null;
        if (missing is not null)
            throw new Item2VecException($"A session gap needs {missing}, and '{files[0].Path}' has none.", "Name the time with --time-column, or leave --session-gap out.");
    }

    private GapRule? Gap(InputTable table, ColumnPlan plan, EventOrder order)
    {
        if (options.SessionGap is not { } gap) return null;
        if (order.UnitsPerSecond == 0)
        {
            throw new Item2VecException(
                $"{table.Title}: a session gap needs the time of every event, and column '{plan.Time!.Name}' is empty in some rows.",
                "Give another column with --time-column, or leave --session-gap out.");
        }

        return new GapRule(gap.TotalSeconds * order.UnitsPerSecond, order.IsReal);
    }
}
