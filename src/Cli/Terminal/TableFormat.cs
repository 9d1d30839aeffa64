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
        if (table.Heading is not null) output.WriteLine(style.Heading(DisplayText.Clean(table.Heading)));
        string[][] rows = [.. table.Rows.Select(row => row.Select(DisplayText.Clean).ToArray())];
        int[] widths = new int[table.Columns.Count];
        for (int column = 0; column < widths.Length; column++)
        {
            widths[column] = table.ShowColumnNames ? DisplayText.Width(table.Columns[column].Name) : 0;
            foreach (string[] row in rows) widths[column] = Math.Max(widths[column], DisplayText.Width(row[column]));
        }

        int last = widths.Length - 1;
        int left = width - widths.Take(last).Sum() - (Gap.Length * last);
        if (left > 8) widths[last] = Math.Min(widths[last], left);
        if (table.ShowColumnNames) output.WriteLine(style.Faint(Line(table, widths, [.. table.Columns.Select(column => column.Name)])));
        foreach (string[] row in rows) output.WriteLine(Line(table, widths, row));
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
