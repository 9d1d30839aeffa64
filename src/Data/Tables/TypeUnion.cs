using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Tables;

/// <summary>
/// One type for a column that files have with several: the wider number, the finer time. A file without a value has no say.
/// </summary>
internal static class TypeUnion
{
    /// <summary>The column with the type for all files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="columns">The column in each of them.</param>
    /// <param name="isEmpty">Whether a file has no value in a column.</param>
    /// <exception cref="Item2VecException">A text in one file is a number in another: read as numbers, '007' would become 7.</exception>
    public static TableColumn Of(IReadOnlyList<InputFile> files, TableColumn[] columns, Func<int, string, bool> isEmpty)
    {
        TableColumn first = columns[0];
        if (columns.All(column => column.Type == first.Type)) return first;
        int[] filled = [.. Enumerable.Range(0, columns.Length).Where(file => !isEmpty(file, columns[file].Name))];
        string[] types = [.. filled.Select(file => columns[file].Type).Distinct()];
        if (types.Length == 0) return first;
        if (types.Length == 1) return first with { Type = types[0] };
        TableColumn[] others = [.. types.Select(type => first with { Type = type })];
        if (Union(others) is { } type) return first with { Type = type };
        int other = filled.First(file => columns[file].Kind != columns[filled[0]].Kind);
        throw new Item2VecException(
            $"column '{first.Name}' holds {columns[filled[0]].Type} in '{files[filled[0]].Path}', but {columns[other].Type} in "
                + $"'{files[other].Path}'",
            "files that are read together have columns of the same types; write one of them again");
    }

    /// <summary>The value of a file's column as the type for all files.</summary>
    public static string Cast(TableColumn all, TableColumn one)
    {
        string name = Sql.Name(one.Name);
        if (all.Type == one.Type) return name;
        bool zoned = one.Type == "TIMESTAMP WITH TIME ZONE" && all.Type == "TIMESTAMP_NS";
        return $"{name}{(zoned ? "::TIMESTAMP" : string.Empty)}::{all.Type} as {Sql.Name(all.Name)}";
    }

    private static string? Union(TableColumn[] columns)
    {
        ColumnKind[] kinds = [.. columns.Select(column => column.Kind).Distinct()];
        if (kinds.All(kind => kind == ColumnKind.Integer))
            return columns.Any(column => column.Type is "HUGEINT" or "UBIGINT" or "UHUGEINT") ? "HUGEINT" : "BIGINT";
        if (kinds.All(kind => kind is ColumnKind.Integer or ColumnKind.Real)) return "DOUBLE";
        if (kinds.All(kind => kind is ColumnKind.Time or ColumnKind.NanosecondTime))
            return kinds.Contains(ColumnKind.NanosecondTime) ? "TIMESTAMP_NS" : "TIMESTAMP";
        if (kinds.All(kind => kind is ColumnKind.Text or ColumnKind.Identifier)) return "VARCHAR";
        return kinds.Length == 1 ? columns[0].Type : null;
    }
}
