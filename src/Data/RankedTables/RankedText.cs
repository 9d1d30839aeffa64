using System.Globalization;
using System.Text;

namespace Item2Vec.Data.RankedTables;

/// <summary>One line per result under a header; cells are quoted as RFC 4180 says, where they need it.</summary>
internal sealed class RankedText(char separator, RankedTableOptions table) : IRankedWriter
{
    private readonly string quoted = $"{separator}\"\r\n";

    public async Task WriteAsync(Stream stream, IEnumerable<IReadOnlyList<RankedAnswer>> batches)
    {
        await using StreamWriter writer = new(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        string[] names = [RankedColumns.Query, RankedColumns.Rank, RankedColumns.Item, RankedColumns.Score];
        writer.WriteLine(string.Join(separator, table.HasPopular ? [.. names, RankedColumns.Popular] : names));
        foreach (RankedAnswer answer in batches.SelectMany(batch => batch))
        {
            string query = Cell(answer.Query);
            for (int at = 0; at < answer.Results.Count; at++)
            {
                (string item, float score) = answer.Results[at];
                writer.Write(query);
                writer.Write(string.Create(
                    CultureInfo.InvariantCulture, $"{separator}{at + 1}{separator}{Cell(item)}{separator}{score:R}"));
                if (table.HasPopular) writer.Write(answer.IsPopular ? $"{separator}true" : $"{separator}false");
                writer.WriteLine();
            }
        }
    }

    private string Cell(string text)
    {
        if (table.GuardCells && IsFormula(text)) text = $"'{text}";
        return text.AsSpan().IndexOfAny(quoted) < 0 && text.Length > 0
            ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static bool IsFormula(string text)
        => text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal)
            && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
