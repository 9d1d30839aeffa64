using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Columns;

/// <summary>A column that can order events.</summary>
/// <param name="Expression">Its value as BIGINT or DOUBLE.</param>
/// <param name="IsReal">Whether it is a DOUBLE.</param>
/// <param name="Values">The number of rows with a value.</param>
/// <param name="UnitsPerSecond">Its units per second; 0 for numbers that are not times.</param>
internal sealed record OrderColumn(string Expression, bool IsReal, long Values, double UnitsPerSecond)
{
    /// <summary>
    /// Numbers from here on are seconds since 1970 (this one is in March 1973), smaller ones positions in an order.
    /// </summary>
    private const double FirstEpochSecond = 1e8;

    /// <summary>The column, or null if values of its type have no such order.</summary>
    /// <exception cref="Item2VecException">It holds text that is neither a number nor a time.</exception>
    public static OrderColumn? Of(DuckDatabase database, InputTable table, TableColumn column)
    {
        try
        {
            return Find(database, table, column);
        }
        catch (DuckException error) when (ReadingErrors.IsBadValue(error))
        {
            throw new Item2VecException(
                $"{table.Title}: column '{column.Name}' holds a value that is no time: {ReadingErrors.Clean(error.Message)}", Hint,
                    ErrorCode.BadData, error) { Option = nameof(SessionReaderOptions.TimeColumn) };
        }
    }

    private static OrderColumn? Find(DuckDatabase database, InputTable table, TableColumn column)
    {
        string name = Sql.Name(column.Name);
        switch (column.Kind)
        {
            case ColumnKind.Time: return new OrderColumn($"epoch_us({name}::TIMESTAMP)", false, Count(database, table, name), 1e6);
            case ColumnKind.NanosecondTime: return new OrderColumn($"epoch_ns({name})", false, Count(database, table, name), 1e9);
            case ColumnKind.Integer: return Number(database, table, $"{name}::BIGINT", isReal: false);
            case ColumnKind.Real: return Number(database, table, $"case when isfinite({name}) then {name}::DOUBLE end", isReal: true);
            case ColumnKind.Text: return Parsed(database, table, column);
            default: return null;
        }
    }

    public static Item2VecException WrongType(InputTable table, TableColumn column) => new(
        $"{table.Title}: column '{column.Name}' holds {column.Type}; a time, a date or a number was expected", Hint)
    {
        Option = nameof(SessionReaderOptions.TimeColumn),
    };

    private const string Hint = "give another column with TimeColumn, or leave time out with TimeColumn = none";

    /// <summary>Counts by the bare name, which Parquet's statistics can answer.</summary>
    private static long Count(DuckDatabase database, InputTable table, string name)
        => database.Number($"select count({name}) from {table.From}");

    private static OrderColumn Number(DuckDatabase database, InputTable table, string expression, bool isReal)
    {
        using DuckResult result = database.Query($"select count({expression}), max({expression})::DOUBLE from {table.From}");
        if (!result.MoveNext()) return new OrderColumn(expression, isReal, 0, 0);
        double max = result.Current[1].IsNull(0) ? 0 : result.Current[1].Values<double>()[0];
        double units = max switch
        {
            < FirstEpochSecond => 0,
            < FirstEpochSecond * 1e3 => 1,
            < FirstEpochSecond * 1e6 => 1e3,
            < FirstEpochSecond * 1e9 => 1e6,
            _ => 1e9,
        };
        return new OrderColumn(expression, isReal, result.Current[0].Values<long>()[0], units);
    }

    /// <summary>Text is parsed as integers, numbers or times, whichever fits all its values.</summary>
    private static OrderColumn Parsed(DuckDatabase database, InputTable table, TableColumn column)
    {
        string text = $"nullif({Sql.Name(column.Name)}, '')";
        string whole = $"try_cast({text} as BIGINT)";
        string number = $"try_cast({text} as DOUBLE)";
        string time = $"epoch_us(try_cast({text} as TIMESTAMP))";
        long values, wholes, numbers, times;
        using (DuckResult result = database.Query(
            $"select count({text}), count({whole}), count({number}), count({time}) from {table.From}"))
        {
            result.MoveNext();
            (values, wholes) = (result.Current[0].Values<long>()[0], result.Current[1].Values<long>()[0]);
            (numbers, times) = (result.Current[2].Values<long>()[0], result.Current[3].Values<long>()[0]);
        }

        if (wholes == values) return Number(database, table, whole, isReal: false);
        if (numbers == values) return Number(database, table, $"case when isfinite({number}) then {number} end", isReal: true);
        if (times == values) return new OrderColumn(time, false, values, 1e6);
        string bad = $"{text} is not null and {(times >= numbers ? time : number)} is null";
        long row = database.Number($"select min({table.RowNumber}) from {table.From} where {bad}");
        string example = database.Text($"select any_value({text}) from {table.From} where {table.RowNumber} = {row}") ?? string.Empty;
        if (example.Length > 40) example = example[..40] + "...";
        throw new Item2VecException(
            $"{table.Locate(row)}: column '{column.Name}' holds text ('{example}'); a time, a date or a number was expected", Hint)
        {
            Option = nameof(SessionReaderOptions.TimeColumn),
        };
    }
}
