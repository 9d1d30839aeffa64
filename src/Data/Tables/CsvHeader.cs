using System.Text;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Data.Options;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Tables;

/// <summary>The first line of a CSV file: its delimiter and the names of its columns.</summary>
/// <param name="Delimiter">What separates the fields.</param>
/// <param name="Names">The names of the columns.</param>
/// <param name="IsInFile">Whether the first line holds the names rather than data.</param>
internal sealed record CsvHeader(string Delimiter, IReadOnlyList<string> Names, bool IsInFile)
{
    private const int MaxHeader = 1 << 20;

    /// <summary>What was made of a file without names, or null.</summary>
    public string? Note { get; private init; }

    public static CsvHeader Read(DuckDatabase database, InputFile file, SessionReaderOptions options)
    {
        string line = file.Zstandard ? FirstLine(database, file, options.MaxLineBytes) : FirstLine(file);
        string delimiter = file.Format == FileFormat.Tsv ? "\t" : Guess(line);
        List<string> fields = Split(line, delimiter, options.Quotes);
        if (options.ColumnNames.Count > 0) return Named(file, options, delimiter, fields);
        if (!options.HasHeader) return new CsvHeader(delimiter, [.. fields.Select((_, i) => $"column{i + 1}")], false);
        if (KnownLayout.Of(fields) is { } known)
            return new CsvHeader(delimiter, known.Names, false)
            {
                Note = $"The first line is data, as in {known.Source}: the columns are {string.Join(", ", known.Names)}.",
            };
        if (KnownLayout.IsData(fields))
            throw new Item2VecException($"the first line of '{file.Path}' holds data; the names of the columns were expected",
                $"name its {fields.Count} columns with ColumnNames, such as user,item,timestamp") { Option = nameof(options.ColumnNames) };
        List<string> names = [.. fields.Select((name, i) => name.Trim().Length == 0 ? $"column{i + 1}" : name.Trim())];
        string? twice = names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
            throw new Item2VecException($"'{file.Path}' names the column '{twice}' twice in its first line", "rename one of them");
        return new CsvHeader(delimiter, names, true);
    }

    private static CsvHeader Named(InputFile file, SessionReaderOptions options, string delimiter, List<string> fields)
    {
        if (options.ColumnNames.Count == fields.Count) return new CsvHeader(delimiter, options.ColumnNames, false);
        throw new Item2VecException(
            $"'{file.Path}' has {fields.Count} columns in its first line, and {options.ColumnNames.Count} names were given",
            "name each column once with ColumnNames", ErrorCode.Usage) { Option = nameof(options.ColumnNames) };
    }

    /// <summary>Hands the lines of a Zstandard file, which .NET does not read, to an action until it returns false.</summary>
    public static void Decompressed(DuckDatabase database, InputFile file, int maxLine, LineAction use)
    {
        int size = Math.Max(maxLine, 1 << 20);
        using DuckResult result = database.Query(
            $"select line from read_csv({Sql.Text(file.Path)}, auto_detect = false, header = false, delim = '\u0001', quote = '', "
                + "escape = '', columns = {'line': 'VARCHAR'}, "
                + $"max_line_size = {size}, buffer_size = {Math.Min(2L * size, int.MaxValue)}, "
                + "compression = 'zstd', parallel = false)");
        while (result.MoveNext())
        {
            for (int row = 0; row < result.Current.Count; row++)
                if (!use(result.Current[0].Utf8(row)) || !use("\n"u8)) return;
        }
    }

    private static string FirstLine(DuckDatabase database, InputFile file, int maxLine)
    {
        string? first = null;
        Decompressed(database, file, maxLine, line =>
        {
            first = Encoding.UTF8.GetString(line).TrimEnd('\r');
            return false;
        });
        return first ?? string.Empty;
    }

    private static string FirstLine(InputFile file)
    {
        try
        {
            using Stream stream = file.Open();
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

    /// <summary>The delimiter that is most frequent in the header; a comma if it has none, since there is one column.</summary>
    private static string Guess(string line)
    {
        string best = ",";
        int max = 1;
        foreach (string candidate in (ReadOnlySpan<string>)["::", ",", ";", "\t", "|"])
        {
            int count = Split(line, candidate, quotes: true).Count;
            if (count > max) (best, max) = (candidate, count);
        }

        return best;
    }

    private static List<string> Split(string line, string delimiter, bool quotes)
    {
        List<string> fields = [];
        StringBuilder field = new();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"' && quotes)
            {
                if (quoted && i + 1 < line.Length && line[i + 1] == '"') field.Append(line[i++]);
                else quoted = !quoted;
            }
            else if (!quoted && string.CompareOrdinal(line, i, delimiter, 0, delimiter.Length) == 0)
            {
                i += delimiter.Length - 1;
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

/// <summary>Takes a line; false to stop.</summary>
internal delegate bool LineAction(ReadOnlySpan<byte> line);
