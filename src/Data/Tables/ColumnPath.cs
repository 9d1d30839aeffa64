using Item2Vec.Data.DuckDb;

namespace Item2Vec.Data.Tables;

/// <summary>
/// Columns inside of columns, by path: <c>product.id</c> is a field of a struct, <c>events.aid</c> one of the elements of a list,
/// <c>event_params.ga_session_id</c> the value of a key.
/// </summary>
internal static class ColumnPath
{
    /// <summary>The name of a list's element in SQL.</summary>
    public const string Element = "\"element of a list\"";

    private const int MaxDepth = 4;

    /// <summary>The column of a path, or null if there is none.</summary>
    /// <param name="columns">The columns of a file.</param>
    /// <param name="path">Names separated by dots; a name may have dots itself.</param>
    public static TableColumn? Find(IReadOnlyList<TableColumn> columns, string path)
    {
        foreach (TableColumn column in columns.OrderByDescending(column => column.Name.Length))
        {
            if (path.Length <= column.Name.Length || path[column.Name.Length] != '.'
                || !path.StartsWith(column.Name, StringComparison.OrdinalIgnoreCase)) continue;
            if (Follow(Start(column), path[(column.Name.Length + 1)..]) is { } found) return found with { Name = path };
        }

        return null;
    }

    /// <summary>The fields inside of columns, without those of keys.</summary>
    public static IEnumerable<TableColumn> Inside(IEnumerable<TableColumn> columns)
        => columns.Where(column => DuckType.Parse(column.Type).IsNested).SelectMany(column => Inside(Start(column), MaxDepth));

    private static TableColumn Start(TableColumn column) => column with { Source = Sql.Name(column.Name), Roots = [column.Name] };

    private static IEnumerable<TableColumn> Inside(TableColumn outer, int depth)
    {
        DuckType type = DuckType.Parse(outer.Type);
        DuckType inner = type.Element is { IsStruct: true } && outer.List is null ? type.Element : type;
        foreach ((string name, DuckType _) in inner.Fields)
        {
            if (Step(outer, type, name) is not { } field) continue;
            if (depth > 1 && DuckType.Parse(field.Type).IsNested)
                foreach (TableColumn deeper in Inside(field, depth - 1)) yield return deeper;
            else yield return field;
        }
    }

    private static TableColumn? Follow(TableColumn outer, string path)
    {
        DuckType type = DuckType.Parse(outer.Type);
        if (outer.Type == "JSON")
            return outer with
            {
                Source = $"json_extract_string({outer.Source}, "
                    + Sql.Text("$" + string.Concat(path.Split('.').Select(name => $".\"{name}\""))) + ")",
                Type = "VARCHAR",
            };
        for (int dot = path.Length; dot > 0; dot = path.LastIndexOf('.', dot - 1))
        {
            if (Step(outer, type, path[..dot]) is { } found)
                return dot == path.Length ? Scalar(found) : Follow(found, path[(dot + 1)..]);
        }

        return null;
    }

    /// <summary>A field, an element's field, or the value of a key.</summary>
    private static TableColumn? Step(TableColumn outer, DuckType type, string name)
    {
        if (type.Field(name) is { } field) return Field(outer, type, name, field);
        if (type.Value is not null)
            return outer with { Name = $"{outer.Name}.{name}", Source = $"{outer.Source}[{Sql.Text(name)}]", Type = type.Value.Text };
        if (type.Element is not { IsStruct: true } element) return null;
        if (element.Field(name) is { } inElement && outer.List is null)
            return Field(outer with { List = outer.Source, Source = Element }, element, name, inElement);
        if (element.Field("key") is null || element.Field("value") is not { } value) return null;
        string pair = $"list_filter({outer.Source}, x -> x.\"key\" = {Sql.Text(name)})[1].\"value\"";
        return outer with { Name = $"{outer.Name}.{name}", Source = pair, Type = value.Text };
    }

    private static TableColumn Field(TableColumn outer, DuckType type, string name, DuckType field)
    {
        string spelled = type.Fields.First(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase)).Name;
        return outer with
        {
            Name = $"{outer.Name}.{spelled}", Source = $"struct_extract({outer.Source}, {Sql.Text(spelled)})", Type = field.Text,
        };
    }

    /// <summary>A value that is stored in the field of its type, as analytics exports do, as one text.</summary>
    private static TableColumn Scalar(TableColumn column)
    {
        DuckType type = DuckType.Parse(column.Type);
        if (!type.IsStruct || !type.Fields.All(field => field.Name.EndsWith("_value", StringComparison.OrdinalIgnoreCase))) return column;
        IEnumerable<string> values = type.Fields.Select(field => $"struct_extract({column.Source}, {Sql.Text(field.Name)})::VARCHAR");
        return column with { Source = $"coalesce({string.Join(", ", values)})", Type = "VARCHAR" };
    }
}
