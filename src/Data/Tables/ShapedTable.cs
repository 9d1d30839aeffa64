using Item2Vec.Data.DuckDb;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Tables;

/// <summary>
/// A table whose columns may be inside of columns, and whose rows may be the elements of a list; texts that stand for null are null.
/// Without any of these it is the table itself.
/// </summary>
internal sealed class ShapedTable : InputTable
{
    private const string Elements = "elements";
    private const string Row = TableColumn.RowOfFileName;
    private readonly DuckDatabase database;
    private readonly InputTable inner;
    private readonly IReadOnlyList<string> nulls;
    private string? from;
    private bool isUnnested;

    public ShapedTable(DuckDatabase database, InputTable inner, IReadOnlyList<string> nulls)
        : base(inner.Files)
    {
        this.database = database;
        this.inner = inner;
        this.nulls = nulls;
        Columns = [.. inner.Columns.Select(Shaped)];
        Inside = [.. ColumnPath.Inside(inner.Columns)];
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The columns inside of columns.</summary>
    public override IReadOnlyList<TableColumn> Inside { get; }

    public override IReadOnlyList<string> Notes => inner.Notes;

    public override string Title => inner.Title;

    public override string From => from ?? inner.From;

    public override string RowNumber => isUnnested ? "rowid" : from is null ? inner.RowNumber : Row;

    public override TableColumn? Find(string name) => base.Find(name)
        ?? (ColumnPath.Find(inner.Columns, name) is { } found ? WithNulls(found) : null);

    public override void Load(DuckDatabase database, IReadOnlyList<TableColumn> columns)
    {
        inner.Load(database, Roots(columns));
        if (columns.All(column => column.Source is null)) return;
        string shaped = Shape(inner.From, columns, $"{inner.RowNumber} as {Row}", $", {Row}");
        isUnnested = columns.Any(column => column.List is not null);
        if (isUnnested)
        {
            database.Execute("set preserve_insertion_order = true");
            database.Execute($"create temp table {Elements} as {shaped}");
        }

        from = isUnnested ? Elements : $"({shaped})";
    }

    public override T Peek<T>(IReadOnlyList<TableColumn> columns, Func<string, T> query)
        => inner.Peek(Roots(columns), raw => query($"({Shape(raw, columns, null, string.Empty)})"));

    public override string Locate(long rowNumber) => isUnnested
        ? inner.Locate(database.Number($"select {Row} from {Elements} where rowid = {rowNumber}")) : inner.Locate(rowNumber);

    private static string Shape(string raw, IReadOnlyList<TableColumn> columns, string? row, string rowName)
    {
        string[] lists = [.. columns.Select(column => column.List).OfType<string>().Distinct()];
        if (lists.Length > 1)
        {
            string[] names = [.. columns.Where(column => column.List is not null).DistinctBy(column => column.List)
                .Select(one => one.Name)];
            throw new Item2VecException($"columns '{names[0]}' and '{names[1]}' are in two lists; an event is an element of one list",
                "give columns of one list");
        }

        string selected = string.Join(", ", columns.Select(column => column.Source is null
            ? Sql.Name(column.Name) : $"{column.Source} as {Sql.Name(column.Name)}"));
        string numbered = row is null ? string.Empty : $", {row}";
        string rows = lists.Length == 0 ? numbered.Length == 0 ? raw : $"(select *{numbered} from {raw})"
            : $"(select *{numbered}, unnest({lists[0]}) as {ColumnPath.Element} from {raw})";
        return $"select {selected}{rowName} from {rows}";
    }

    private IReadOnlyList<TableColumn> Roots(IReadOnlyList<TableColumn> columns)
    {
        HashSet<string> names = [.. columns.SelectMany(column => column.Source is null ? [column.Name] : column.Roots)];
        return [.. inner.Columns.Where(column => names.Contains(column.Name))];
    }

    private TableColumn Shaped(TableColumn column)
    {
        TableColumn start = column with { Roots = [column.Name] };
        return WithNulls(column.Type != "JSON" ? start : IsArray(column)
            ? start with { Source = $"json_extract_string({Sql.Name(column.Name)}, '$[*]')", Type = "VARCHAR[]" }
            : start with { Source = $"json_extract_string({Sql.Name(column.Name)}, '$')", Type = "VARCHAR" });
    }

    private bool IsArray(TableColumn column) => inner.Peek([column], raw => database.Number(
        $"select count(*) from (select {Sql.Name(column.Name)} as j from {raw} where {Sql.Name(column.Name)} is not null limit 1) "
            + "where json_type(j) = 'ARRAY'")) > 0;

    private TableColumn WithNulls(TableColumn column)
    {
        if (nulls.Count == 0 || (column.IsList ? column.ElementKind : column.Kind) != ColumnKind.Text) return column;
        string source = column.Source ?? Sql.Name(column.Name);
        return column with
        {
            Source = column.IsList
                ? $"list_transform({source}, x -> case when x in ({Words()}) then null else x end)"
                : $"case when {source} in ({Words()}) then null else {source} end",
        };

        string Words() => string.Join(", ", nulls.Select(Sql.Text));
    }
}
