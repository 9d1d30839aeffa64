using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Options;

/// <summary>How sessions are read: which columns play which role, what is left out, and how much memory may be used.</summary>
/// <remarks>
/// A column property that is null lets the reader find the column by its aliases (docs/data.md lists them, the report prints the choice);
/// <see cref="NoColumn"/> leaves an optional role out. Names are compared without regard to case. Holds no state.
/// </remarks>
public sealed record SessionReaderOptions
{
    /// <summary>The word that leaves an optional role out: <c>--time-column none</c>.</summary>
    public const string NoColumn = "none";

    /// <summary>The column with the session of each event. Default: found by name; without one the user's events are the session.</summary>
    public string? SessionColumn { get; init; }

    /// <summary>
    /// The column with the item of each event, or with all items of a session (a list, or a delimited text). Default: found by name.
    /// </summary>
    public string? ItemColumn { get; init; }

    /// <summary>
    /// The column that orders the events of a session: a time, a date or a number. Default: found by name; without one file order holds.
    /// </summary>
    public string? TimeColumn { get; init; }

    /// <summary>The column with the user. Default: found by name.</summary>
    public string? UserColumn { get; init; }

    /// <summary>
    /// The column with the basket of each event: events of one basket are kept together. Default: none, never found by name.
    /// </summary>
    public string? BasketColumn { get; init; }

    /// <summary>
    /// The column with the weight of each event, a number. Default: none, never found by name, because a weight silently changes training.
    /// </summary>
    public string? WeightColumn { get; init; }

    /// <summary>
    /// The column that marks goals, such as purchases: true and false, or numbers of which 0 is none. Default: none, never found by name.
    /// </summary>
    public string? GoalColumn { get; init; }

    /// <summary>
    /// Makes each user's history one sequence of baskets (<see cref="EventColumns.Baskets"/>): what would be a session is a basket. Baskets
    /// are named by <see cref="BasketColumn"/>, else by the session column, else cut by <see cref="SessionGap"/>; with a basket and a
    /// session column given, the session and not the user is the sequence. Needs one row an event. Default: no baskets.
    /// </summary>
    public bool BasketHistories { get; init; }

    /// <summary>
    /// Keeps the time of each event (<see cref="EventColumns.Times"/>); needs a time in every row. Default: times order events and are
    /// dropped.
    /// </summary>
    public bool EventTimes { get; init; }

    /// <summary>
    /// What stands between the items of a delimited text column, one or more characters; <c>"\t"</c> is a tab. Default: found in the data
    /// and reported.
    /// </summary>
    public string? Delimiter { get; init; }

    /// <summary>
    /// Cuts a user's events where more than this passes between two of them. Needs a user and a time. Default: no cutting.
    /// </summary>
    public TimeSpan? SessionGap { get; init; }

    /// <summary>
    /// Whether to tell in which order sessions began (<c>ReadResult.SessionOrder</c>), 16 bytes a session. Default: false.
    /// </summary>
    public bool SessionOrder { get; init; }

    /// <summary>The fewest occurrences an item must have, at least 1. Default: 5, as word2vec and gensim have it.</summary>
    public int MinCount { get; init; } = 5;

    /// <summary>The number of threads; 0 takes every processor. Default: 0. The result does not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// The most memory the query engine may use before it spills to <see cref="TempDirectory"/>: a number of bytes, or a number with a unit
    /// (KB, MB, GB, TB are powers of 1000; KiB, MiB, GiB, TiB of 1024). Default: half of the memory that the process may use.
    /// </summary>
    public string? MemoryLimit { get; init; }

    /// <summary>
    /// The directory for spilled data. Default: a new directory under the system's temporary one; removed afterwards either way.
    /// </summary>
    public string? TempDirectory { get; init; }

    /// <summary>The directory for the mapped file of a large corpus. Default: the system's temporary directory.</summary>
    public string? MappedDirectory { get; init; }

    /// <summary>
    /// A corpus of more bytes than this lies in a mapped file instead of in memory; 0 always maps. Default: a quarter of
    /// <see cref="MemoryLimit"/>.
    /// </summary>
    public long? MappedThreshold { get; init; }

    /// <summary>Whether a goal column is named.</summary>
    internal bool WantsGoals => GoalColumn is not null && !string.Equals(GoalColumn, NoColumn, StringComparison.OrdinalIgnoreCase);

    /// <summary>Every problem of these options, as sentences; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (MinCount < 1) problems.Add($"the minimum count is at least 1, not {MinCount}");
        if (Threads < 0) problems.Add($"the number of threads is at least 0, not {Threads}");
        if (SessionGap is { } gap && gap <= TimeSpan.Zero) problems.Add("the session gap is longer than nothing");
        if (Delimiter is { Length: 0 }) problems.Add("the delimiter has at least one character");
        if (MappedThreshold < 0) problems.Add("the threshold for mapping is at least 0 bytes");
        if (MemoryLimit is not null && !MemorySize.TryParse(MemoryLimit, out _))
            problems.Add($"the memory limit '{MemoryLimit}' is not an amount of memory such as 4GB, 512MiB or 2000000000");
        else if (MemoryLimit is not null && MemorySize.Parse(MemoryLimit) < MemorySize.MinBytes)
            problems.Add($"the memory limit '{MemoryLimit}' is too small; it is at least 1MB, and 100MB or more is sensible");
        return problems;
    }
}
