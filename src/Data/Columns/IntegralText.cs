using System.Globalization;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Data.Tables;

namespace Item2Vec.Data.Columns;

/// <summary>
/// Columns of ids that a data frame has turned into floating point on the way, in some files or rows: <c>101.0</c> is <c>101</c> if every
/// value of the column is an integer.
/// </summary>
internal static class IntegralText
{
    private const int Sampled = 20_000;

    /// <summary>The column, marked if its values are such.</summary>
    public static TableColumn Of(DuckDatabase database, InputTable table, TableColumn column, List<string> notes)
    {
        if (column.Kind != ColumnKind.Text || column.IsIntegral) return column;
        string name = Sql.Name(column.Name);

        // Parquet has types, so that a text there is one on purpose, and looking at all of them costs as much as reading.
        if (table.Files is [{ Format: FileFormat.Parquet }, ..] && database.Number(
            $"select count(*) from (select {name} from {table.From} limit {Sampled}) where ends_with({name}, '.0')") == 0) return column;
        long floats = database.Number($"select count(*) from {table.From} where ends_with({name}, '.0')");
        if (floats == 0) return column;
        string other = $"{name} <> '' and not regexp_full_match({name}, '[+-]?[0-9]+([.]0+)?')";
        if (database.Number($"select count(*) from {table.From} where {other}") > 0) return column;
        notes.Add(string.Create(CultureInfo.InvariantCulture,
            $"Column '{column.Name}' holds whole numbers, {floats:N0} of them written like 101.0, which is the same id as 101."));
        return column with { IsIntegral = true };
    }
}
