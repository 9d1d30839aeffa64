namespace Item2Vec.Cli.Terminal;

/// <summary>Aligned columns for people; the last column is truncated to the terminal's width, never in a file or pipe.</summary>
internal sealed class TableFormat : IResultFormat
{
    private const string Gap = "  ";

    public string Name => "table";

    public void Write(IReport report, Streams streams)
    {
        bool first = true;
        foreach (TextTable table in report.ForPeople())
        {
            if (!first) streams.Results.WriteLine();
            first = false;
            WriteTable(table, streams.Results, streams.ResultStyle, streams.ResultsOnTerminal ? TerminalWidth() : int.MaxValue);
        }
    }

    private static void WriteTable(TextTable table, TextWriter output, Style style, int width)
    {
        if (table.Heading is not null)
            foreach (string line in Folded(DisplayText.Clean(table.Heading), table.MaxWidth)) output.WriteLine(style.Heading(line));
        string[][] rows = [.. table.Rows.Select(row => row.Select(DisplayText.Clean).ToArray())];
        int[] widths = new int[table.Columns.Count];
        for (int column = 0; column < widths.Length; column++)
        {
            widths[column] = table.ShowColumnNames ? DisplayText.Width(table.Columns[column].Name) : 0;
            foreach (string[] row in rows) widths[column] = Math.Max(widths[column], DisplayText.Width(row[column]));
        }

        for (int from = 1, to; from < widths.Length && table.MaxWidth < int.MaxValue; from = to)
        {
            int used = widths[0];
            for (to = from; to < widths.Length && (to == from || used + Gap.Length + widths[to] <= table.MaxWidth); to++)
                used += Gap.Length + widths[to];
            if (from == 1 && to == widths.Length) break;
            if (from > 1) output.WriteLine();
            int[] columns = [0, .. Enumerable.Range(from, to - from)];
            TextTable part = new([.. columns.Select(column => table.Columns[column])], []) { ShowColumnNames = table.ShowColumnNames };
            string[][] cells = [.. rows.Select(row => Array.ConvertAll(columns, column => row[column]))];
            WriteRows(part, Array.ConvertAll(columns, column => widths[column]), cells);
            if (to == widths.Length) return;
        }

        int last = widths.Length - 1;
        int left = width - widths.Take(last).Sum() - (Gap.Length * last);
        if (left > 8) widths[last] = Math.Min(widths[last], left);
        WriteRows(table, widths, rows);

        void WriteRows(TextTable shown, int[] shownWidths, string[][] cells)
        {
            if (shown.ShowColumnNames)
                output.WriteLine(style.Faint(Line(shown, shownWidths, [.. shown.Columns.Select(column => column.Name)])));
            foreach (string[] row in cells) output.WriteLine(Line(shown, shownWidths, row));
        }
    }

    /// <summary>A heading in lines, cut after semicolons and colons.</summary>
    private static IEnumerable<string> Folded(string text, int width)
    {
        string line = string.Empty;
        foreach (string part in text.Length <= width ? [text] : text.Split("; "))
        {
            string more = line.Length == 0 ? part : $"{line}; {part}";
            if (line.Length > 0 && more.Length >= width)
            {
                yield return line + ";";
                more = part;
            }

            line = more;
        }

        yield return line;
    }

    private static string Line(TextTable table, int[] widths, string[] cells)
    {
        IEnumerable<string> aligned = cells.Select((cell, column) =>
        {
            string text = DisplayText.Cut(cell, widths[column]);
            string padding = new(' ', Math.Max(0, widths[column] - DisplayText.Width(text)));
            return table.Columns[column].IsNumber ? padding + text : text + padding;
        });
        return string.Join(Gap, aligned).TrimEnd();
    }

    private static int TerminalWidth()
    {
        try
        {
            return Console.WindowWidth is > 20 and int width ? width : int.MaxValue;
        }
        catch (IOException)
        {
            return int.MaxValue;
        }
    }
}
