using System.IO.Compression;
using System.Text;
using Item2Vec.Data.Inputs;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Tables;

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
