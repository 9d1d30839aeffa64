using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Tables;

/// <summary>
/// Files that are parsed once into a temporary table, because parsing costs more than keeping the few needed columns, and because
/// only a table has row numbers. It spills like any other.
/// </summary>
internal abstract class LoadedTable(IReadOnlyList<InputFile> files, int longLine) : InputTable(files)
{
    private const string Table = "input";
    private const int UsualLine = 2_000_000;

    /// <summary>DuckDB's buffer; a line that is longer than two is lost.</summary>
    private const int UsualBuffer = 32_000_000;
    private readonly List<long> ends = [];

    public override string From => Table;

    public override string RowNumber => "rowid";

    /// <summary>The number of lines before the first row of a file.</summary>
    protected virtual int HeaderLines => 0;

    protected virtual string RowWord => "row";

    /// <summary>Whether a line end between quotes is text.</summary>
    protected virtual bool HasQuotes => false;

    public override void Load(DuckDatabase database, IReadOnlyList<TableColumn> columns)
    {
        Task check = WholeFileCheck.Start(Files, longLine, HasQuotes, database.Cancellation);
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

        check.GetAwaiter().GetResult();
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
    protected abstract string Source(int file, IReadOnlyList<TableColumn> columns, int maxLine);

    /// <summary>
    /// Ids and times keep the text in the file: a number would lose the zeros of '007'. A column of fractions is stored as
    /// numbers, so that its detected type is kept.
    /// </summary>
    protected static string StoredType(TableColumn column)
        => DuckType.Parse(column.Type) is { IsNested: true } nested ? nested.AsText()
            : column.IsList ? "VARCHAR[]" : column.Kind == ColumnKind.Real ? "DOUBLE" : "VARCHAR";

    protected static string LineSize(int maxLine) => maxLine == UsualLine ? string.Empty
        : $"max_line_size = {maxLine}, buffer_size = {Math.Max(UsualBuffer, Math.Min(2L * maxLine, int.MaxValue))}, ";

    protected static string Compression(InputFile file) => file.Gzip ? "compression = 'gzip'"
        : file.Zstandard ? "compression = 'zstd'" : "compression = 'uncompressed'";

    /// <remarks>DuckDB reads in blocks of at least a line, so buffers for very long lines are allocated only if one occurs.</remarks>
    private T FromSource<T>(int file, IReadOnlyList<TableColumn> columns, Func<string, T> query)
    {
        int usual = longLine > UsualBuffer ? longLine : Math.Min(UsualLine, longLine);
        try
        {
            return query(Source(file, columns, usual));
        }
        catch (DuckException error) when (IsTooLong(error))
        {
            return Within(Files[file], () => usual < longLine ? query(Source(file, columns, longLine)) : throw error);
        }
        catch (DuckException error) when (Diagnose(Files[file], error) is { } known)
        {
            throw known;
        }
    }

    /// <summary>Says of a line that is too long how long it may be.</summary>
    protected T Within<T>(InputFile file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DuckException error) when (IsTooLong(error))
        {
            throw LongLines.Rejected(file, $"{RowWord}s", longLine, error);
        }
    }

    private static bool IsTooLong(DuckException error)
        => error.Message.Contains("Maximum line size", StringComparison.Ordinal)
            || error.Message.Contains("does not support a full read", StringComparison.Ordinal)
            || error.Message.Contains("maximum_object_size", StringComparison.Ordinal);
}
