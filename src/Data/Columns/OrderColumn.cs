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
    public const string Hint = "give another column with TimeColumn, or leave time out with TimeColumn = none";

    /// <summary>How its values were understood: <c>epoch seconds</c>, <c>offsets read</c>.</summary>
    public string Meaning { get; init; } = "numbers without a unit";

    /// <summary>Rows whose value is no time between 1990 and 2100, and counts as none.</summary>
    public long Implausible { get; init; }

    /// <summary>What is odd about its values, in the style of error messages.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The column, or null if values of its type have no such order.</summary>
    /// <param name="database">The database with the table.</param>
    /// <param name="table">The table.</param>
    /// <param name="column">One of its columns.</param>
    /// <param name="formats">How its texts are written (strptime); empty to detect it.</param>
    /// <exception cref="Item2VecException">It holds text that is neither a number nor a time.</exception>
    public static OrderColumn? Of(DuckDatabase database, InputTable table, TableColumn column, IReadOnlyList<string> formats)
    {
        try
        {
            return Find(database, table, column, formats);
        }
        catch (DuckException error) when (ReadingErrors.IsBadValue(error))
        {
            throw new Item2VecException(
                $"{table.Title}: column '{column.Name}' holds a value that is no time: {ReadingErrors.Clean(error.Message)}", Hint,
                    ErrorCode.BadData, error) { Option = nameof(SessionReaderOptions.TimeColumn) };
        }
    }

    public static Item2VecException WrongType(InputTable table, TableColumn column) => new(
        $"{table.Title}: column '{column.Name}' holds {column.Type}; a time, a date or a number was expected", Hint)
    {
        Option = nameof(SessionReaderOptions.TimeColumn),
    };

    /// <summary>
    /// A column as positions in a session, as BIGINT; null unless every row has a whole number too small for an epoch.
    /// </summary>
    public static string? Position(DuckDatabase database, InputTable table, TableColumn column, long rows)
    {
        const double firstEpoch = 1e8;
        string position = column.Kind == ColumnKind.Integer
            ? $"{Sql.Name(column.Name)}::BIGINT" : $"try_cast({Sql.Name(column.Name)} as BIGINT)";
        using DuckResult result = database.Query($"select count({position}), max({position})::DOUBLE from {table.From}");
        if (!result.MoveNext() || result.Current[0].Values<long>()[0] < rows) return null;
        return rows > 0 && result.Current[1].Values<double>()[0] < firstEpoch ? position : null;
    }

    private static OrderColumn? Find(DuckDatabase database, InputTable table, TableColumn column, IReadOnlyList<string> formats)
    {
        string name = Sql.Name(column.Name);
        bool formatted = formats.Count > 0;
        switch (column.Kind)
        {
            case ColumnKind.Time or ColumnKind.NanosecondTime: return Time(database, table, column);
            case ColumnKind.Integer when !formatted: return EpochColumn.Of(database, table, column, $"{name}::BIGINT", isReal: false);
            case ColumnKind.Real when !formatted:
                return EpochColumn.Of(database, table, column, $"case when isfinite({name}) then {name}::DOUBLE end", isReal: true);
            case ColumnKind.Integer or ColumnKind.Real or ColumnKind.Text: return new TimeText(database, table, column).Read(formats);
            default: return null;
        }
    }

    /// <remarks>
    /// A time with a time zone is an instant, which its epoch is; counted by the bare name, which Parquet's statistics can answer.
    /// </remarks>
    private static OrderColumn Time(DuckDatabase database, InputTable table, TableColumn column)
    {
        string name = Sql.Name(column.Name);
        long values = database.Number($"select count({name}) from {table.From}");
        (string epoch, double units, string meaning) = column.Type switch
        {
            "TIMESTAMP_NS" => ($"epoch_ns({name})", 1e9, "timestamps without a zone, read as UTC"),
            "TIMESTAMP WITH TIME ZONE" => ($"epoch_us({name})", 1e6, "timestamps with a zone"),
            "DATE" => ($"epoch_us({name}::TIMESTAMP)", 1e6, "dates"),
            _ => ($"epoch_us({name}::TIMESTAMP)", 1e6, "timestamps without a zone, read as UTC"),
        };
        return new OrderColumn(epoch, false, values, units) { Meaning = meaning };
    }
}
