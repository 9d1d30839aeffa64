using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Columns;

/// <summary>Finds the column of each role: the one that the user names, else one detected by its aliases.</summary>
/// <param name="table">The table.</param>
/// <param name="options">The columns that the user names.</param>
/// <param name="delimiterOf">Detects the delimiter of a text column; null if there is none.</param>
internal sealed class ColumnFinder(InputTable table, SessionReaderOptions options, Func<TableColumn, string?> delimiterOf)
{
    private readonly List<ColumnChoice> choices = [];
    private readonly HashSet<TableColumn> taken = [];

    public ColumnPlan Find()
    {
        // Given columns are assigned first, so that none of them is detected for another role.
        TableColumn? item = Given(ColumnRole.Item, options.ItemColumn);
        TableColumn? session = Given(ColumnRole.Session, options.SessionColumn);
        TableColumn? user = Given(ColumnRole.User, options.UserColumn);
        TableColumn? time = Given(ColumnRole.Time, options.TimeColumn);
        TableColumn? basket = Given(ColumnRole.Basket, options.BasketColumn);
        TableColumn? weight = Given(ColumnRole.Weight, options.WeightColumn);
        TableColumn? goal = Given(ColumnRole.Goal, options.GoalColumn);

        user ??= Found(ColumnRole.User, options.UserColumn, ColumnAliases.User, IdColumns.Suits);
        item ??= Found(ColumnRole.Item, null, ColumnAliases.Item, column => IdColumns.Suits(column) || column.IsList);
        bool named = item is not null;
        item ??= Found(ColumnRole.Item, null, ColumnAliases.Items, column => column.IsList || column.Kind == ColumnKind.Text);
        item ??= OnlyList() ?? throw NoItem();
        if (item.IsList) return WholeSessions(item, user, null);
        if (options.Delimiter is not null) return WholeSessions(item, user, Unescape(options.Delimiter));
        if (!named && delimiterOf(item) is { } found) return WholeSessions(item, user, found);

        bool cutUser = options.SessionGap is not null && user is not null && options.SessionColumn is null;
        if (!cutUser) session ??= Found(ColumnRole.Session, options.SessionColumn, ColumnAliases.Session, IdColumns.Suits);
        if (session is null && user is null)
            return item.Kind == ColumnKind.Text && delimiterOf(item) is { } delimiter
                ? WholeSessions(item, user, delimiter) : throw NoSession();

        bool timeGiven = time is not null;
        time ??= Found(ColumnRole.Time, options.TimeColumn, ColumnAliases.Time, _ => true);
        TableColumn? position = IsNone(options.TimeColumn)
            ? null
            : ColumnAliases.Find(table.Columns, ColumnAliases.Position,
                column => column.Kind is ColumnKind.Integer or ColumnKind.Text && !taken.Contains(column));
        if (options.BasketHistories)
        {
            HistoryColumns history = HistoryColumns.Find(table, options, session, user, basket);
            choices.RemoveAll(choice => history.Choices.Any(other => other.Role == choice.Role));
            choices.AddRange(history.Choices);
            (session, basket) = (history.Sequence, history.Basket);
        }
        else if (session is null)
        {
            session = user!;
            choices.Insert(0, new ColumnChoice(ColumnRole.Session, session.Name,
                options.SessionGap is null ? "the user stands for the session" : "the user's events are cut"));
        }

        return new ColumnPlan
        {
            Layout = SessionLayout.Events, Item = item, Session = session, User = user, Time = time, Position = position,
            Basket = basket, Weight = weight, Goal = goal, TimeGiven = timeGiven, Choices = choices,
        };
    }

    /// <summary>A tab is hard to type on a command line.</summary>
    public static string Unescape(string delimiter) => delimiter.Replace("\\t", "\t", StringComparison.Ordinal);

    private static bool IsNone(string? given) => string.Equals(given, SessionReaderOptions.NoColumn, StringComparison.OrdinalIgnoreCase);

    private ColumnPlan WholeSessions(TableColumn item, TableColumn? user, string? delimiter) => new()
    {
        Layout = item.IsList ? SessionLayout.Lists : SessionLayout.DelimitedText,
        Item = item,
        User = user,
        Delimiter = delimiter,
        Choices = [.. choices.Where(choice => choice.Role is ColumnRole.Item or ColumnRole.User)],
    };

    private TableColumn? Given(ColumnRole role, string? name)
    {
        if (name is null) return null;
        if (IsNone(name) && role != ColumnRole.Item) return null;
        TableColumn column = table.Find(name) ?? throw new Item2VecException(
            $"{table.Title} has no column '{name}' for the {role.ToString().ToLowerInvariant()}; its columns are {Names()}",
            $"give one of them with {OptionOf(role)}") { Option = OptionOf(role) };
        taken.Add(column);
        choices.Add(new ColumnChoice(role, column.Name, "given"));
        return column;
    }

    private TableColumn? Found(ColumnRole role, string? given, string[] names, Predicate<TableColumn> suits)
    {
        if (IsNone(given)) return null;
        TableColumn? column = ColumnAliases.Find(table.Columns, names, candidate => !taken.Contains(candidate) && suits(candidate));
        if (column is null) return null;
        taken.Add(column);
        choices.Add(new ColumnChoice(role, column.Name, "found by name"));
        return column;
    }

    private TableColumn? OnlyList()
    {
        TableColumn[] lists = [.. table.Columns.Where(column => column.IsList && IdColumns.SuitsElements(column))];
        if (lists.Length != 1) return null;
        choices.Add(new ColumnChoice(ColumnRole.Item, lists[0].Name, "the only list"));
        return lists[0];
    }

    private Item2VecException NoItem() => Taken(ColumnRole.Item, [.. ColumnAliases.Item, .. ColumnAliases.Items]) ?? new(
        $"{table.Title} has no column that is known to hold items; its columns are {Names()}", "name it with ItemColumn")
    {
        Option = nameof(SessionReaderOptions.ItemColumn),
    };

    private Item2VecException NoSession() => Taken(ColumnRole.Session, [.. ColumnAliases.Session, .. ColumnAliases.User]) ?? new(
        $"{table.Title} has no column that is known to hold sessions or users; its columns are {Names()}",
        "name one with SessionColumn or UserColumn") { Option = nameof(SessionReaderOptions.SessionColumn) };

    /// <summary>The error for a role whose aliased column is already used for another role.</summary>
    private Item2VecException? Taken(ColumnRole role, string[] names)
    {
        string word = role.ToString().ToLowerInvariant();
        ColumnChoice? choice = choices.Find(one => one.Reason == "given"
            && names.Any(name => ColumnAliases.Find([table.Find(one.Column)!], [name]) is not null));
        if (choice is null) return null;
        string option = OptionOf(choice.Role);
        return new Item2VecException(
            $"{table.Title} has no column left for the {word}: '{choice.Column}' is taken by {option}; its columns are {Names()}",
            $"give another column with {option}, or name the {word} with {OptionOf(role)}") { Option = option };
    }

    /// <summary>The property of <see cref="SessionReaderOptions"/> that names the column of a role.</summary>
    private static string OptionOf(ColumnRole role) => $"{role}Column";

    private string Names() => string.Join(", ", table.Columns.Select(column => column.Name));
}

/// <summary>
/// The columns of sequences of baskets and of the baskets in them (<see cref="SessionReaderOptions.BasketHistories"/>): a session
/// becomes a basket, and the baskets of a user are the sequence.
/// </summary>
/// <remarks>
/// Baskets come from the basket column, else from the session column, else from pauses. The user is the sequence, unless both a basket
/// and a session column are given: then the session is.
/// </remarks>
/// <param name="Sequence">The column of the sequence.</param>
/// <param name="Basket">The column of the baskets, or null if pauses separate them.</param>
/// <param name="Choices">Both choices in words.</param>
internal sealed record HistoryColumns(TableColumn Sequence, TableColumn? Basket, IReadOnlyList<ColumnChoice> Choices)
{
    public static HistoryColumns Find(InputTable table, SessionReaderOptions options, TableColumn? session, TableColumn? user,
        TableColumn? basket)
    {
        if (basket is not null)
        {
            TableColumn sequence = (options.SessionColumn is null ? user ?? session : session ?? user) ?? throw NoUser(table);
            return new HistoryColumns(
                sequence, basket, [Choice(ColumnRole.Session, sequence,
                    sequence == user ? "the user's baskets are the sequence" : "its baskets are the sequence")]);
        }

        if (user is null) throw NoUser(table);
        ColumnChoice history = Choice(ColumnRole.Session, user, "the user's baskets are the sequence");
        if (session is not null)
            return new HistoryColumns(user, session, [history, Choice(ColumnRole.Basket, session, "the session is the basket")]);
        if (options.SessionGap is null) throw NoBasket(table);
        return new HistoryColumns(user, null, [history]);
    }

    private static ColumnChoice Choice(ColumnRole role, TableColumn column, string reason) => new(role, column.Name, reason);

    private static Item2VecException NoUser(InputTable table) => new(
        $"{table.Title} has no column that is known to hold users, whose baskets would be the sequences; its columns are {Names(table)}",
            "name it with UserColumn") { Option = nameof(SessionReaderOptions.UserColumn) };

    private static Item2VecException NoBasket(InputTable table) => new(
        $"{table.Title} has no column that is known to hold sessions, which would be the baskets of a user; its columns are {Names(table)}",
        "name the baskets with BasketColumn, or cut a user's events into baskets with SessionGap")
        {
            Option = nameof(SessionReaderOptions.BasketColumn),
        };

    private static string Names(InputTable table) => string.Join(", ", table.Columns.Select(column => column.Name));
}

/// <summary>The column of each role.</summary>
internal sealed record ColumnPlan
{
    public required SessionLayout Layout { get; init; }

    public required TableColumn Item { get; init; }

    /// <summary>The session, or the user instead; null for one session per row.</summary>
    public TableColumn? Session { get; init; }

    public TableColumn? User { get; init; }

    public TableColumn? Time { get; init; }

    /// <summary>The column that orders events where the time does not; detected by name only.</summary>
    public TableColumn? Position { get; init; }

    public TableColumn? Basket { get; init; }

    public TableColumn? Weight { get; init; }

    /// <summary>Which events are goals.</summary>
    public TableColumn? Goal { get; init; }

    /// <summary>
    /// The delimiter of items; empty for white space; null unless the layout is <see cref="SessionLayout.DelimitedText"/>.
    /// </summary>
    public string? Delimiter { get; init; }

    /// <summary>Whether the time column was given rather than detected.</summary>
    public bool TimeGiven { get; init; }

    public IReadOnlyList<ColumnChoice> Choices { get; init; } = [];

    /// <summary>Whether each row holds a whole session.</summary>
    public bool RowIsSession => Layout != SessionLayout.Events;

    /// <summary>All columns that are read.</summary>
    public IReadOnlyList<TableColumn> Used
        => [.. new[] { Session, Item, User, Time, Position, Basket, Weight, Goal }.OfType<TableColumn>().Distinct()];
}
