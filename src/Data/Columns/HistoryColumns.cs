using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data;

/// <summary>
/// Which columns name the sequences of baskets and the baskets in them (<see cref="SessionReaderOptions.BasketHistories"/>): what would be a session is a
/// basket, and the baskets of a user are the sequence.
/// </summary>
/// <remarks>
/// The basket column names the baskets, else the session column does, else pauses cut them. The user is the sequence, unless both a basket and a session
/// column are given: then the session is.
/// </remarks>
/// <param name="Sequence">The column of the sequence.</param>
/// <param name="Basket">The column of the baskets, or null where pauses cut them.</param>
/// <param name="Choices">Both choices in words.</param>
internal sealed record HistoryColumns(TableColumn Sequence, TableColumn? Basket, IReadOnlyList<ColumnChoice> Choices)
{
    public static HistoryColumns Find(InputTable table, SessionReaderOptions options, TableColumn? session, TableColumn? user, TableColumn? basket)
    {
        if (basket is not null)
        {
            TableColumn sequence = (options.SessionColumn is null ? user ?? session : session ?? user) ?? throw NoUser(table);
            return new HistoryColumns(
                sequence, basket, [Choice(ColumnRole.Session, sequence, sequence == user ? "the user's baskets are the sequence" : "its baskets are the sequence")]);
        }

        if (user is null) throw NoUser(table);
        ColumnChoice history = Choice(ColumnRole.Session, user, "the user's baskets are the sequence");
        if (session is not null) return new HistoryColumns(user, session, [history, Choice(ColumnRole.Basket, session, "the session is the basket")]);
        if (options.SessionGap is null) throw NoBasket(table);
        return new HistoryColumns(user, null, [history]);
    }

    private static ColumnChoice Choice(ColumnRole role, TableColumn column, string reason) => new(role, column.Name, reason);

    private static Item2VecException NoUser(InputTable table) => new(
        $"{table.Title} has no column that is known to hold users, whose baskets would be the sequences; its columns are {Names(table)}", "name it with --user-column");

    private static Item2VecException NoBasket(InputTable table) => new(
        $"{table.Title} has no column that is known to hold sessions, which would be the baskets of a user; its columns are {Names(table)}",
        "name the baskets with --basket-column, or cut a user's events into baskets with --session-gap");

    private static string Names(InputTable table) => string.Join(", ", table.Columns.Select(column => column.Name));
}
