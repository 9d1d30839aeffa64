using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Tables;

/// <summary>Parquet files, read in place: nothing is copied, and each query decodes only the columns it needs.</summary>
internal sealed class ParquetTable : InputTable
{
    /// <summary>Row numbers of several files: the file's index above this bit, the row in the file below it.</summary>
    private const int FileBit = 40;

    public ParquetTable(DuckDatabase database, IReadOnlyList<InputFile> files)
        : base(files)
    {
        // Old writers store texts as plain bytes.
        From = $"read_parquet({Sql.List(files.Select(file => file.Path))}, binary_as_string = true)";
        IReadOnlyList<IReadOnlyList<TableColumn>> columns =
            [.. files.Select(file => Describe(database, $"read_parquet({Sql.Text(file.Path)}, binary_as_string = true)"))];
        Columns = Common(files, columns);
        for (int i = 1; i < files.Count; i++) CheckKinds(columns[0], columns[i], files[0], files[i]);
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    public override string From { get; }

    public override string RowNumber => Files.Count == 1 ? "file_row_number" : $"((file_index::BIGINT << {FileBit}) + file_row_number)";

    public override void Load(DuckDatabase database, IReadOnlyList<TableColumn> columns)
    {
    }

    public override T Peek<T>(Func<string, T> query) => query(From);

    public override string Locate(long rowNumber)
        => $"row {(rowNumber & ((1L << FileBit) - 1)) + 1} of '{Files[(int)(rowNumber >> FileBit)].Path}'";

    /// <summary>Rejects a text column that is a number in another file: read with the first file's type, '007' would become 7.</summary>
    private static void CheckKinds(IReadOnlyList<TableColumn> first, IReadOnlyList<TableColumn> other, InputFile firstFile,
        InputFile otherFile)
    {
        foreach (TableColumn column in first)
        {
            TableColumn twin = other.First(candidate => string.Equals(candidate.Name, column.Name, StringComparison.OrdinalIgnoreCase));
            if (twin.Kind == column.Kind) continue;
            throw new Item2VecException(
                $"column '{column.Name}' holds {column.Type} in '{firstFile.Path}', but {twin.Type} in '{otherFile.Path}'",
                "files that are read together have columns of the same types; write one of them again");
        }
    }
}
