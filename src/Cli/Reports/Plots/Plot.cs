using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Reports.Plots;

/// <summary>A plot as inline SVG: caption, description for screen readers, and its numbers as a collapsible table.</summary>
internal abstract class Plot : IReportBlock
{
    /// <summary>The width of every plot, which the page scales.</summary>
    protected const double Width = 760;

    private const double LegendLine = 18;

    public required string Title { get; init; }

    /// <summary>How to read it, in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Its numbers; null if a table of the report has them.</summary>
    public TextTable? Data { get; init; }

    protected abstract double Height { get; }

    public void Write(HtmlWriter html)
    {
        string title = html.NewId("plot");
        string description = html.NewId("plot");
        html.Open("figure");
        html.Open("figcaption");
        html.Text(Title);
        html.Element("span", Description);
        html.Close("figcaption");
        html.Open(
            "svg", ("viewBox", $"0 0 {HtmlWriter.Number(Width)} {HtmlWriter.Number(Height)}"), ("role", "img"),
            ("aria-labelledby", $"{title} {description}"));
        html.Element("title", Title, ("id", title));
        html.Element("desc", Description, ("id", description));
        Draw(html);
        html.Close("svg");
        if (Data is not null)
        {
            html.Open("details");
            html.Element("summary", "The numbers");
            new ReportTable(Data).Write(html);
            html.Close("details");
        }

        html.Close("figure");
    }

    protected abstract void Draw(HtmlWriter svg);

    /// <summary>The class of a series.</summary>
    protected static string Series(int number) => $"s{number % ReportStyle.Series}";

    /// <summary>A swatch and a name per series, in lines of the plot's width.</summary>
    /// <returns>Its height.</returns>
    protected static double Legend(HtmlWriter svg, IReadOnlyList<string> names)
    {
        double x = 0;
        double y = LegendLine;
        for (int i = 0; i < names.Count; i++)
        {
            double width = PlotText.Width(names[i]) + 36;
            if (x > 0 && x + width > Width) (x, y) = (0, y + LegendLine);
            svg.Shape(
                "rect", ("x", HtmlWriter.Number(x)), ("y", HtmlWriter.Number(y - 10)), ("width", "12"), ("height", "10"),
                ("class", Series(i)));
            PlotText.Write(svg, names[i], x + 18, y);
            x += width;
        }

        return LegendHeight(names);
    }

    /// <summary>The height of <see cref="Legend"/>.</summary>
    protected static double LegendHeight(IReadOnlyList<string> names)
    {
        double x = 0;
        int lines = names.Count > 0 ? 1 : 0;
        foreach (double width in names.Select(name => PlotText.Width(name) + 36))
        {
            if (x > 0 && x + width > Width) (x, lines) = (0, lines + 1);
            x += width;
        }

        return (lines * LegendLine) + (lines > 0 ? 8 : 0);
    }
}
