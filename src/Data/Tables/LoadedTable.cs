using Item2Vec.Data.DuckDb;

namespace Item2Vec.Data;

/// <summary>
/// Files that are parsed once into a temporary table, because parsing costs more than keeping the few columns in question, and because
/// only a table has row numbers. It spills like everything else.
/// </summary>
internal abstract class LoadedTable(IReadOnlyList<InputFile> files) : InputTable(files)
{
    private const string Table = "input";
    private readonly List<long> ends = [];

    public override string From => Table;

    public override string Preview => Source(0, Columns);

    public override string RowNumber => "rowid";

    /// <summary>The number of lines before the first row of a file.</summary>
    protected virtual int HeaderLines => 0;

    protected virtual string RowWord => "row";

    public override void Load(DuckDatabase database, IReadOnlyList<TableColumn> columns)
    {
        string types = string.Join(", ", columns.Select(column => $"{Sql.Name(column.Name)} {StoredType(column)}"));
        database.Execute($"create temp table {Table} ({types})");
        for (int i = 0; i < Files.Count; i++)
        {
            database.Execute($"insert into {Table} select {string.Join(", ", columns.Select(column => Sql.Name(column.Name)))} from {Source(i, columns)}");
            ends.Add(database.Number($"select count(*) from {Table}"));
        }
    }

    public override string Locate(long rowNumber)
    {
        int file = ends.FindIndex(end => rowNumber < end);
        long first = file == 0 ? 0 : ends[file - 1];
        return $"{RowWord} {rowNumber - first + 1 + HeaderLines} of '{Files[file].Path}'";
    }

    /// <summary>What a file's rows are read from, with at least these columns.</summary>
    protected abstract string Source(int file, IReadOnlyList<TableColumn> columns);

    /// <summary>Ids and times are kept as the text that stands in the file: a number would lose the zeros of '007'.</summary>
    protected static string StoredType(TableColumn column) => column.IsList ? "VARCHAR[]" : "VARCHAR";

    protected static string Compression(InputFile file) => file.Gzip ? "compression = 'gzip'" : "compression = 'none'";
}
