using Item2Vec.Data.Options;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Reports;

/// <summary>Reports what was read, chosen and skipped.</summary>
public sealed record ReadReport
{
    /// <summary><see cref="Ordering"/> where no column orders the events.</summary>
    internal const string FileOrder = "file order";

    /// <summary>The files in the order they were read.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The layout of sessions in the files.</summary>
    public required SessionLayout Layout { get; init; }

    /// <summary>The column of each role and why it was chosen; roles without a column are omitted.</summary>
    public required IReadOnlyList<ColumnChoice> Columns { get; init; }

    /// <summary>The order of events inside a session, in words: <c>timestamp, then file order</c>.</summary>
    public required string Ordering { get; init; }

    /// <summary>Whether a column orders the events of a session; otherwise the rows' order in the files does.</summary>
    public bool IsOrdered => Ordering != FileOrder;

    /// <summary>
    /// How the time column was understood: the unit of numbers, the zone of texts and timestamps. Null if no time orders the events.
    /// </summary>
    public string? Times { get; init; }

    /// <summary>Events of the same time as the event before them in their session, if only file order decides between these.</summary>
    public long TiedEvents { get; init; }

    /// <summary>The delimiter of items in a text column; null for other layouts.</summary>
    public string? Delimiter { get; init; }

    /// <summary>Rows (or lines) in the files.</summary>
    public long Rows { get; init; }

    /// <summary>Events kept: the corpus' tokens.</summary>
    public long Events { get; init; }

    /// <summary>Events skipped because their item is null or empty.</summary>
    public long EmptyItems { get; init; }

    /// <summary>Events skipped because their session (or user) is null or empty.</summary>
    public long EmptySessions { get; init; }

    /// <summary>
    /// Rows (or lines) skipped because they have no items: their list or text is null or empty. 0 for <see cref="SessionLayout.Events"/>.
    /// </summary>
    public long EmptyRows { get; init; }

    /// <summary>Items kept: the vocabulary's size.</summary>
    public long Items { get; init; }

    /// <summary>The minimum count of items: the one asked for, or the one that was chosen, and why.</summary>
    public required MinCount MinCount { get; init; }

    /// <summary>Distinct items dropped because they occur less often than the minimum count.</summary>
    public long RareItems { get; init; }

    /// <summary>Events of the dropped items.</summary>
    public long RareEvents { get; init; }

    /// <summary>Sessions kept: those with at least one event left.</summary>
    public long Sessions { get; init; }

    /// <summary>Sessions with a single event; they stay in the corpus, although skip-gram learns nothing from them.</summary>
    public long SingleItemSessions { get; init; }

    /// <summary>Baskets kept; 0 unless baskets were requested.</summary>
    public long Baskets { get; init; }

    /// <summary>Sequences of a single basket, which has no neighbor; 0 unless baskets were requested.</summary>
    public long SingleBasketSessions { get; init; }

    /// <summary>Distinct users; 0 without a user column.</summary>
    public long Users { get; init; }

    /// <summary>Whether the corpus is in a mapped file.</summary>
    public bool Mapped { get; init; }

    /// <summary>The reading time in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>
    /// 16 hexadecimal digits that identify the corpus: equal vocabulary, counts and encoded sessions in equal order give equal digits,
    /// whatever the file format, the number of threads or the machine.
    /// </summary>
    public required string Fingerprint { get; init; }

    /// <summary>
    /// Notes for the user: nulls in a time column, the detected delimiter, sessions with several users. Whole sentences.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// Warnings of what changes the result: missing times. In the style of error messages.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>The layout of sessions in a file.</summary>
public enum SessionLayout
{
    /// <summary>One row per event.</summary>
    Events,

    /// <summary>One row per session, the items in a list column.</summary>
    Lists,

    /// <summary>One row per session, the items in a delimited text column.</summary>
    DelimitedText,

    /// <summary>One line per session, items separated by white space.</summary>
    TextLines,
}

/// <summary>The role of a column.</summary>
public enum ColumnRole
{
    /// <summary>The session of an event.</summary>
    Session,

    /// <summary>The item of an event, or the items of a session.</summary>
    Item,

    /// <summary>The order of the events of a session.</summary>
    Time,

    /// <summary>The user of a session.</summary>
    User,

    /// <summary>The basket of an event.</summary>
    Basket,

    /// <summary>The weight of an event.</summary>
    Weight,

    /// <summary>Whether an event is a goal.</summary>
    Goal,
}

/// <summary>The column of a role, and why it was chosen.</summary>
/// <param name="Role">The role.</param>
/// <param name="Column">The column's name as spelled in the file.</param>
/// <param name="Reason">Why, in words: <c>given</c>, <c>found by name</c>, <c>the user stands for the session</c>.</param>
public sealed record ColumnChoice(ColumnRole Role, string Column, string Reason);

/// <summary>A corpus and the report of how it was read.</summary>
/// <param name="Corpus">The sessions; the caller disposes it.</param>
/// <param name="Report">What was read, chosen and skipped.</param>
public sealed record ReadResult(SessionCorpus Corpus, ReadReport Report)
{
    /// <summary>
    /// The sessions in the order in which they began, by the time of their first event, or in file order if there is no time in every
    /// row. Null unless <see cref="SessionReaderOptions.SessionOrder"/> is set, and if the corpus is in file order
    /// already.
    /// </summary>
    public IReadOnlyList<int>? SessionOrder { get; init; }
}
