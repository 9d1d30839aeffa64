namespace Item2Vec.Cli.Terminal;

/// <summary>Tab-separated lines under a header line; a tab, line break or backslash in a cell is written \t, \n, \r or \\.</summary>
internal sealed class TsvFormat : IResultFormat
{
    public string Name => "tsv";

    public void Write(IReport report, Streams streams)
    {
        TextTable table = report.ForTools();
        streams.Results.WriteLine(string.Join('\t', table.Columns.Select(column => Escape(column.Name))));
        foreach (string[] row in table.Rows) streams.Results.WriteLine(string.Join('\t', row.Select(Escape)));
    }

    private static string Escape(string cell)
        => cell.AsSpan().IndexOfAny("\t\n\r\\") < 0
            ? cell
            : cell.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\t", "\\t", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal)
                .Replace("\r", "\\r", StringComparison.Ordinal);
}
