using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Columns;

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

    /// <summary>Notes for the user on the choices.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether each row holds a whole session.</summary>
    public bool RowIsSession => Layout != SessionLayout.Events;

    /// <summary>The plan with other columns of ids.</summary>
    public ColumnPlan With(Func<TableColumn, TableColumn> change)
    {
        if (RowIsSession) return this;
        TableColumn session = change(Session!);
        return this with
        {
            Item = change(Item),
            Session = session,
            User = User == Session ? session : User is null ? null : change(User),
            Basket = Basket is null ? null : change(Basket),
        };
    }

    /// <summary>All columns that are read.</summary>
    public IReadOnlyList<TableColumn> Used
        => [.. new[] { Session, Item, User, Time, Position, Basket, Weight, Goal }.OfType<TableColumn>().Distinct()];
}
