using System.Globalization;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Columns;

/// <summary>Finds the column of each role: the one that the user names, else one detected by its aliases.</summary>
/// <param name="table">The table.</param>
/// <param name="options">The columns that the user names.</param>
/// <param name="content">What is in the columns: a name only suggests.</param>
internal sealed class ColumnFinder(InputTable table, SessionReaderOptions options, IColumnContent content)
{
    private readonly List<ColumnChoice> choices = [];
    private readonly HashSet<TableColumn> taken = [];
    private readonly List<string> notes = [];
    private string? emptySession;
    private TableColumn? givenSession;

    public ColumnPlan Find()
    {
        // Given columns are assigned first, so that none of them is detected for another role.
        TableColumn? item = Given(ColumnRole.Item, options.ItemColumn);
        TableColumn? session = givenSession = Given(ColumnRole.Session, options.SessionColumn);
        TableColumn? user = Given(ColumnRole.User, options.UserColumn);
        TableColumn? time = Given(ColumnRole.Time, options.TimeColumn);
        TableColumn? basket = Given(ColumnRole.Basket, options.BasketColumn);
        TableColumn? weight = Given(ColumnRole.Weight, options.WeightColumn);
        TableColumn? goal = Given(ColumnRole.Goal, options.GoalColumn);

        user ??= Found(ColumnRole.User, options.UserColumn, ColumnAliases.User, column => IdColumns.Suits(column) && column.List is null);
        item ??= Found(ColumnRole.Item, null, ColumnAliases.Item, column => IdColumns.Suits(column) || IdColumns.IsListOfIds(column),
            inside: false);
        bool named = item is not null;
        item ??= Found(ColumnRole.Item, null, ColumnAliases.Items,
            column => IdColumns.IsListOfIds(column) || column.Kind == ColumnKind.Text, inside: false);
        named |= item is null;
        item ??= Found(ColumnRole.Item, null, ColumnAliases.Item, IdColumns.Suits);
        item ??= OnlyList() ?? throw NoItem();
        if (item.IsList && IdColumns.IsListOfIds(item)) return WholeSessions(item, user, null);
        if (item.List is not null) return Elements(item, session, user, time) with { Basket = basket, Weight = weight, Goal = goal };
        if (options.Delimiter is not null) return WholeSessions(item, user, Unescape(options.Delimiter));
        if (!named && content.Delimiter(item) is { } found) return WholeSessions(item, user, found);

        bool cutUser = options.SessionGap is not null && user is not null && options.SessionColumn is null;
        if (!cutUser) session = SessionOf(session, user);
        if (session is null && user is null)
            return item.Kind == ColumnKind.Text && content.Delimiter(item) is { } delimiter
                ? WholeSessions(item, user, delimiter) : throw NoSession();

        bool timeGiven = time is not null;
        time ??= Found(ColumnRole.Time, options.TimeColumn, ColumnAliases.Time, column => column.List is null);
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
                (options.SessionGap is null ? "the user stands for the session" : "the user's events are cut")
                    + (emptySession is null ? string.Empty : $"; {emptySession}")));
        }

        return new ColumnPlan
        {
            Layout = SessionLayout.Events, Item = item, Session = session, User = UserOf(session, user), Time = time, Position = position,
            Basket = basket, Weight = weight, Goal = goal, TimeGiven = timeGiven, Choices = choices, Notes = notes,
        };
    }

    /// <summary>Rows whose lists hold the events: one event per element.</summary>
    private ColumnPlan Elements(TableColumn item, TableColumn? session, TableColumn? user, TableColumn? time)
    {
        bool timeGiven = time is not null;
        time ??= Found(ColumnRole.Time, options.TimeColumn, ColumnAliases.Time, column => column.List == item.List, inside: true)
            ?? Found(ColumnRole.Time, options.TimeColumn, ColumnAliases.Time, column => column.List is null);
        if (options.SessionGap is null || user is null) session = SessionOf(session, user);
        if (session is null)
        {
            session = user ?? TableColumn.RowOfFile;
            string reason = user is null ? "each row is a session" : "the user stands for the session";
            choices.Insert(0, new ColumnChoice(ColumnRole.Session, session.Name, reason));
        }

        return new ColumnPlan
        {
            Layout = SessionLayout.Events, Item = item, Session = session, User = UserOf(session, user), Time = time, TimeGiven = timeGiven,
            Choices = choices, Notes = notes,
        };
    }

    /// <summary>The session column; together with the user where its numbers begin anew for each user.</summary>
    private TableColumn? SessionOf(TableColumn? given, TableColumn? user)
    {
        TableColumn? session = given ?? Found(ColumnRole.Session, options.SessionColumn, ColumnAliases.Session,
            column => IdColumns.Suits(column) && column.List is null, hasOther: user is not null);
        if (session is null || given is not null || user is null
            || ColumnAliases.Find([session], ColumnAliases.SessionOfUser) is null) return session;
        string text = $"{user.Source ?? Sql.Name(user.Name)}::VARCHAR || ' ' || {session.Source ?? Sql.Name(session.Name)}::VARCHAR";
        TableColumn both = new($"{user.Name} + {session.Name}", "VARCHAR")
        {
            Source = text,
            Roots = [.. user.Source is null ? [user.Name] : user.Roots, .. session.Source is null ? [session.Name] : session.Roots],
        };
        choices.RemoveAll(choice => choice.Role == ColumnRole.Session);
        choices.Add(new ColumnChoice(ColumnRole.Session, both.Name, "found by name; the session's number is one of the user's"));
        return both;
    }

    /// <summary>A tab is hard to type on a command line.</summary>
    public static string Unescape(string delimiter) => delimiter.Replace("\\t", "\t", StringComparison.Ordinal);

    private static bool IsNone(string? given) => string.Equals(given, SessionReaderOptions.NoColumn, StringComparison.OrdinalIgnoreCase);

    private ColumnPlan WholeSessions(TableColumn item, TableColumn? user, string? delimiter)
    {
        if (options.SessionIds) user = SessionOf(givenSession, user) ?? user;
        return new ColumnPlan
        {
            Layout = item.IsList ? SessionLayout.Lists : SessionLayout.DelimitedText,
            Item = item,
            User = user,
            Delimiter = delimiter,
            Choices = [.. choices.Where(choice =>
                choice.Role is ColumnRole.Item or ColumnRole.User || (options.SessionIds && choice.Role == ColumnRole.Session))],
        };
    }

    /// <summary>A session that keeps its id has it as its user.</summary>
    private TableColumn? UserOf(TableColumn session, TableColumn? user)
    {
        if (!options.SessionIds) return user;
        if (user != session) choices.RemoveAll(choice => choice.Role == ColumnRole.User);
        return session;
    }

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

    /// <param name="role">The role.</param>
    /// <param name="given">The option's value.</param>
    /// <param name="names">The names, best first.</param>
    /// <param name="suits">Whether a column may have the role.</param>
    /// <param name="inside">Whether to look inside of columns only, or not at all; by default if no column has a name.</param>
    /// <param name="hasOther">Whether another column can stand for the role if those found are mostly empty.</param>
    private TableColumn? Found(
        ColumnRole role, string? given, string[] names, Predicate<TableColumn> suits, bool? inside = null, bool hasOther = false)
    {
        if (IsNone(given)) return null;
        Predicate<TableColumn> free = candidate => !taken.Contains(candidate) && suits(candidate);
        List<TableColumn> candidates = inside == true ? [] : [.. ColumnAliases.All(table.Columns, names, free)];
        if (candidates.Count == 0 && inside != false) candidates = [.. ColumnAliases.Inside(table, names, free)];
        string passedOver = string.Empty;
        TableColumn? column = null;
        foreach (TableColumn candidate in candidates)
        {
            if (Flaw(role, candidate, candidates.Count) is not { } flaw)
            {
                column = candidate;
                break;
            }

            if (passedOver.Length == 0) passedOver = flaw;
        }

        if (column is null && hasOther) emptySession = passedOver.Length == 0 ? null : passedOver;
        if (column is null && role == ColumnRole.User && candidates.Count > 0 && content.HoldsOnlyNullWords(candidates[0]))
        {
            notes.Add($"Column '{candidates[0].Name}' holds only words for a missing value, so there are no users.");
            return null;
        }

        bool isSecond = column is not null && column != candidates[0];
        column ??= hasOther ? null : candidates.FirstOrDefault();
        if (column is null) return null;
        taken.Add(column);
        choices.Add(new ColumnChoice(role, column.Name, isSecond ? $"found by name; {passedOver}" : "found by name"));
        return column;
    }

    /// <summary>What speaks against a column that has the name of a role, or null.</summary>
    private string? Flaw(ColumnRole role, TableColumn column, int candidates)
    {
        const double enough = 0.5;
        if (candidates == 1 && role is ColumnRole.Item or ColumnRole.Time) return null;
        double filled = content.Filled(column);
        if (filled < enough)
            return string.Create(
                CultureInfo.InvariantCulture, $"{column.Name} is empty in {Math.Floor(100 * (1 - filled)):0} % of the rows");
        return role == ColumnRole.Time && !content.IsTime(column) ? $"{column.Name} is no time that can be read" : null;
    }

    private TableColumn? OnlyList()
    {
        TableColumn[] lists = [.. table.Columns.Where(column => column.IsList && IdColumns.SuitsElements(column))];
        if (lists.Length != 1) return null;
        choices.Add(new ColumnChoice(ColumnRole.Item, lists[0].Name, "the only list"));
        return lists[0];
    }

    private Item2VecException NoItem() => Taken(ColumnRole.Item, [.. ColumnAliases.Item, .. ColumnAliases.Items])
        ?? Unsuited(ColumnRole.Item, [.. ColumnAliases.Item, .. ColumnAliases.Items]) ?? new(
        $"{table.Title} has no column that is known to hold items; its columns are {Names()}", "name it with ItemColumn")
    {
        Option = nameof(SessionReaderOptions.ItemColumn),
    };

    private Item2VecException NoSession() => Taken(ColumnRole.Session, [.. ColumnAliases.Session, .. ColumnAliases.User])
        ?? Unsuited(ColumnRole.Session, [.. ColumnAliases.Session, .. ColumnAliases.User]) ?? new(
        $"{table.Title} has no column that is known to hold sessions or users; its columns are {Names()}",
        "name one with SessionColumn or UserColumn") { Option = nameof(SessionReaderOptions.SessionColumn) };

    /// <summary>The error for a role whose aliased column has a type that it cannot have.</summary>
    private Item2VecException? Unsuited(ColumnRole role, string[] names)
        => ColumnAliases.Find(table.Columns, names, column => !taken.Contains(column)) is not { } column
            ? null : IdColumns.WrongType(table, column, role.ToString().ToLowerInvariant());

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

    private string Names() => string.Join(", ", table.Columns.Concat(table.Inside).Select(column => column.Name));
}
