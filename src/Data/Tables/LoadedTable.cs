using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Tables;

/// <summary>
/// Files that are parsed once into a temporary table, because parsing costs more than keeping the few needed columns, and because
/// only a table has row numbers. It spills like any other.
/// </summary>
internal abstract class LoadedTable(IReadOnlyList<InputFile> files) : InputTable(files)
{
    private const string Table = "input";
    private const int ShortLine = 2_000_000;
    private const int LongLine = 1_000_000_000;
    private readonly List<long> ends = [];

    public override string From => Table;

    public override string RowNumber => "rowid";

    /// <summary>The number of lines before the first row of a file.</summary>
    protected virtual int HeaderLines => 0;

    protected virtual string RowWord => "row";

    public override void Load(DuckDatabase database, IReadOnlyList<TableColumn> columns)
    {
        string values = string.Join(", ", columns.Select(Stored));
        string types = string.Join(", ", columns.Select(column => $"{Sql.Name(column.Name)} {StoredType(column)}"));
        string names = string.Join(", ", columns.Select(column => Sql.Name(column.Name)));
        database.Execute($"create temp table {Table} ({types})");
        for (int i = 0; i < Files.Count; i++)
        {
            FromSource(i, columns, source =>
            {
                database.Execute($"insert into {Table} ({names}) select {values} from {source}");
                return 0;
            });
            ends.Add(database.Number($"select count(*) from {Table}"));
        }
    }

    public override T Peek<T>(IReadOnlyList<TableColumn> columns, Func<string, T> query) => FromSource(0, columns, query);

    public override string Locate(long rowNumber)
    {
        int file = ends.FindIndex(end => rowNumber < end);
        long first = file == 0 ? 0 : ends[file - 1];
        return $"{RowWord} {rowNumber - first + 1 + HeaderLines} of '{Files[file].Path}'";
    }

    /// <summary>The value of a column that is kept.</summary>
    protected virtual string Stored(TableColumn column) => Sql.Name(column.Name);

    /// <summary>A better description than DuckDB's of what is wrong with a file, or null.</summary>
    protected virtual Item2VecException? Diagnose(InputFile file, DuckException error) => null;

    /// <summary>The source of a file's rows, with at least these columns.</summary>
    protected abstract string Source(int file, IReadOnlyList<TableColumn> columns, int maxLine = ShortLine);

    /// <summary>
    /// Ids and times keep the text in the file: a number would lose the zeros of '007'. A column of fractions is stored as
    /// numbers, so that its detected type is kept.
    /// </summary>
    protected static string StoredType(TableColumn column)
        => DuckType.Parse(column.Type) is { IsNested: true } nested ? nested.AsText()
            : column.IsList ? "VARCHAR[]" : column.Kind == ColumnKind.Real ? "DOUBLE" : "VARCHAR";

    protected static string LineSize(int maxLine)
        => maxLine == ShortLine ? string.Empty : $"max_line_size = {maxLine}, buffer_size = {maxLine}, ";

    protected static string Compression(InputFile file) => file.Gzip ? "compression = 'gzip'"
        : file.Zstandard ? "compression = 'zstd'" : "compression = 'uncompressed'";

    /// <remarks>DuckDB reads in blocks of at least a line, so buffers for very long lines are allocated only if one occurs.</remarks>
    private T FromSource<T>(int file, IReadOnlyList<TableColumn> columns, Func<string, T> query)
    {
        try
        {
            return query(Source(file, columns));
        }
        catch (DuckException error) when (error.Message.Contains("Maximum line size", StringComparison.Ordinal))
        {
            return query(Source(file, columns, LongLine));
        }
        catch (DuckException error) when (Diagnose(Files[file], error) is { } known)
        {
            throw known;
        }
    }
}
