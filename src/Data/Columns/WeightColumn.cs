using System.Globalization;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Options;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Columns;

/// <summary>A column as weights: numbers from 0 on.</summary>
internal static class WeightColumn
{
    /// <summary>The weight as FLOAT, null if there is none.</summary>
    public static string Expression(TableColumn column)
    {
        string number = $"try_cast({Sql.Name(column.Name)} as FLOAT)";
        return $"case when isfinite({number}) then {number} end";
    }

    /// <summary>Rejects a column without numbers, and notes values that count as 0.</summary>
    public static string? Check(DuckDatabase database, InputTable table, TableColumn column)
    {
        string weight = Expression(column);
        string name = Sql.Name(column.Name);
        if (column.Kind is not (ColumnKind.Integer or ColumnKind.Real or ColumnKind.Text)) throw WrongType(table, column, column.Type);
        if (column.Kind == ColumnKind.Text)
        {
            string bad = $"from {table.From} where {NullWords.Without(name)} is not null and try_cast({name} as DOUBLE) is null";
            if (database.Number($"select count(*) {bad}") > 0)
                throw WrongType(table, column, $"text ('{database.Text($"select {name} {bad} limit 1")}')");
        }

        long rows = table.CountRows(database);
        long missing = rows - database.Number($"select count(*) from {table.From} where {weight} >= 0");
        return missing == 0 ? null : string.Create(
            CultureInfo.InvariantCulture, $"Column '{column.Name}' is empty or negative in {missing:N0} of {rows:N0} rows; these weigh 0.");
    }

    private static Item2VecException WrongType(InputTable table, TableColumn column, string holds) => new(
        $"{table.Title}: column '{column.Name}' holds {holds}; numbers were expected for the weight",
            "give another column with WeightColumn") { Option = nameof(SessionReaderOptions.WeightColumn) };
}
