using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Tables;

/// <summary>The rows of all input files as one SQL relation.</summary>
internal abstract class InputTable(IReadOnlyList<InputFile> files)
{
    /// <summary>The files in reading order.</summary>
    public IReadOnlyList<InputFile> Files => files;

    /// <summary>The columns of every file, in the first file's order.</summary>
    public abstract IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The <c>from</c> clause; only loaded columns may be used.</summary>
    public abstract string From { get; }

    /// <summary>An expression over <see cref="From"/>: a number unique to each row, ascending in file order.</summary>
    public abstract string RowNumber { get; }

    /// <summary>The input's name in messages: the file, or the first of several.</summary>
    public virtual string Title => files.Count == 1 ? $"'{files[0].Path}'" : $"'{files[0].Path}' and {files.Count - 1} more";

    /// <summary>Makes these columns available in <see cref="From"/>.</summary>
    public abstract void Load(DuckDatabase database, IReadOnlyList<TableColumn> columns);

    /// <summary>
    /// Samples a few rows before anything is loaded: passes the query the <c>from</c> clause of the first file, with these columns.
    /// </summary>
    public abstract T Peek<T>(IReadOnlyList<TableColumn> columns, Func<string, T> query);

    /// <summary>The position of a row, for messages: <c>row 12 of 'views.csv'</c>; rows count from 1.</summary>
    public abstract string Locate(long rowNumber);

    /// <summary>The number of rows.</summary>
    public long CountRows(DuckDatabase database) => database.Number($"select count(*) from {From}");

    /// <summary>Notes for the user on how the files were opened.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>The columns inside of columns, such as <c>product.id</c>.</summary>
    public virtual IReadOnlyList<TableColumn> Inside => [];

    /// <summary>The column of this name or path, ignoring case, or null.</summary>
    public virtual TableColumn? Find(string name)
        => Columns.FirstOrDefault(column => column.Name == name)
            ?? Columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase));

    protected static IReadOnlyList<TableColumn> Describe(DuckDatabase database, string from)
    {
        List<TableColumn> columns = [];
        using DuckResult result = database.Query($"describe select * from {from}");
        while (result.MoveNext())
        {
            for (int row = 0; row < result.Current.Count; row++)
                columns.Add(new TableColumn(result.Current[0].Text(row)!, result.Current[1].Text(row)!));
        }

        return columns;
    }

    /// <summary>The columns of the first file that all files have with the same type.</summary>
    protected static IReadOnlyList<TableColumn> Common(IReadOnlyList<InputFile> files, IReadOnlyList<IReadOnlyList<TableColumn>> columns)
    {
        string[] names = [.. columns[0].Select(column => column.Name)];
        for (int i = 1; i < files.Count; i++)
        {
            HashSet<string> others = new(columns[i].Select(column => column.Name), StringComparer.OrdinalIgnoreCase);
            string? missing = names.FirstOrDefault(name => !others.Contains(name))
                ?? others.Except(names, StringComparer.OrdinalIgnoreCase).FirstOrDefault();
            if (missing is null) continue;
            throw new Item2VecException(
                $"'{files[0].Path}' and '{files[i].Path}' do not have the same columns: only one of them has '{missing}' "
                + $"(the first has {string.Join(", ", names)}; the second {string.Join(", ", columns[i].Select(column => column.Name))})",
                "files that are read together have the same columns; give only files that do");
        }

        return columns[0];
    }
}

/// <summary>A column of an input table.</summary>
/// <param name="Name">The name as spelled in the file.</param>
/// <param name="Type">DuckDB's name of the type, such as <c>VARCHAR</c>, <c>BIGINT[]</c> or <c>DECIMAL(10,0)</c>.</param>
internal sealed record TableColumn(string Name, string Type)
{
    /// <summary>Its value as an expression over the columns of the file; null for the column of that name.</summary>
    public string? Source { get; init; }

    /// <summary>The columns of the file in <see cref="Source"/>.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>The list whose elements <see cref="Source"/> is about, as an expression; null for a value of the whole row.</summary>
    public string? List { get; init; }

    /// <summary>Whether its texts are integers, some written with a fraction of zero: 101 and 101.0 are the same id.</summary>
    public bool IsIntegral { get; init; }

    /// <summary>The row of the file that an element of a list is in.</summary>
    public static TableColumn RowOfFile { get; } = new("row", "BIGINT") { Source = RowOfFileName };

    /// <summary>The name of <see cref="RowOfFile"/> in SQL.</summary>
    public const string RowOfFileName = "\"row of the file\"";

    public bool IsList => Type.EndsWith(']');

    public ColumnKind Kind => KindOf(Type);

    /// <summary>The kind of a list's elements.</summary>
    public ColumnKind ElementKind => KindOf(Type[..Type.LastIndexOf('[')]);

    /// <summary>The column's value as text; the elements of a list are separated by <c>|</c>.</summary>
    /// <param name="keepNulls">Whether a null inside a list becomes the word null; otherwise it is skipped.</param>
    public string TextExpression(bool keepNulls = false)
    {
        string name = Sql.Name(Name);
        if (!IsList) return $"{name}::VARCHAR";
        return $"array_to_string({(keepNulls ? $"list_transform({name}, x -> coalesce(x::VARCHAR, 'null'))" : name)}, '|')";
    }

    private static ColumnKind KindOf(string type) => type switch
    {
        _ when type.EndsWith(']') => ColumnKind.List,
        "VARCHAR" or "JSON" => ColumnKind.Text,
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" => ColumnKind.Integer,
        "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" => ColumnKind.Integer,
        "FLOAT" or "DOUBLE" => ColumnKind.Real,
        "DATE" or "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP WITH TIME ZONE" => ColumnKind.Time,
        "TIMESTAMP_NS" => ColumnKind.NanosecondTime,
        "UUID" => ColumnKind.Identifier,
        _ when type.StartsWith("ENUM", StringComparison.Ordinal) => ColumnKind.Identifier,
        _ when type.StartsWith("DECIMAL", StringComparison.Ordinal)
            => type.EndsWith(",0)", StringComparison.Ordinal) ? ColumnKind.Integer : ColumnKind.Real,
        _ => ColumnKind.Other,
    };
}

/// <summary>The kind of a column's values.</summary>
internal enum ColumnKind
{
    Text,
    Integer,
    Real,
    Time,
    NanosecondTime,
    Identifier,
    List,
    Other,
}
