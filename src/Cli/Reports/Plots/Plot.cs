using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Reports.Plots;

/// <summary>
/// A plot as inline SVG: caption, description for screen readers, and its numbers as a collapsible table. It is drawn twice, for wide
/// windows and for narrow ones, so that its letters keep their size; the style sheet shows one of the two.
/// </summary>
internal abstract class Plot : IReportBlock
{
    /// <summary>The drawings: their class in <see cref="ReportStyle"/>, and their width in pixels.</summary>
    private static readonly (string Class, double Width)[] Drawings = [("wide", 760), ("narrow", 440)];

    private const double LegendLine = 18, LegendGaps = 24, Swatch = 12;

    /// <summary>Long enough for the longest dashes to be seen.</summary>
    private const double LineSwatch = 36;

    public required string Title { get; init; }

    /// <summary>How to read it, in one sentence.</summary>
    public required string Description { get; init; }

    /// <summary>Its numbers; null if a table of the report has them.</summary>
    public TextTable? Data { get; init; }

    /// <summary>The height of a drawing of some width.</summary>
    protected abstract double Height(double width);

    public void Write(HtmlWriter html)
    {
        html.Open("figure");
        html.Open("figcaption");
        html.Text(Title);
        html.Element("span", Description);
        html.Close("figcaption");
        foreach ((string style, double width) in Drawings) Draw(html, style, width);
        if (Data is not null)
        {
            html.Open("details");
            html.Element("summary", "The numbers");
            new ReportTable(Data).Write(html);
            html.Close("details");
        }

        html.Close("figure");
    }

    /// <summary>Draws it.</summary>
    /// <param name="svg">The drawing.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <returns>The names that found no room in it.</returns>
    protected abstract IReadOnlyList<string> Draw(HtmlWriter svg, double width);

    private void Draw(HtmlWriter html, string style, double width)
    {
        string title = html.NewId("plot");
        string description = html.NewId("plot");
        html.Open("div", ("class", style));
        html.Open(
            "svg", ("viewBox", $"0 0 {HtmlWriter.Number(width)} {HtmlWriter.Number(Height(width))}"), ("role", "img"),
            ("aria-labelledby", $"{title} {description}"));
        html.Element("title", Title, ("id", title));
        html.Element("desc", Description, ("id", description));
        IReadOnlyList<string> unnamed = Draw(html, width);
        html.Close("svg");
        if (unnamed.Count > 0)
            html.Element("p", $"Without room for their names, which show on hover: {string.Join(", ", unnamed)}.", ("class", "lead"));
        html.Close("div");
    }

    /// <summary>The class of a series.</summary>
    protected static string Series(int number) => $"s{number % ReportStyle.Series}";

    /// <summary>A swatch and a name per series, in lines of the drawing's width.</summary>
    /// <param name="svg">The drawing.</param>
    /// <param name="names">The names.</param>
    /// <param name="plotWidth">The drawing's width.</param>
    /// <param name="dashes">The dashes of the lines that the names stand for; null for areas and points.</param>
    /// <returns>Its height.</returns>
    protected static double Legend(HtmlWriter svg, IReadOnlyList<string> names, double plotWidth, Func<int, string>? dashes = null)
    {
        double x = 0;
        double y = LegendLine;
        double swatch = dashes is null ? Swatch : LineSwatch;
        for (int i = 0; i < names.Count; i++)
        {
            double width = PlotText.Width(names[i]) + swatch + LegendGaps;
            if (x > 0 && x + width > plotWidth) (x, y) = (0, y + LegendLine);
            if (dashes is null)
                svg.Shape(
                    "rect", ("x", HtmlWriter.Number(x)), ("y", HtmlWriter.Number(y - 10)), ("width", HtmlWriter.Number(swatch)),
                    ("height", "10"), ("class", Series(i)));
            else PlotArea.Line(svg, $"line {Series(i)}", x, y - 4, x + swatch, y - 4, dashes(i));
            PlotText.Write(svg, names[i], x + swatch + 6, y, maxWidth: plotWidth - swatch - 6);
            x += width;
        }

        return LegendHeight(names, plotWidth, dashes is not null);
    }

    /// <summary>The height of <see cref="Legend"/>.</summary>
    protected static double LegendHeight(IReadOnlyList<string> names, double plotWidth, bool areLines = false)
    {
        double x = 0;
        int lines = names.Count > 0 ? 1 : 0;
        foreach (double width in names.Select(name => PlotText.Width(name) + (areLines ? LineSwatch : Swatch) + LegendGaps))
        {
            if (x > 0 && x + width > plotWidth) (x, lines) = (0, lines + 1);
            x += width;
        }

        return (lines * LegendLine) + (lines > 0 ? 8 : 0);
    }
}
