using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Options;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Columns;

/// <summary>A column of goals: a boolean, or a number other than 0. Empty means no goal.</summary>
internal static class GoalColumn
{
    public static string Expression(TableColumn column) => $"coalesce({Value(column)}, false)";

    /// <summary>Rejects a column without goals, and notes one where every event is a goal.</summary>
    public static string? Check(DuckDatabase database, InputTable table, TableColumn column)
    {
        string name = Sql.Name(column.Name);
        if (column.Type != "BOOLEAN" && column.Kind is not (ColumnKind.Integer or ColumnKind.Real or ColumnKind.Text))
            throw Wrong(column.Type);
        if (column.Kind == ColumnKind.Text)
        {
            string bad = $"from {table.From} where {name} <> '' and {Value(column)} is null";
            if (database.Number($"select count(*) {bad}") > 0) throw Wrong($"text ('{database.Text($"select {name} {bad} limit 1")}')");
        }

        long goals = database.Number($"select count(*) from {table.From} where {Expression(column)}");
        if (goals == 0)
            throw new Item2VecException($"{table.Title}: no event has a goal in column '{column.Name}'",
                "give another column with GoalColumn") { Option = nameof(SessionReaderOptions.GoalColumn) };
        return goals == table.CountRows(database)
            ? $"column '{column.Name}' makes every event a goal, so that each is context of its whole session" : null;

        Item2VecException Wrong(string holds) => new(
            $"{table.Title}: column '{column.Name}' holds {holds}; true and false, or numbers, were expected for the goal",
                "give another column with GoalColumn") { Option = nameof(SessionReaderOptions.GoalColumn) };
    }

    private static string Value(TableColumn column)
    {
        string name = Sql.Name(column.Name);
        if (column.Type == "BOOLEAN") return name;
        string number = $"try_cast({name} as DOUBLE)";
        string isGoal = $"case when isfinite({number}) then {number} <> 0 end";
        return column.Kind == ColumnKind.Text ? $"coalesce({isGoal}, try_cast({name} as BOOLEAN))" : isGoal;
    }
}
