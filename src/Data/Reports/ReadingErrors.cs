using System.Text.RegularExpressions;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Options;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Reports;

/// <summary>
/// Translates DuckDB's errors: keeps the message and drops the advice, which is about SQL that the user did not write.
/// </summary>
internal static partial class ReadingErrors
{
    private const int MaxLine = 200;
    private static readonly string[] Advice =
    [
        "\nPossible fixes", "\nPossible Solution", "\nPossible solutions", "\n  file =", "\nLINE 1", "\nThis type was", "\nColumn ", "\n* ",
    ];

    public static Item2VecException Translate(DuckException error, string title)
    {
        string message = Clean(error.Message);
        if (Has(error, "out of Memory"))
            return new Item2VecException($"reading {title} needs more memory than it may use: {message}",
                "give a larger MemoryLimit, or fewer Threads", ErrorCode.BadData, error)
            {
                Option = nameof(SessionReaderOptions.MemoryLimit),
            };
        if (Has(error, "no space left") || Has(error, "max_temp_directory_size"))
            return new Item2VecException($"the temporary directory is full: {message}", "free space, or name another temporary directory",
                ErrorCode.CannotWrite, error);
        if (Has(error, "permission denied") || Has(error, "cannot open file"))
            return new Item2VecException($"{title} cannot be read: {message}", "check the file's permissions", ErrorCode.InputMissing,
                error);
        return new Item2VecException($"{title} cannot be read: {message}", HintFor(error), ErrorCode.BadData, error)
        {
            Option = IsBadValue(error) ? nameof(SessionReaderOptions.ItemColumn) : null,
        };
    }

    /// <summary>Whether a value could not be converted to its column's role; the file itself is intact.</summary>
    public static bool IsBadValue(DuckException error) => BadValue().IsMatch(error.Message);

    private static string HintFor(DuckException error)
    {
        if (IsBadValue(error))
            return "correct the value, or give another column with ItemColumn, SessionColumn, UserColumn or TimeColumn";
        if (Has(error, "not utf-8") || Has(error, "unicode") || Has(error, "UTF8")) return "convert the file to UTF-8";
        if (Has(error, "expected Number of Columns"))
            return "every line needs as many fields as the first; quote fields that contain the delimiter";
        if (Has(error, "quote")) return "a quoted field ends with a quote, and a quote inside is doubled";
        if (Has(error, "malformed JSON") || Has(error, "JSON")) return "every line must be one JSON object";
        return "the file is damaged or is not what its extension says; write or copy it again";
    }

    /// <summary>One line: without the kind of error at the front and the advice at the end.</summary>
    public static string Clean(string message)
    {
        string text = Kind().Replace(message, string.Empty, 1);
        int end = Advice.Select(advice => text.IndexOf(advice, StringComparison.Ordinal)).Where(at => at > 0).DefaultIfEmpty(text.Length)
            .Min();
        IEnumerable<string> lines = text[..end].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Length <= MaxLine ? line : line[..MaxLine] + "...");
        string joined = AskedFor().Replace(string.Join("; ", lines), string.Empty);
        return joined.TrimEnd('.');
    }

    private static bool Has(DuckException error, string text) => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        @"^(Invalid Input|IO|Conversion|Binder|Parser|Catalog|Out of Memory|INTERNAL|"
            + @"Not implemented|HTTP|Serialization|Out of Range|Mismatch Type) Error: ")]
    private static partial Regex Kind();

    /// <summary>A sentence that tells the user what to do with DuckDB, which the user does not see.</summary>
    [GeneratedRegex(@"(?<=.)[.;,]?\s+(Please|Try|Consider|Rerun|Run)\b[^;]*")]
    private static partial Regex AskedFor();

    [GeneratedRegex("^(Conversion|Out of Range|Mismatch Type) Error: ")]
    private static partial Regex BadValue();
}
