using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;

namespace Item2Vec.Data.Tables;

/// <summary>Parquet files, read in place: nothing is copied, and each query decodes only the columns it needs.</summary>
internal sealed class ParquetTable : InputTable
{
    /// <summary>Row numbers of several files: the file's index above this bit, the row in the file below it.</summary>
    private const int FileBit = 40;

    public ParquetTable(DuckDatabase database, IReadOnlyList<InputFile> files)
        : base(files)
    {
        From = Source(Sql.List(files.Select(file => file.Path)));
        IReadOnlyList<IReadOnlyList<TableColumn>> columns = [.. files.Select(file => Describe(database, Source(Sql.Text(file.Path))))];
        Columns = Common(files, columns);
        if (columns.All(Columns.SequenceEqual)) return;
        Columns = [.. Columns.Select(column => TypeUnion.Of(files, [.. columns.Select(Same(column))], IsEmpty))];
        From = $"({string.Join(" union all ", files.Select((_, file) => Part(file)))})";

        string Part(int file)
        {
            IEnumerable<string> values = Columns.Select(column => TypeUnion.Cast(column, Same(column)(columns[file])));
            return $"select {string.Join(", ", values)}, file_row_number, {file}::BIGINT as file_index "
                + $"from {Source(Sql.Text(files[file].Path))}";
        }

        bool IsEmpty(int file, string name)
            => database.Number($"select count({Sql.Name(name)}) from {Source(Sql.Text(files[file].Path))}") == 0;

        static Func<IReadOnlyList<TableColumn>, TableColumn> Same(TableColumn column) => others
            => others.First(other => string.Equals(other.Name, column.Name, StringComparison.OrdinalIgnoreCase));
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    public override string From { get; }

    public override string RowNumber => Files.Count == 1 ? "file_row_number" : $"((file_index::BIGINT << {FileBit}) + file_row_number)";

    public override void Load(DuckDatabase database, IReadOnlyList<TableColumn> columns)
    {
    }

    public override T Peek<T>(IReadOnlyList<TableColumn> columns, Func<string, T> query) => query(From);

    public override string Locate(long rowNumber)
        => $"row {(rowNumber & ((1L << FileBit) - 1)) + 1} of '{Files[(int)(rowNumber >> FileBit)].Path}'";

    /// <summary>Old writers store texts as plain bytes; the values of a partition are texts as in its path.</summary>
    private static string Source(string paths) => $"read_parquet({paths}, binary_as_string = true, hive_types_autocast = false)";
}
