using System.Text.RegularExpressions;
using Item2Vec.Data.DuckDb;
using Item2Vec.Embeddings;

namespace Item2Vec.Data;

/// <summary>Says DuckDB's errors in the words of this library: DuckDB's message without its advice, which is about SQL that the user has not written.</summary>
internal static partial class ReadingErrors
{
    private const int MaxLine = 200;
    private static readonly string[] Advice =
        ["\nPossible fixes", "\nPossible Solution", "\nPossible solutions", "\n  file =", "\nLINE 1", "\nThis type was", "\nColumn ", "\n* "];

    public static Item2VecException Translate(DuckException error, string title)
    {
        string message = Clean(error.Message);
        if (Has(error, "Out of Memory"))
            return new Item2VecException($"Reading {title} needs more memory than it may use: {message}", "Give a larger --memory-limit, or fewer --threads.", ErrorCode.BadData, error);
        if (Has(error, "No space left") || Has(error, "max_temp_directory_size"))
            return new Item2VecException($"The temporary directory is full: {message}", "Free space, or name another temporary directory.", ErrorCode.CannotWrite, error);
        if (Has(error, "Permission denied") || Has(error, "Cannot open file"))
            return new Item2VecException($"{title} cannot be read: {message}", "Check the file's permissions.", ErrorCode.InputMissing, error);
        return new Item2VecException($"{title} cannot be read: {message}", HintFor(error), ErrorCode.BadData, error);
    }

    private static string HintFor(DuckException error)
    {
        if (Has(error, "not utf-8") || Has(error, "unicode") || Has(error, "UTF8")) return "Convert the file to UTF-8.";
        if (Has(error, "Expected Number of Columns")) return "Every line needs as many fields as the first; quote fields that contain the delimiter.";
        if (Has(error, "quote")) return "A quoted field ends with a quote, and a quote inside is doubled.";
        if (Has(error, "Malformed JSON") || Has(error, "JSON")) return "Every line must be one JSON object.";
        return "The file is damaged or is not what its extension says; write or copy it again.";
    }

    /// <summary>One line: no kind of error in front, no advice behind.</summary>
    private static string Clean(string message)
    {
        string text = Kind().Replace(message, string.Empty, 1);
        int end = Advice.Select(advice => text.IndexOf(advice, StringComparison.Ordinal)).Where(at => at > 0).DefaultIfEmpty(text.Length).Min();
        IEnumerable<string> lines = text[..end].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Length <= MaxLine ? line : line[..MaxLine] + "...");
        string joined = string.Join("; ", lines);
        return joined.EndsWith('.') ? joined : joined + ".";
    }

    private static bool Has(DuckException error, string text) => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(Invalid Input|IO|Conversion|Binder|Parser|Catalog|Out of Memory|INTERNAL|Not implemented|HTTP|Serialization) Error: ")]
    private static partial Regex Kind();
}
