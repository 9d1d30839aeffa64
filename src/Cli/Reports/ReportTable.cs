using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Reports;

/// <summary>A table, with its heading as caption.</summary>
internal sealed class ReportTable(TextTable table) : IReportBlock
{
    /// <summary>Texts up to this length, such as model names and intervals, are not wrapped.</summary>
    private const int ShortText = 24;

    public void Write(HtmlWriter html)
    {
        html.Open("div", ("class", "scroll"));
        html.Open("table");
        if (table.Heading is not null) WriteCaption(html, table.Heading);
        if (table.ShowColumnNames)
        {
            html.Open("thead");
            html.Open("tr");
            foreach (TextColumn column in table.Columns) html.Element("th", column.Name, ("scope", "col"), ("class", Class(column)));
            html.Close("tr");
            html.Close("thead");
        }

        html.Open("tbody");
        foreach (string[] row in table.Rows)
        {
            html.Open("tr");
            for (int column = 0; column < row.Length; column++)
            {
                string style = row[column].Length <= ShortText ? $"{Class(table.Columns[column])} short" : Class(table.Columns[column]);
                if (column == 0) html.Element("th", row[column], ("scope", "row"), ("class", style));
                else html.Element("td", row[column], ("class", style));
            }

            html.Close("tr");
        }

        html.Close("tbody");
        html.Close("table");
        html.Close("div");
    }

    /// <summary>In an element of its own, which stays within the window where the table is wider.</summary>
    private static void WriteCaption(HtmlWriter html, string text)
    {
        html.Open("caption");
        html.Element("span", text);
        html.Close("caption");
    }

    private static string Class(TextColumn column) => column.IsNumber ? "number" : "text";
}
