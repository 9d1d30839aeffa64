using System.Globalization;
using System.Xml.Linq;

namespace Item2Vec.Cli.Tests;

/// <summary>
/// A report as a browser sees it. What holds for every report is checked when it is opened: well formed, self-contained, described.
/// </summary>
internal sealed class ReportPage
{
    private static readonly string[] Elements =
    [
        "html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "p", "pre", "code", "dl", "dt", "dd", "div",
        "table", "caption", "thead", "tbody", "tr", "th", "td",
        "figure", "figcaption", "span", "details", "summary", "svg", "desc", "text", "line", "rect", "circle", "polyline", "g", "path",
    ];

    private static readonly string[] Attributes =
    [
        "lang", "charset", "http-equiv", "content", "name", "class", "scope", "id", "viewBox", "role", "aria-labelledby", "x", "y", "x1",
        "x2", "y1", "y2", "cx", "cy", "r", "points",
        "width", "height", "text-anchor", "fill-opacity", "stroke-dasharray", "stroke-width", "stroke-opacity", "style", "d",
    ];

    private readonly XElement root;

    public ReportPage(string path)
    {
        string text = File.ReadAllText(path);
        Assert.StartsWith("<!doctype html>\n", text, StringComparison.Ordinal);
        root = XElement.Parse(text["<!doctype html>\n".Length..]);
        Assert.Empty(root.DescendantsAndSelf().Select(element => element.Name.LocalName).Except(Elements));
        Assert.Empty(root.DescendantsAndSelf().Attributes().Select(attribute => attribute.Name.LocalName).Except(Attributes));
        Assert.DoesNotContain("url(", root.Descendants("style").Single().Value, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", root.Descendants("style").Single().Value, StringComparison.Ordinal);
        Assert.Contains(
            root.Descendants("meta"),
            meta => meta.Attribute("content")?.Value.StartsWith("default-src 'none'", StringComparison.Ordinal) == true);
        string[] ids = [.. root.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Distinct(), ids);
        foreach (XElement plot in root.Descendants("svg"))
        {
            Assert.Equal(
                plot.Attribute("aria-labelledby")!.Value.Split(' '),
                plot.Elements().Take(2).Select(element => element.Attribute("id")!.Value));
            Assert.All(plot.Elements().Take(2), element => Assert.NotEmpty(element.Value));
            double width = WidthOf(plot);
            Assert.All(plot.Descendants("rect"), bar => Assert.InRange(Number(bar, "x"), 0, width));
            Assert.All(plot.Descendants("rect"), bar => Assert.InRange(Number(bar, "x") + Number(bar, "width"), 0, width + 0.01));
            Assert.All(plot.Descendants("text"), text => Assert.InRange(Number(text, "x"), 0, width));
        }

        // Every plot is drawn for wide windows and for narrow ones.
        Assert.All(
            root.Descendants("figure"),
            figure => Assert.Equal(
                ["wide", "narrow"],
                figure.Elements("div").Where(part => part.Element("svg") is not null).Select(part => part.Attribute("class")!.Value)));
    }

    /// <summary>All text that is read, without the style.</summary>
    public string Text => string.Join('\n', root.Element("body")!.DescendantNodes().OfType<XText>().Select(text => text.Value));

    public IReadOnlyList<string> Sections => [.. root.Descendants("h2").Select(heading => heading.Value)];

    /// <summary>The captions of plots.</summary>
    public IReadOnlyList<string> Plots => [.. root.Descendants("figure").Select(plot => plot.Descendants("title").First().Value)];

    /// <summary>The captions of tables.</summary>
    public IReadOnlyList<string> Captions => [.. root.Descendants("caption").Select(caption => caption.Value)];

    /// <summary>The style sheet.</summary>
    public string Style => root.Descendants("style").Single().Value;

    /// <summary>The cells of the table with a caption, without its header.</summary>
    public string[][] TableUnder(string caption)
        => Cells(root.Descendants("table").Single(table => table.Element("caption")?.Value == caption));

    /// <summary>The cells of the table of a plot's numbers.</summary>
    public string[][] Numbers(string plot)
        => Cells(Plot(plot).Ancestors("figure").Single().Descendants("table").Single());

    /// <summary>The cells of the table whose columns begin with some names, without its header.</summary>
    public string[][] Table(params string[] columns)
    {
        XElement table = root.Descendants("table")
            .First(table => table.Descendants("th").Select(cell => cell.Value).Take(columns.Length).SequenceEqual(columns));
        return Cells(table);
    }

    private static string[][] Cells(XElement table)
        => [.. table.Element("tbody")!.Elements("tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];

    /// <summary>The horizontal bars of a plot, by label: how long each is drawn.</summary>
    public Dictionary<string, double> Bars(string plot)
    {
        XElement svg = Plot(plot);
        string[] labels = [.. svg.Elements("text").Where(text => text.Attribute("text-anchor")!.Value == "end" && Number(text, "x") < 700)
            .Select(text => text.Value)];
        double[] lengths =
            [.. svg.Elements("rect").Where(rect => rect.Attribute("fill-opacity") is not null).Select(rect => Number(rect, "width"))];
        return labels.Zip(lengths).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>The number of marks of a kind in a plot.</summary>
    public int Count(string plot, string element) => Plot(plot).Elements(element).Count();

    /// <summary>A drawing of a plot: <c>wide</c> or <c>narrow</c>.</summary>
    public XElement Plot(string title, string drawing = "wide") => root.Descendants("svg")
        .Single(svg => svg.Element("title")!.Value == title && svg.Parent!.Attribute("class")!.Value == drawing);

    /// <summary>The width of a drawing in pixels.</summary>
    public static double WidthOf(XElement plot)
        => double.Parse(plot.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture);

    public static double Number(XElement element, string attribute)
        => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
