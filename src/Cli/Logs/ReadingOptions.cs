using System.CommandLine;
using Item2Vec.Cli.Options;
using Item2Vec.Data.Options;

namespace Item2Vec.Cli.Logs;

/// <summary>The options for reading a log.</summary>
internal sealed class ReadingOptions
{
    private readonly Option<string?> session = Column("--session-column", "The session of each event");
    private readonly Option<string?> item = Column("--item-column", "The item of each event, or the list of items of each session");
    private readonly Option<string?> time = Column(
        "--time-column", "What orders the events of a session: a time, a date or a number; 'none' keeps file order");
    private readonly Option<string[]> timeFormats = CliOption.Repeated(
        "--time-format",
        "FORMAT",
        "How times are written, such as '%d.%m.%Y %H:%M' (strptime); may be repeated [default: epochs, ISO 8601]");
    private readonly Option<string?> user = Column("--user-column", "The user; without a session column a user's events are the session");
    private readonly Option<string?> basket = CliOption.Text(
        "--basket-column", "NAME", "The basket of each event; events of a basket stay together [default: none]");
    private readonly Option<string?> weight = CliOption.Text(
        "--weight-column", "NAME", "Weight of an event, relative to the column's mean: seconds watched, pieces bought [default: none]");
    private readonly Option<string?> goal = CliOption.Text(
        "--goal-column", "NAME", "Marks purchases, bookings and the like: their item is context of its whole session [default: none]");
    private readonly Option<string?> delimiter = CliOption.Text(
        "--delimiter", "TEXT", "Separates the items of a text column that holds a whole session [default: detected]");
    private readonly Option<string?> nulls = CliOption.Text(
        "--null", "TEXT,", "Texts that stand for a missing value, such as NULL,None [default: the empty text]");
    private readonly Option<string?> columns = CliOption.Text(
        "--columns", "NAME,", "The names of the columns of .csv and .tsv files that have none in their first line");
    private readonly Option<bool> noHeader = CliOption.Flag(
        "--no-header", "The first line of .csv and .tsv files is data; without --columns the columns are column1, column2 and so on");
    private readonly Option<bool> noQuotes = CliOption.Flag("--no-quotes", "A quotation mark in .csv and .tsv files is text");
    private readonly Option<bool> allowLoss = CliOption.Flag(
        "--allow-loss", "Learn from what is left when more than half of the rows have no item or no session");
    private readonly Option<TimeSpan?> gap = CliOption.Parsed<TimeSpan?>(
        "--session-gap", "TIME", "Split a user's events into sessions at pauses longer than this: 45s, 30m, 2h, 1d", Duration.TryRead);
    private readonly Option<int?> minCount = CliOption.WholeOrDefault(
        "--min-count", "Drop items that occur less often [default: 5; 3, 2 or 1 where that would leave out over 2 % of the events]", 1,
        int.MaxValue);
    private readonly Option<string?> memory = CliOption.Text(
        "--memory-limit", "SIZE", "Memory for reading before it spills to disk, such as 4GB [default: half of the memory]");
    private readonly Option<string?> maxLine = CliOption.Text(
        "--max-line", "SIZE", "Maximum length of a line of text or CSV, or of an object of JSON [default: 16MB]");

    /// <param name="command">The command.</param>
    /// <param name="learns">Whether the command trains on what it reads, so that weights and rare items matter.</param>
    public ReadingOptions(CliCommand command, bool learns = true)
    {
        Option[] common = [session, item, .. learns ? (Option[])[minCount] : []];
        foreach (Option option in common) command.Add(option);
        command.AddUnder(
            "Reading",
            [
                time, timeFormats, user, basket, .. learns ? (Option[])[weight, goal] : [], delimiter, gap, nulls, columns, noHeader,
                noQuotes, allowLoss, memory, maxLine,
            ]);
    }

    public SessionReaderOptions From(CliContext context) => new()
    {
        SessionColumn = context.Value(session),
        ItemColumn = context.Value(item),
        TimeColumn = context.Value(time),
        TimeFormats = context.Value(timeFormats) ?? [],
        NullWords = List(context.Value(nulls)),
        ColumnNames = List(context.Value(columns)),
        HasHeader = !context.Value(noHeader),
        Quotes = !context.Value(noQuotes),
        AllowLoss = context.Value(allowLoss),
        UserColumn = context.Value(user),
        BasketColumn = context.Value(basket),
        WeightColumn = context.Value(weight),
        GoalColumn = context.Value(goal),
        Delimiter = context.Value(delimiter),
        SessionGap = context.Value(gap),
        MinCount = context.Value(minCount),
        MemoryLimit = context.Value(memory),
        MaxLine = context.Value(maxLine),
        Threads = context.Value(GlobalOptions.Threads),
    };

    private static string[] List(string? text)
        => (text ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Option<string?> Column(string name, string description)
        => CliOption.Text(name, "NAME", $"{description} [default: detected by name]");
}
