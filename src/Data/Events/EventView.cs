using Item2Vec.Data.Columns;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Options;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Events;

namespace Item2Vec.Data.Events;

/// <summary>
/// One relation <c>events</c> for all files: session, item, rn (file order), t, p (orders), u (user), b (basket), w (weight), g
/// (goal). Columns that the input lacks are omitted.
/// </summary>
internal static class EventView
{
    /// <summary>Creates the relation and returns the number of events without a session, which it skips.</summary>
    /// <param name="database">The database.</param>
    /// <param name="table">The rows.</param>
    /// <param name="plan">Their columns.</param>
    /// <param name="order">The order of the events.</param>
    /// <param name="recorded">Further events, or null.</param>
    /// <param name="added">The number of these.</param>
    public static long Create(
        DuckDatabase database, InputTable table, ColumnPlan plan, EventOrder order, IEnumerable<LiveEvent>? recorded, out long added)
    {
        long empty = CountEmptySessions(database, table, plan.Session!, 
            plan.Session == plan.User ? nameof(SessionReaderOptions.UserColumn) : nameof(SessionReaderOptions.SessionColumn));
        string where = empty == 0 ? string.Empty : $" where {Present(plan.Session!)}";
        string rows = $"select {Columns(table, plan, order)} from {table.From}{where}";
        database.Execute($"create temp view events as {rows}");
        added = 0;
        if (recorded is null) return empty;
        long first = database.Number($"select max(rn) + 1 from events");
        (string more, added) = RecordedEvents.Load(database, recorded, plan, order, first);
        database.Execute("drop view events");
        database.Execute($"create temp view events as {rows} union all {more}");
        return empty;
    }

    private static string Columns(InputTable table, ColumnPlan plan, EventOrder order)
    {
        List<string> columns = [$"{IdColumns.Expression(plan.Session!)} as session", $"{IdColumns.Expression(plan.Item)} as item",
            $"{table.RowNumber} as rn"];
        if (order.Time is not null) columns.Add($"{order.Time} as t");
        if (order.Position is not null) columns.Add($"{order.Position} as p");
        if (plan.User is not null) columns.Add($"{IdColumns.Expression(plan.User)} as u");
        if (plan.Basket is not null) columns.Add($"{IdColumns.Expression(plan.Basket)} as b");
        if (plan.Weight is not null) columns.Add($"greatest(coalesce({WeightColumn.Expression(plan.Weight)}, 0), 0) as w");
        if (plan.Goal is not null) columns.Add($"{GoalColumn.Expression(plan.Goal)} as g");
        return string.Join(", ", columns);
    }

    /// <remarks>Two queries that Parquet's statistics can answer; a single one with "or" could not be.</remarks>
    private static long CountEmptySessions(DuckDatabase database, InputTable table, TableColumn session, string option)
    {
        string name = Sql.Name(session.Name);
        long rows = table.CountRows(database);
        string value = session.Kind == ColumnKind.Real ? IdColumns.Expression(session) : name;
        long empty = rows - database.Number($"select count({value}) from {table.From}");
        if (session.Kind == ColumnKind.Text) empty += database.Number($"select count(*) from {table.From} where {name} = ''");
        if (empty == rows && rows > 0)
            throw new Item2VecException($"{table.Title}: column '{session.Name}' is empty in every row",
                $"give another column with {option}") { Option = option };
        return empty;
    }

    private static string Present(TableColumn session)
    {
        string value = IdColumns.Expression(session);
        return session.Kind == ColumnKind.Text ? $"{value} <> ''" : $"{value} is not null";
    }
}
