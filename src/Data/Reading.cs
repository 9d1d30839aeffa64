using System.Globalization;
using Item2Vec.Data.Columns;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Events;
using Item2Vec.Data.Inputs;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Data.Rows;
using Item2Vec.Data.Sinks;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data;

/// <summary>A reading from files to corpus and report.</summary>
internal sealed class Reading(IReadOnlyList<InputFile> files, SessionReaderOptions options, ProgressFeed progress)
{
    private const string Item = nameof(SessionReaderOptions.ItemColumn);
    private readonly List<string> notes = [];
    private readonly List<string> warnings = [];

    /// <summary>Bytes of encoded events beyond which they are mapped.</summary>
    private long MapFrom => options.MappedThreshold ?? MemorySize.Parse(options.MemoryLimit) / 4;

    /// <summary>More threads than these wait for each other.</summary>
    private int Workers => Math.Min(8, options.Threads > 0 ? options.Threads : Environment.ProcessorCount);

    /// <summary>Reads text files: no table, no columns, no query engine.</summary>
    public ReadResult ReadText(CancellationToken cancellation)
    {
        string title = files.Count == 1 ? $"'{files[0].Path}'" : $"'{files[0].Path}' and {files.Count - 1} more";
        if (options.SessionGap is not null) throw NoGap(title, "a time");
        if (options.SplitColumn is not null)
            throw new Item2VecException(
                $"{title} has no columns, and SplitColumn names one", "give training and test part as two files instead")
            {
                Option = nameof(SessionReaderOptions.SplitColumn),
            };
        EventNeeds.CheckLayout(options, title, "a text of whole sessions, which has no columns");
        string delimiter = options.Delimiter is null ? string.Empty : ColumnFinder.Unescape(options.Delimiter);
        progress.Enter(ReadingStage.Counting);
        using SessionEncoder encoder = new(MapFrom, MappedDirectory, options.SessionIds);
        progress.Events = () => encoder.Events;
        TextLines lines = new(files, encoder, new TokenSplitter(delimiter), options.MaxLineBytes, options.SessionIds);
        Task check = WholeFileCheck.Start(files, options.MaxLineBytes, quotes: false, cancellation);
        lines.Read(progress.Listener, cancellation);
        if (options.Recorded is not null) WriteRecorded(RecordedEvents.Encode(options.Recorded, encoder));
        check.GetAwaiter().GetResult();
        progress.Enter(ReadingStage.Encoding);
        (SessionCorpus corpus, SessionTally tally) = encoder.Finish(options.MinCount, title, "the text");
        return Result(corpus, tally, lines.Lines, SessionLayout.TextLines, [], "the order in the line", delimiter);
    }

    /// <summary>Reads tables.</summary>
    /// <param name="database">The database to read with.</param>
    /// <param name="open">Opens the rows.</param>
    /// <param name="cancellation">Cancels the reading.</param>
    public ReadResult ReadTable(DuckDatabase database, Func<DuckDatabase, InputTable> open, CancellationToken cancellation)
    {
        progress.Enter(ReadingStage.Opening);
        InputTable whole = open(database);
        PartTable? part = options.SplitColumn is null ? null : PartTable.Of(whole, options);
        InputTable table = part ?? whole;
        ColumnPlan plan = new ColumnFinder(table, options, new ColumnContent(database, table, options.TimeFormats)).Find();
        notes.AddRange(table.Notes);
        notes.AddRange(plan.Notes);
        if (options.SessionGap is not null && plan.RowIsSession) throw NoGap(table.Title, "one event a row");
        if (options.SessionGap is not null && plan.Time is null) throw NoGap(table.Title, "a time column");
        if (plan.RowIsSession) EventNeeds.CheckLayout(options, table.Title, $"one session a row (column '{plan.Item.Name}')");
        table.Load(database, plan.Used);
        plan = plan.With(column => IntegralText.Of(database, table, column, notes));
        CheckColumns(database, table, plan);
        if (part is not null) notes.Add(part.Note);
        part?.Check(database, options.SessionGap is null ? plan.Session : null);
        long rows = table.CountRows(database);
        if (rows == 0) throw new Item2VecException($"{table.Title} has no rows", "check how the file was written");
        return plan.RowIsSession ? ReadRows(database, table, plan, rows) : ReadEvents(database, table, plan, rows, cancellation);
    }

    private ReadResult ReadRows(DuckDatabase database, InputTable table, ColumnPlan plan, long rows)
    {
        string? delimiter = plan.Delimiter is not null && options.Delimiter is null ? DelimiterFinder.InWords(plan.Delimiter) : null;
        if (delimiter is not null)
            RecordNote($"Each row is a session: the items in column '{plan.Item.Name}' are separated by {delimiter}.");
        progress.Enter(ReadingStage.Counting);
        using SessionEncoder encoder = new(MapFrom, MappedDirectory, options.SessionIds);
        progress.Events = () => encoder.Events;
        TableRows.Read(database, table, plan, encoder, options.SessionIds);
        long read = encoder.Events;
        if (options.Recorded is not null) WriteRecorded(RecordedEvents.Encode(options.Recorded, encoder));
        Judge(new LossCheck(table.Title, "rows", rows).Because($"column '{plan.Item.Name}' is empty", Item, encoder.EmptyRows));
        Judge(new LossCheck(table.Title, "items", read + encoder.EmptyItems)
            .Because($"column '{plan.Item.Name}' holds an empty item", Item, encoder.EmptyItems));
        progress.Enter(ReadingStage.Encoding);
        (SessionCorpus corpus, SessionTally tally) = encoder.Finish(options.MinCount, table.Title, $"column '{plan.Item.Name}'");
        return Result(corpus, tally, rows, plan.Layout, plan.Choices, "the order in the row", plan.Delimiter);
    }

    private ReadResult ReadEvents(
        DuckDatabase database, InputTable table, ColumnPlan plan, long rows, CancellationToken cancellation)
    {
        EventOrder order = EventOrder.Find(database, table, plan, options.TimeFormats);
        notes.AddRange(order.Notes);
        warnings.AddRange(order.Warnings);
        TimeUnit? unit = options.EventTimes ? EventNeeds.TimesOf(order, table, plan) : null;
        GapRule? gap = options.SessionGap is { } pause ? GapRule.Of(pause, order, table, plan) : null;

        progress.Enter(ReadingStage.Counting);
        long emptySessions = EventView.Create(database, table, plan, order, options.Recorded, out long recorded);
        WriteRecorded(recorded);
        ItemCounts items = ItemCounts.Count(database, table, plan, options.MinCount);
        Judge(new LossCheck(table.Title, "rows", rows).Because($"column '{plan.Item.Name}' is empty", Item, items.EmptyItems)
            .Because(
                $"column '{plan.Session!.Name}' is empty",
                plan.Session == plan.User ? nameof(SessionReaderOptions.UserColumn) : nameof(SessionReaderOptions.SessionColumn),
                emptySessions));
        WarnOfNullWords(items.Items, "items");
        Vocabulary? users = plan.User is null ? null : ItemCounts.CountUsers(database, table);
        if (users is { Count: 0 })
        {
            RecordNote($"Column '{plan.User!.Name}' is empty in every row, so there are no users.");
            (users, plan) = (null, plan with { User = null });
        }

        if (users is not null) WarnOfNullWords(users, "users");
        progress.Enter(ReadingStage.Sorting);
        EventColumns columns = EventNeeds.Columns(options, plan);
        bool mapped = items.Items.TotalCount * EventNeeds.Bytes(plan, columns) > MapFrom;
        SessionCorpusBuilder builder = new(items.Items, items.Items.TotalCount, users, plan.Weight is not null,
            mapped ? MappedDirectory() : null, columns);
        progress.Events = () => builder.TokenCount;
        SessionSink sink = new(builder, new CorpusFingerprint(items.Items, users, columns), options.SessionIds);
        SessionAssembler assembler = new(sink, plan.Basket is not null, gap, order.HasGaps)
        {
            Starts = options.SessionOrder ? new SessionStarts() : null,
            Unit = unit ?? new TimeUnit(1, order.IsReal), GapCutsBaskets = options.BasketHistories && plan.Basket is null,
        };
        new SessionStream(plan, order, items.MustJoin ? null : RowTable.Load(database, items.Items.Count), MapFrom, Workers)
            .Run(database, rows + recorded, assembler, cancellation);
        if (assembler.SharedSessions > 0)
            RecordNote($"{assembler.SharedSessions:N0} sessions have events of several users; the first event's user counts.");
        (SessionCorpus corpus, SessionTally tally) = sink.Finish(table.Title, options.SessionGap, new SessionTally
        {
            MinCount = items.MinCount,
            EmptyItems = items.EmptyItems, EmptySessions = emptySessions, RareItems = items.RareItems, RareEvents = items.RareEvents,
                Mapped = mapped,
        });
        if (options.BasketHistories) EventNeeds.CheckBaskets(corpus, tally, table, plan);
        return Result(corpus, tally, rows, plan.Layout, plan.Choices, order.Words,
            null, order.Meaning, order is { Meaning: not null, Position: null } ? assembler.TiedEvents : 0) with
            { SessionOrder = assembler.Starts?.Order(order.UnitsPerSecond > 0) };
    }

    private void WriteRecorded(long events)
    {
        if (events > 0) RecordNote($"{events:N0} events that a service recorded are read too.");
    }

    private void Judge(LossCheck losses)
    {
        if (losses.Judge(options.AllowLoss) is { } warning) warnings.Add(warning);
    }

    private void WarnOfNullWords(Vocabulary ids, string role)
    {
        string[] words = [.. NullWords.Known.Where(word => ids.TryGetRow(word, out _))];
        if (words.Length == 0) return;
        long events = words.Sum(word => ids.TryGetRow(word, out int row) ? ids.CountOf(row) : 0);
        warnings.Add(string.Create(CultureInfo.InvariantCulture,
            $"{string.Join(", ", words.Select(word => $"'{word}'"))} {(words.Length == 1 ? "is" : "are")} among the {role}, with "
                + $"{events:N0} events; say with NullWords which of them stand for a missing value"));
    }

    private ReadResult Result(
        SessionCorpus corpus, SessionTally tally, long rows, SessionLayout layout, IReadOnlyList<ColumnChoice> choices, string ordering,
            string? delimiter, string? times = null, long tied = 0)
        => new(corpus, new ReadReport
        {
            Files = [.. files.Select(file => file.Path)],
            Layout = layout,
            Columns = [.. choices.OrderBy(choice => choice.Role)],
            Ordering = ordering,
            Times = times,
            TiedEvents = tied,
            Delimiter = delimiter is null ? null : DelimiterFinder.InWords(delimiter),
            Rows = rows,
            Events = corpus.TokenCount,
            EmptyItems = tally.EmptyItems,
            EmptySessions = tally.EmptySessions,
            EmptyRows = tally.EmptyRows,
            Items = corpus.Vocabulary.Count,
            MinCount = tally.MinCount,
            RareItems = tally.RareItems,
            RareEvents = tally.RareEvents,
            Sessions = tally.Sessions,
            SingleItemSessions = tally.SingleItemSessions,
            Baskets = tally.Baskets,
            SingleBasketSessions = tally.SingleBasketSessions,
            Users = corpus.Users?.Count ?? 0,
            Mapped = tally.Mapped,
            Seconds = progress.Elapsed.TotalSeconds,
            Fingerprint = tally.Fingerprint,
            Notes = notes,
            Warnings = warnings,
        });

    private static Item2VecException NoGap(string title, string missing)
        => new($"a session gap needs {missing}, and {title} has none", "name the time with TimeColumn, or leave SessionGap out")
        {
            Option = nameof(SessionReaderOptions.TimeColumn),
        };

    private void RecordNote(FormattableString text) => notes.Add(text.ToString(CultureInfo.InvariantCulture));

    private string MappedDirectory()
    {
        string directory = options.MappedDirectory ?? Path.GetTempPath();
        if (Directory.Exists(directory)) return directory;
        throw new Item2VecException($"the directory '{directory}' for the mapped corpus does not exist", "create it, or name another",
            ErrorCode.CannotWrite);
    }

    private void CheckColumns(DuckDatabase database, InputTable table, ColumnPlan plan)
    {
        IdColumns.Check(database, table, plan.Item, "item");
        if (plan.Session is not null) IdColumns.Check(database, table, plan.Session, "session");
        if (plan.User is not null && plan.User != plan.Session) IdColumns.Check(database, table, plan.User, "user");
        if (plan.Basket is not null) EventNeeds.CheckBasketColumn(database, table, plan.Basket, notes);
        if (plan.Weight is not null && WeightColumn.Check(database, table, plan.Weight) is { } note) notes.Add(note);
        if (plan.Goal is not null && GoalColumn.Check(database, table, plan.Goal) is { } warning) warnings.Add(warning);
    }
}
