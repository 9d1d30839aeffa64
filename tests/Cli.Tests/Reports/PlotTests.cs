using System.Xml.Linq;
using Item2Vec.Cli.Reports;
using Item2Vec.Cli.Reports.Plots;

namespace Item2Vec.Cli.Tests.Reports;

/// <summary>What holds for plots whatever they show: letters of one size, axes where the data are, names that can be read.</summary>
public sealed class PlotTests
{
    private const double LineHeight = 13;

    private static ReportPage Page(Plot plot)
    {
        using Workspace workspace = new();
        new HtmlReport { Title = "Plots", Lead = "Some.", Sections = [new ReportSection("All", plot)] }.Write(workspace["page.html"]);
        return new ReportPage(workspace["page.html"]);
    }

    private static ScatterPlot Scatter(IEnumerable<PlotPoint> points, bool logarithmic = false, string axis = "x") => new()
    {
        Title = "Points", Description = "Of some kind.", XAxis = axis, YAxis = "y", Logarithmic = logarithmic, Points = [.. points],
    };

    [Theory]
    [InlineData("wide")]
    [InlineData("narrow")]
    public void A_drawing_is_never_shown_larger_than_it_was_made(string drawing)
    {
        ReportPage page = Page(Scatter([new PlotPoint("a", 1, 2)]));
        double width = ReportPage.WidthOf(page.Plot("Points", drawing));
        Assert.Contains($".{drawing} svg {{ max-width: {width}px; }}", page.Style, StringComparison.Ordinal);

        // In a window of 500 px, whose page has a margin of 16 px on each side, it is not shown smaller either.
        Assert.Contains("@media screen and (max-width: 791px) { .wide { display: none; } .narrow { display: block; } }", page.Style);
        Assert.InRange(width, 400, drawing == "wide" ? 792 - 32 : 500 - 32);
    }

    [Fact]
    public void Long_labels_of_axes_wrap_within_the_drawing()
    {
        string axis = string.Join(' ', Enumerable.Repeat("a long label", 6));
        XElement plot = Page(Scatter([new PlotPoint("a", 1, 2)], axis: axis)).Plot("Points", "narrow");
        XElement[] lines = [.. plot.Elements("text").Where(text => text.Value.Contains("label", StringComparison.Ordinal))];
        Assert.True(lines.Length > 1);
        Assert.Equal(axis, string.Join(' ', lines.Select(line => line.Value)));
        Assert.All(lines, line => Inside(Extent(line), plot));
    }

    [Fact]
    public void Axes_of_points_and_lines_start_where_the_data_are()
    {
        PlotAxis close = PlotAxis.Linear("x", [0.71, 0.78], close: true);
        Assert.InRange(close.At(0.71), 0, 0.2);
        Assert.InRange(close.At(0.78), 0.8, 1);
        PlotAxis between = PlotAxis.Between("step", [1, 7, 20], whole: true);
        Assert.Equal((0, 1), (between.At(1), between.At(20)));
        Assert.Equal(["5", "10", "15", "20"], between.Ticks.Select(tick => tick.Text));
        PlotAxis factors = PlotAxis.Logarithmic("count", [300, 4000]);
        Assert.Equal(["200", "500", "1,000", "2,000", "5,000"], factors.Ticks.Select(tick => tick.Text));
        Assert.Equal((0, 1), (factors.At(200), Math.Round(factors.At(5000), 9)));
        Assert.Equal(["1", "2"], PlotAxis.Logarithmic("count", [1]).Ticks.Select(tick => tick.Text));

        PlotLine[] lines = [new PlotLine("line", [(7, 1), (13, 2), (18, 3)])];
        XElement plot = Page(new LinePlot { Title = "Lines", Description = "Some.", XAxis = "x", YAxis = "y", Lines = lines })
            .Plot("Lines");
        XElement axis = plot.Elements("line").First(line => line.Attribute("class")!.Value == "axis");
        string[] ends = [.. plot.Element("polyline")!.Attribute("points")!.Value.Split(' ').Select(point => point.Split(',')[0])];
        Assert.Equal([axis.Attribute("x1")!.Value, axis.Attribute("x2")!.Value], [ends[0], ends[^1]]);

        ReportPage page = Page(Scatter([new PlotPoint("a", 0.71, 0.91), new PlotPoint("b", 0.78, 0.99)]));
        double[] at = [.. page.Plot("Points").Elements("circle").Select(point => ReportPage.Number(point, "cx"))];
        Assert.True(at[1] - at[0] > ReportPage.WidthOf(page.Plot("Points")) / 2);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(300)]
    public void Names_of_crowded_points_move_apart_or_are_listed_below(int count)
    {
        PlotPoint[] points = [.. Enumerable.Range(0, count).Select(i => new PlotPoint($"model number {i}", 10 + (i % 3 * 0.01), 10))];
        ReportPage page = Page(Scatter([.. points, new PlotPoint("low", 0, 0), new PlotPoint("high", 20, 20)]));
        foreach (string drawing in (string[])["wide", "narrow"])
        {
            XElement plot = page.Plot("Points", drawing);
            XElement[] names = [.. plot.Elements("text").Where(text => text.Value.StartsWith("model", StringComparison.Ordinal))];
            (double Left, double Top, double Right, double Bottom)[] boxes = [.. names.Select(Extent)];
            for (int a = 0; a < boxes.Length; a++)
            {
                Inside(boxes[a], plot);
                for (int b = 0; b < a; b++)
                    Assert.False(
                        boxes[a].Left < boxes[b].Right - 0.1 && boxes[b].Left < boxes[a].Right - 0.1
                            && boxes[a].Top < boxes[b].Bottom - 0.1 && boxes[b].Top < boxes[a].Bottom - 0.1,
                        $"{names[a].Value} covers {names[b].Value}");
            }

            string note = plot.Parent!.Element("p")?.Value ?? string.Empty;
            string[] listed = [.. note.Split(": ")[^1].TrimEnd('.').Split(", ")];
            Assert.Equal(
                points.Select(point => point.Name).Order(StringComparer.Ordinal),
                names.Select(name => name.Value).Concat(listed.Where(name => name.Length > 0)).Order(StringComparer.Ordinal));
            Assert.Equal(count > 100, note.Length > 0);
        }
    }

    [Fact]
    public void Legends_of_lines_show_their_dashes()
    {
        PlotLine[] lines = [.. Enumerable.Range(0, 8).Select(i => new PlotLine($"line {i}", [(1, i), (2, i + 1)]))];
        XElement plot = Page(new LinePlot { Title = "Lines", Description = "Some.", XAxis = "x", YAxis = "y", Lines = lines })
            .Plot("Lines");
        (string, string)[] drawn = [.. plot.Elements("polyline").Select(Look)];
        Assert.Equal(8, drawn.Distinct().Count());
        Assert.Equal(
            drawn,
            plot.Elements("line").Where(line => line.Attribute("class")!.Value.StartsWith("line ", StringComparison.Ordinal)).Select(Look));

        static (string, string) Look(XElement line)
            => (line.Attribute("class")!.Value, line.Attribute("stroke-dasharray")?.Value ?? "none");
    }

    [Fact]
    public void A_histogram_counts_every_size_once()
    {
        ReportPage few = Page(Histogram.Of("Sizes", "thing", "size", [3, 5, 5, 0, 3, 3]));
        Assert.Equal([["3", "3", "60.0 %"], ["4", "0", "0.0 %"], ["5", "2", "40.0 %"]], few.Numbers("Sizes"));
        Assert.Contains("Half of 5 things have up to 3, 99 % up to 5, the largest 5.", few.Text, StringComparison.Ordinal);
        ReportPage many = Page(Histogram.Of("Sizes", "item", "events", [2, 3, 4, 7, 8, 1000, 1023]));
        Assert.Equal(["2-3", "4-7", "8-15", "16-31"], many.Numbers("Sizes").Take(4).Select(row => row[0]));
        Assert.Equal(["2", "2", "1", "0", "0", "0", "0", "0", "2"], many.Numbers("Sizes").Select(row => row[1]));
        Assert.Equal("512-1,023", many.Numbers("Sizes")[^1][0]);
        Assert.Equal(7, many.Count("Sizes", "rect") - 2);
        Assert.Contains("There are none.", Page(Histogram.Of("Sizes", "item", "events", [])).Text, StringComparison.Ordinal);
    }

    private static void Inside((double Left, double Top, double Right, double Bottom) box, XElement plot)
    {
        Assert.InRange(box.Left, 0, box.Right);
        Assert.InRange(box.Right, box.Left, ReportPage.WidthOf(plot) + 0.1);
    }

    /// <summary>Where a text is, by the estimate of its width.</summary>
    private static (double Left, double Top, double Right, double Bottom) Extent(XElement text)
    {
        double width = PlotText.Width(text.Value);
        double x = ReportPage.Number(text, "x");
        double left = text.Attribute("text-anchor")!.Value switch { "end" => x - width, "middle" => x - (width / 2), _ => x };
        double bottom = ReportPage.Number(text, "y") + 3;
        return (left, bottom - LineHeight, left + width, bottom);
    }
}
