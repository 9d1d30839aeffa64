using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Tables;

namespace Item2Vec.Data.Columns;

/// <summary>What is in a column, from a sample of the first file.</summary>
internal interface IColumnContent
{
    /// <summary>The share of rows with a value; a word for null is none.</summary>
    double Filled(TableColumn column);

    /// <summary>Whether every value is a word for null.</summary>
    bool HoldsOnlyNullWords(TableColumn column);

    /// <summary>Whether the values can be read as times.</summary>
    bool IsTime(TableColumn column);

    /// <summary>The delimiter of a text column, or null.</summary>
    string? Delimiter(TableColumn column);
}

/// <inheritdoc />
internal sealed class ColumnContent(DuckDatabase database, InputTable table, IReadOnlyList<string> timeFormats) : IColumnContent
{
    private const int Sampled = 20_000;

    public double Filled(TableColumn column)
    {
        (long rows, long _, long filled) = Count(column);
        return rows == 0 ? 1 : (double)filled / rows;
    }

    public bool HoldsOnlyNullWords(TableColumn column)
    {
        (long _, long texts, long filled) = Count(column);
        return texts > 0 && filled == 0;
    }

    public bool IsTime(TableColumn column) => column.Kind switch
    {
        ColumnKind.Text => table.Peek([column], from => TimeText.Suits(database, from, column, timeFormats)),
        ColumnKind.Integer or ColumnKind.Real or ColumnKind.Time or ColumnKind.NanosecondTime => true,
        _ => false,
    };

    public string? Delimiter(TableColumn column) => DelimiterFinder.Find(database, table, column);

    private (long Rows, long Texts, long Filled) Count(TableColumn column) => table.Peek([column], from =>
    {
        string name = Sql.Name(column.Name);
        string text = column.Kind == ColumnKind.Text ? $"nullif({name}, '')" : name;
        string value = column.Kind == ColumnKind.Text ? NullWords.Without(name) : name;
        using DuckResult result = database.Query(
            $"select count(*), count({text}), count({value}) from (select {name} from {from} limit {Sampled})");
        result.MoveNext();
        return (result.Current[0].Values<long>()[0], result.Current[1].Values<long>()[0], result.Current[2].Values<long>()[0]);
    });
}
