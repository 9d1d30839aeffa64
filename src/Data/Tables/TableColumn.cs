using Item2Vec.Data.DuckDb;

namespace Item2Vec.Data.Tables;

/// <summary>A column of an input table.</summary>
/// <param name="Name">The name as spelled in the file.</param>
/// <param name="Type">DuckDB's name of the type, such as <c>VARCHAR</c>, <c>BIGINT[]</c> or <c>DECIMAL(10,0)</c>.</param>
internal sealed record TableColumn(string Name, string Type)
{
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
