using System.Globalization;
using System.Text;

namespace Item2Vec.Cli.Terminal;

/// <summary>
/// Tab-separated lines under a header line; a tab, line break or backslash in a cell is written \t, \n, \r or \\, another control character
/// as \u and its code.
/// </summary>
internal sealed class TsvFormat : IResultFormat
{
    public string Name => "tsv";

    public void Write(IReport report, Streams streams)
    {
        TextTable table = report.ForTools();
        streams.Results.WriteLine(string.Join('\t', table.Columns.Select(column => Escape(column.Name))));
        foreach (string[] row in table.Rows)
            streams.Results.WriteLine(string.Join('\t', row.Select(cell => Escape(streams.GuardCells ? Guarded(cell) : cell))));
    }

    /// <summary>A spreadsheet takes a cell that begins so for a formula, unless a quote stands before it.</summary>
    private static string Guarded(string cell)
        => cell.Length > 0 && "=+-@\t\r".Contains(cell[0], StringComparison.Ordinal)
            && !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? $"'{cell}" : cell;

    private static string Escape(string cell)
    {
        if (!cell.Any(c => c == '\\' || char.IsControl(c))) return cell;
        StringBuilder escaped = new(cell.Length + 8);
        foreach (char c in cell)
        {
            _ = c switch
            {
                '\\' => escaped.Append(@"\\"),
                '\t' => escaped.Append(@"\t"),
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                _ when char.IsControl(c) => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }
}
