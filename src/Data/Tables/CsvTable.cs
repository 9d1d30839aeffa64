using Item2Vec.Data.DuckDb;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data;

/// <summary>
/// CSV and TSV files with a header line. Dialect and columns are stated, not guessed: DuckDB's guessing takes a file with one bad row for
/// another dialect instead of reporting the row.
/// </summary>
internal sealed class CsvTable : LoadedTable
{
    private readonly IReadOnlyList<CsvHeader> headers;

    public CsvTable(IReadOnlyList<InputFile> files)
        : base(files)
    {
        headers = [.. files.Select(CsvHeader.Read)];
        Columns = Common(files, [.. headers.Select(header => (IReadOnlyList<TableColumn>)[.. header.Names.Select(name => new TableColumn(name, "VARCHAR"))])]);
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    protected override int HeaderLines => 1;

    protected override string RowWord => "line";

    protected override Item2VecException? Diagnose(InputFile file, DuckException error)
        => LineEnds.FirstOther(file) is not { } line ? null : new Item2VecException(
            $"line {line} of '{file.Path}' ends in another way than the first: some lines end with LF, some with CRLF; one way was expected",
            "make all lines end alike, for instance with dos2unix", ErrorCode.BadData, error);

    protected override string Source(int file, IReadOnlyList<TableColumn> columns, int longestLine)
    {
        CsvHeader header = headers[file];
        string all = string.Join(", ", header.Names.Select(name => $"{Sql.Text(name)}: 'VARCHAR'"));
        return $"read_csv({Sql.Text(Files[file].Path)}, auto_detect = false, header = true, delim = {Sql.Text(header.Delimiter.ToString())}, "
            + $"quote = '\"', escape = '\"', columns = {{{all}}}, {LineSize(longestLine)}{Compression(Files[file])})";
    }
}
