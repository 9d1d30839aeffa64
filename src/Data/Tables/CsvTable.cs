using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Data.Options;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Tables;

/// <summary>
/// CSV and TSV files with a header line. Dialect and columns are given, not detected: DuckDB's detection takes a file with one bad row for
/// another dialect instead of reporting the row.
/// </summary>
internal sealed class CsvTable : LoadedTable
{
    private readonly IReadOnlyList<CsvHeader> headers;
    private readonly bool quotes;

    public CsvTable(DuckDatabase database, IReadOnlyList<InputFile> files, SessionReaderOptions options)
        : base(files, options.MaxLineBytes)
    {
        quotes = options.Quotes;
        headers = [.. files.Select(file => Within(file, () => CsvHeader.Read(database, file, options)))];
        Columns = Common(files,
            [.. headers.Select(header => (IReadOnlyList<TableColumn>)[.. header.Names.Select(name => new TableColumn(name, "VARCHAR"))])]);
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    public override IReadOnlyList<string> Notes => [.. headers.Select(header => header.Note).OfType<string>().Distinct()];

    protected override int HeaderLines => headers[0].IsInFile ? 1 : 0;

    protected override string RowWord => "line";

    protected override bool HasQuotes => quotes;

    protected override Item2VecException? Diagnose(InputFile file, DuckException error)
        => LineEnds.FirstOther(file) is not { } line ? null : new Item2VecException(
            $"line {line} of '{file.Path}' ends in another way than the first: some lines end with LF, "
                + "some with CRLF; one way was expected",
            "make all lines end alike, for instance with dos2unix", ErrorCode.BadData, error);

    protected override string Source(int file, IReadOnlyList<TableColumn> columns, int maxLine)
    {
        CsvHeader header = headers[file];
        string all = string.Join(", ", header.Names.Select(name => $"{Sql.Text(name)}: 'VARCHAR'"));
        string quote = quotes ? "\"" : string.Empty;
        return $"read_csv({Sql.Text(Files[file].Path)}, auto_detect = false, "
            + $"header = {(header.IsInFile ? "true" : "false")}, delim = {Sql.Text(header.Delimiter)}, "
            + $"quote = '{quote}', escape = '{quote}', columns = {{{all}}}, {LineSize(maxLine)}{Compression(Files[file])})";
    }
}

/// <summary>
/// Finds lines of a CSV file with another line end than its first line, which DuckDB does not read; used only after it failed.
/// </summary>
internal static class LineEnds
{
    /// <summary>The first such line, counted from 1; null if there is none. Line ends inside quotes are data.</summary>
    public static long? FirstOther(InputFile file)
    {
        if (file.Zstandard) return null;
        using Stream stream = file.Open();
        byte[] buffer = new byte[1 << 16];
        bool? first = null;
        bool quoted = false;
        byte before = 0;
        long line = 1;
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            foreach (byte b in buffer.AsSpan(0, read))
            {
                if (b == '"') quoted = !quoted;
                if (b == '\n' && !quoted)
                {
                    bool carriageReturn = before == '\r';
                    first ??= carriageReturn;
                    if (first != carriageReturn) return line;
                    line++;
                }

                before = b;
            }
        }

        return null;
    }
}
