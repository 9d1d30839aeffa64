using System.Globalization;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Events;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Options;

/// <summary>Options for reading sessions: the column of each role, what is dropped, and how much memory may be used.</summary>
/// <remarks>
/// If a column property is null, the reader detects the column by its aliases (docs/data.md lists them, the report prints the choice);
/// <see cref="NoColumn"/> disables an optional role. Names are case-insensitive. Holds no state.
/// </remarks>
public sealed record SessionReaderOptions
{
    /// <summary>The column name that disables an optional role.</summary>
    public const string NoColumn = "none";

    /// <summary>
    /// The column with the session of each event. Default: detected by name; without one a user's events are the session.
    /// </summary>
    public string? SessionColumn { get; init; }

    /// <summary>
    /// The column with the item of each event, or with all items of a session (a list, or a delimited text). Default: detected by name.
    /// </summary>
    public string? ItemColumn { get; init; }

    /// <summary>
    /// The column that orders the events of a session: a time, a date or a number. Default: detected by name; without one, file order.
    /// </summary>
    public string? TimeColumn { get; init; }

    /// <summary>
    /// How the texts or numbers of the time column are written, in the letters of strptime: <c>%d.%m.%Y %H:%M</c>. The first that fits a
    /// value counts. Default: empty, for epochs, dates as numbers and ISO 8601.
    /// </summary>
    public IReadOnlyList<string> TimeFormats { get; init; } = [];

    /// <summary>Texts that stand for a missing value, such as <c>NULL</c> or <c>None</c>, beside the empty text. Default: empty.</summary>
    public IReadOnlyList<string> NullWords { get; init; } = [];

    /// <summary>
    /// The names of the columns of .csv and .tsv files whose first line is data. Default: empty, the first line has the names.
    /// </summary>
    public IReadOnlyList<string> ColumnNames { get; init; } = [];

    /// <summary>
    /// Whether .csv and .tsv files begin with the names of their columns; without them and without <see cref="ColumnNames"/> the columns
    /// are column1, column2 and so on. Default: true.
    /// </summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Whether a quotation mark in .csv and .tsv files encloses a field; otherwise it is text. Default: true.</summary>
    public bool Quotes { get; init; } = true;

    /// <summary>Whether more than half of the rows may be lost, for lack of an item or a session. Default: false, an error.</summary>
    public bool AllowLoss { get; init; }

    /// <summary>The column with the user. Default: detected by name.</summary>
    public string? UserColumn { get; init; }

    /// <summary>
    /// The column with the basket of each event: events of one basket are kept together. Default: none, never detected by name.
    /// </summary>
    public string? BasketColumn { get; init; }

    /// <summary>
    /// The column with the weight of each event, a number. Default: none, never detected by name, because a weight silently changes
    /// training.
    /// </summary>
    public string? WeightColumn { get; init; }

    /// <summary>
    /// The column that marks goals, such as purchases: booleans, or numbers where 0 means none. Default: none, never detected by name.
    /// </summary>
    public string? GoalColumn { get; init; }

    /// <summary>
    /// The column that names the part of the log that a row belongs to: <c>train</c> (or <c>training</c>) or <c>test</c>; rows with
    /// <c>valid</c> or <c>validation</c> are left out. Only the rows of <see cref="Part"/> are read. Default: none, every row is read.
    /// </summary>
    public string? SplitColumn { get; init; }

    /// <summary>With <see cref="SplitColumn"/>: the part to read. Default: the training part.</summary>
    public LogPart Part { get; init; }

    /// <summary>
    /// Makes each user's history one sequence of baskets (<see cref="EventColumns.Baskets"/>): a session becomes a basket. Baskets
    /// come from <see cref="BasketColumn"/>, else from the session column, else from <see cref="SessionGap"/>; if a basket and a
    /// session column are given, the session and not the user is the sequence. Needs one row per event. Default: no baskets.
    /// </summary>
    public bool BasketHistories { get; init; }

    /// <summary>
    /// Keeps the time of each event (<see cref="EventColumns.Times"/>); needs a time in every row. Default: times order events and are
    /// dropped.
    /// </summary>
    public bool EventTimes { get; init; }

    /// <summary>
    /// The delimiter of the items of a text column, one or more characters; <c>"\t"</c> is a tab. Default: detected
    /// and reported.
    /// </summary>
    public string? Delimiter { get; init; }

    /// <summary>
    /// Splits a user's events at longer pauses. Needs a user and a time. Default: no splitting.
    /// </summary>
    public TimeSpan? SessionGap { get; init; }

    /// <summary>
    /// Whether each session keeps its id: as the user of the session, in the place of the log's users. Where rows or lines are sessions and
    /// have no session column it is their number, from 1. Sessions of one event are kept, and one may have two parts where pauses cut it.
    /// Default: false.
    /// </summary>
    public bool SessionIds { get; init; }

    /// <summary>
    /// Whether to report the order in which sessions began (<c>ReadResult.SessionOrder</c>), 16 bytes per session. Default: false.
    /// </summary>
    public bool SessionOrder { get; init; }

    /// <summary>
    /// Minimum number of occurrences of an item, at least 1. Default: 5, as in word2vec and gensim, or the largest of 3, 2 and 1 that
    /// leaves out a fiftieth of the events at most.
    /// </summary>
    public int? MinCount { get; init; }

    /// <summary>The number of threads; 0 for every processor. Default: 0. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Memory limit of the query engine before it spills to <see cref="TempDirectory"/>: a number of bytes, or a number with a unit
    /// (KB, MB, GB, TB are powers of 1000; KiB, MiB, GiB, TiB of 1024). Default: half of the memory that the process may use.
    /// </summary>
    public string? MemoryLimit { get; init; }

    /// <summary>
    /// Maximum length of a line of text or CSV, or of an object of JSON, which are held in memory, written like
    /// <see cref="MemoryLimit"/>. Default: 16MB.
    /// </summary>
    public string? MaxLine { get; init; }

    /// <summary>
    /// The directory for spilled data. Default: a new directory under the system's temporary one, which is deleted afterward.
    /// </summary>
    public string? TempDirectory { get; init; }

    /// <summary>The directory for the mapped file of a large corpus. Default: the system's temporary directory.</summary>
    public string? MappedDirectory { get; init; }

    /// <summary>
    /// A corpus of more bytes than this is in a mapped file instead of in memory; 0 always maps. Default: a quarter of
    /// <see cref="MemoryLimit"/>.
    /// </summary>
    public long? MappedThreshold { get; init; }

    /// <summary>Whether a goal column is given.</summary>
    internal bool WantsGoals => GoalColumn is not null && !string.Equals(GoalColumn, NoColumn, StringComparison.OrdinalIgnoreCase);

    /// <summary>The bytes of <see cref="MaxLine"/>.</summary>
    internal int MaxLineBytes => MaxLine is null ? 16_000_000 : (int)Math.Min(MemorySize.Parse(MaxLine), MaxLineLimit);

    /// <summary>Longer lines fit into no buffer.</summary>
    private const int MaxLineLimit = 1_000_000_000;

    /// <summary>
    /// Events beside the input that are read too, such as <see cref="EventLog.Read"/> has; null for none. They have no user, basket and
    /// goal, and the mean weight. Default null.
    /// </summary>
    public IEnumerable<LiveEvent>? Recorded { get; init; }

    /// <summary>Every problem of these options, as sentences; empty if there is none.</summary>
    public IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (MinCount < 1) problems.Add($"the minimum count is at least 1, not {MinCount}");
        if (Threads < 0) problems.Add($"the number of threads is at least 0, not {Threads}");
        if (SessionGap is { } gap && gap <= TimeSpan.Zero) problems.Add("the session gap is longer than nothing");
        if (TimeFormats is null || TimeFormats.Any(string.IsNullOrWhiteSpace)) problems.Add("a time format has at least one character");
        if (NullWords is null) problems.Add("the words for null are a list");
        if (ColumnNames is null || ColumnNames.Distinct(StringComparer.OrdinalIgnoreCase).Count() < ColumnNames.Count)
            problems.Add("the names of the columns are all different");
        if (!Enum.IsDefined(Part)) problems.Add("the part of the log is not known");
        if (Delimiter is { Length: 0 }) problems.Add("the delimiter has at least one character");
        if (MappedThreshold < 0) problems.Add("the threshold for mapping is at least 0 bytes");
        if (MemoryLimit is not null && !MemorySize.TryParse(MemoryLimit, out _))
            problems.Add($"the memory limit '{MemoryLimit}' is not an amount of memory such as 4GB, 512MiB or 2000000000");
        else if (MemoryLimit is not null && MemorySize.Parse(MemoryLimit) < MemorySize.MinBytes)
            problems.Add($"the memory limit '{MemoryLimit}' is too small; it is at least 1MB, and 100MB or more is sensible");
        if (MaxLine is not null && (!MemorySize.TryParse(MaxLine, out long line) || line is < 1000 or > MaxLineLimit))
            problems.Add($"the maximum length of a line is 1KB to 1GB, such as 16MB, not '{MaxLine}'");
        return problems;
    }

    /// <summary>Checks the options.</summary>
    /// <exception cref="Item2VecException">With every problem at once (<see cref="ErrorCode.Usage"/>).</exception>
    public void Validate() => OptionProblems.Reject(Problems());
}

/// <summary>A part of a log that has a column of parts.</summary>
public enum LogPart
{
    /// <summary>The rows to learn from.</summary>
    Training,

    /// <summary>The rows to test with.</summary>
    Test,
}

/// <summary>Parses memory sizes such as <c>4GB</c>.</summary>
internal static class MemorySize
{
    /// <summary>The minimum of the query engine.</summary>
    public const long MinBytes = 1_000_000;

    private static readonly (string Unit, double Bytes)[] Units =
    [
        ("KIB", 1L << 10), ("MIB", 1L << 20), ("GIB", 1L << 30), ("TIB", 1L << 40),
        ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("B", 1),
    ];

    /// <summary>The number of bytes; for null, half of what the process may use.</summary>
    public static long Parse(string? text)
    {
        if (text is null) return GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        return TryParse(text, out long bytes)
            ? bytes
            : throw new Item2VecException($"the memory limit '{text}' is not an amount of memory",
                "write it like 4GB, 512MiB or 2000000000", ErrorCode.Usage);
    }

    public static bool TryParse(string text, out long bytes)
    {
        string number = text.Trim().ToUpperInvariant();
        double scale = 1;
        foreach ((string unit, double size) in Units)
        {
            if (!number.EndsWith(unit, StringComparison.Ordinal)) continue;
            scale = size;
            number = number[..^unit.Length].TrimEnd();
            break;
        }

        bool valid = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
        bytes = valid && value * scale < long.MaxValue ? (long)(value * scale) : 0;
        return bytes > 0;
    }
}
