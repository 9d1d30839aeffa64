using System.IO.Compression;
using System.Text;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Tables;

/// <summary>
/// CSV and TSV files with a header line. Dialect and columns are given, not detected: DuckDB's detection takes a file with one bad row for
/// another dialect instead of reporting the row.
/// </summary>
internal sealed class CsvTable : LoadedTable
{
    private readonly IReadOnlyList<CsvHeader> headers;

    public CsvTable(IReadOnlyList<InputFile> files)
        : base(files)
    {
        headers = [.. files.Select(CsvHeader.Read)];
        Columns = Common(files,
            [.. headers.Select(header => (IReadOnlyList<TableColumn>)[.. header.Names.Select(name => new TableColumn(name, "VARCHAR"))])]);
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    protected override int HeaderLines => 1;

    protected override string RowWord => "line";

    protected override Item2VecException? Diagnose(InputFile file, DuckException error)
        => LineEnds.FirstOther(file) is not { } line ? null : new Item2VecException(
            $"line {line} of '{file.Path}' ends in another way than the first: some lines end with LF, "
                + "some with CRLF; one way was expected",
            "make all lines end alike, for instance with dos2unix", ErrorCode.BadData, error);

    protected override string Source(int file, IReadOnlyList<TableColumn> columns, int maxLine)
    {
        CsvHeader header = headers[file];
        string all = string.Join(", ", header.Names.Select(name => $"{Sql.Text(name)}: 'VARCHAR'"));
        return $"read_csv({Sql.Text(Files[file].Path)}, auto_detect = false, header = true, "
            + $"delim = {Sql.Text(header.Delimiter.ToString())}, "
            + $"quote = '\"', escape = '\"', columns = {{{all}}}, {LineSize(maxLine)}{Compression(Files[file])})";
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
        using FileStream source = new(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using Stream stream = file.Gzip ? new GZipStream(source, CompressionMode.Decompress) : source;
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

/// <summary>The first line of a CSV file: its delimiter and the names of its columns.</summary>
internal sealed record CsvHeader(char Delimiter, IReadOnlyList<string> Names)
{
    private const int MaxHeader = 1 << 20;

    public static CsvHeader Read(InputFile file)
    {
        string line = FirstLine(file);
        char delimiter = file.Format == FileFormat.Tsv ? '\t' : Guess(line);
        List<string> names = [.. Split(line, delimiter).Select((name, i) => name.Trim().Length == 0 ? $"column{i + 1}" : name.Trim())];
        string? twice = names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
            throw new Item2VecException($"'{file.Path}' names the column '{twice}' twice in its first line", "rename one of them");
        return new CsvHeader(delimiter, names);
    }

    private static string FirstLine(InputFile file)
    {
        try
        {
            using Stream stream = Open(file);
            using StreamReader reader = new(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
            char[] buffer = new char[MaxHeader];
            int length = reader.ReadBlock(buffer);
            ReadOnlySpan<char> text = buffer.AsSpan(0, length);
            int end = text.IndexOfAny('\r', '\n');
            string line = (end < 0 ? text : text[..end]).ToString();
            if (line.Trim().Length == 0)
                throw new Item2VecException($"the first line of '{file.Path}' is blank; the names of the columns were expected",
                    "add a header line");
            return line;
        }
        catch (InvalidDataException cause)
        {
            throw new Item2VecException($"'{file.Path}' is damaged: {cause.Message}", "compress or copy the file again", ErrorCode.BadData,
                cause);
        }
        catch (DecoderFallbackException cause)
        {
            throw new Item2VecException($"'{file.Path}' is not UTF-8 text", "convert it to UTF-8", ErrorCode.BadData, cause);
        }
    }

    private static Stream Open(InputFile file)
    {
        FileStream stream = new(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return file.Gzip ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    /// <summary>The delimiter that is most frequent in the header; a comma if it has none, since there is one column.</summary>
    private static char Guess(string line)
    {
        char best = ',';
        int max = 1;
        foreach (char candidate in (ReadOnlySpan<char>)[',', ';', '\t', '|'])
        {
            int count = Split(line, candidate).Count;
            if (count > max) (best, max) = (candidate, count);
        }

        return best;
    }

    private static List<string> Split(string line, char delimiter)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"')
            {
                if (quoted && i + 1 < line.Length && line[i + 1] == '"') field.Append(line[i++]);
                else quoted = !quoted;
            }
            else if (c == delimiter && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
