namespace Item2Vec.Cli.Reports.Plots;

/// <summary>Points with names, which keep clear of each other (<see cref="PlotNames"/>).</summary>
internal sealed class ScatterPlot : Plot
{
    private const double Radius = 4.5;

    public required IReadOnlyList<PlotPoint> Points { get; init; }

    public required string XAxis { get; init; }

    public required string YAxis { get; init; }

    /// <summary>The names of <see cref="PlotPoint.Series"/>; empty for one series.</summary>
    public IReadOnlyList<string> SeriesNames { get; init; } = [];

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool Logarithmic { get; init; }

    protected override double Height(double width)
        => LegendHeight(SeriesNames, width) + 30 + 320 + PlotArea.RoomBelow(XAxis, width);

    protected override IReadOnlyList<string> Draw(HtmlWriter svg, double width)
    {
        double top = Legend(svg, SeriesNames, width) + 30;
        PlotAxis x = Logarithmic
            ? PlotAxis.Logarithmic(XAxis, Points.Select(point => point.X))
            : PlotAxis.Linear(XAxis, Points.Select(point => point.X), close: true);
        PlotAxis y = PlotAxis.Linear(YAxis, Points.Select(point => point.Y), close: true);
        double left = PlotArea.RoomLeft(y);
        PlotArea area = new(left, top, width - left - 20, 320);
        area.DrawX(svg, x);
        area.DrawY(svg, y);
        PlotPoint[] drawn = [.. Points.Where(point => double.IsFinite(x.At(point.X)) && double.IsFinite(y.At(point.Y)))];
        PlotNames names = new(
            area, width, Radius, [.. drawn.Select(point => (area.X(x, point.X), area.Y(y, point.Y)))]);
        List<string> unnamed = [];
        foreach (PlotPoint point in drawn)
        {
            (double at, double height) = (area.X(x, point.X), area.Y(y, point.Y));
            svg.Open(
                "circle", ("cx", HtmlWriter.Number(at)), ("cy", HtmlWriter.Number(height)), ("r", HtmlWriter.Number(Radius)),
                ("class", Series(point.Series)));
            svg.Element("title", point.Name);
            svg.Close("circle");
            if (!names.TryWrite(svg, point.Name, at, height)) unnamed.Add(point.Name);
        }

        return unnamed;
    }
}

/// <summary>A point.</summary>
/// <param name="Name">Its name.</param>
/// <param name="X">Its horizontal position.</param>
/// <param name="Y">Its height.</param>
/// <param name="Series">Its series.</param>
internal readonly record struct PlotPoint(string Name, double X, double Y, int Series = 0);
