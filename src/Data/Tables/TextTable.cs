namespace Item2Vec.Data;

/// <summary>Text files, one session a line.</summary>
internal sealed class TextTable(IReadOnlyList<InputFile> files) : LoadedTable(files)
{
    public const string Line = "line";

    public override IReadOnlyList<TableColumn> Columns { get; } = [new TableColumn(Line, "VARCHAR")];

    protected override string RowWord => "line";

    /// <remarks>No quoting, and a delimiter that no text has, so that a line is one field. A whole corpus may be one line.</remarks>
    protected override string Source(int file, IReadOnlyList<TableColumn> columns)
        => $"read_csv({Sql.Text(Files[file].Path)}, auto_detect = false, header = false, delim = '\\0', quote = '', escape = '', "
            + $"columns = {{'{Line}': 'VARCHAR'}}, max_line_size = 1000000000, {Compression(Files[file])})";
}
