namespace Item2Vec.Cli.Reports.Plots;

/// <summary>Points with names. A name that would overlap another is shown on hover instead.</summary>
internal sealed class ScatterPlot : Plot
{
    private const double Radius = 4.5;
    private const double TextHeight = 13;

    public required IReadOnlyList<PlotPoint> Points { get; init; }

    public required string XAxis { get; init; }

    public required string YAxis { get; init; }

    /// <summary>The names of <see cref="PlotPoint.Series"/>; empty for one series.</summary>
    public IReadOnlyList<string> SeriesNames { get; init; } = [];

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool Logarithmic { get; init; }

    protected override double Height => LegendHeight(SeriesNames) + 30 + 320 + PlotArea.RoomBelow;

    protected override void Draw(HtmlWriter svg)
    {
        double top = Legend(svg, SeriesNames) + 30;
        PlotAxis x = Logarithmic
            ? PlotAxis.Logarithmic(XAxis, Points.Select(point => point.X))
            : PlotAxis.Linear(XAxis, Points.Select(point => point.X));
        PlotAxis y = PlotAxis.Linear(YAxis, Points.Select(point => point.Y));
        double left = PlotArea.RoomLeft(y);
        PlotArea area = new(left, top, Width - left - 20, 320);
        area.DrawX(svg, x);
        area.DrawY(svg, y);
        PlotPoint[] drawn = [.. Points.Where(point => double.IsFinite(x.At(point.X)) && double.IsFinite(y.At(point.Y)))];
        List<Box> taken = [.. drawn.Select(point => Box.Around(area.X(x, point.X), area.Y(y, point.Y)))];
        foreach (PlotPoint point in drawn)
        {
            (double at, double height) = (area.X(x, point.X), area.Y(y, point.Y));
            svg.Open(
                "circle", ("cx", HtmlWriter.Number(at)), ("cy", HtmlWriter.Number(height)), ("r", HtmlWriter.Number(Radius)),
                ("class", Series(point.Series)));
            svg.Element("title", point.Name);
            svg.Close("circle");
            if (Place(point.Name, at, height, area, taken) is not (Box free, string anchor)) continue;
            taken.Add(free);
            PlotText.Write(svg, point.Name, anchor == "end" ? free.Right : anchor == "middle" ? at : free.Left, free.Bottom - 3, anchor);
        }
    }

    /// <summary>The first free position for a name next to its point: right, left, above, below.</summary>
    private static (Box Free, string Anchor)? Place(string name, double x, double y, PlotArea area, List<Box> taken)
    {
        const double gap = Radius + 3;
        double width = PlotText.Width(name);
        (Box, string)[] tries =
        [
            (new Box(x + gap, y - (TextHeight / 2), width), "start"),
            (new Box(x - gap - width, y - (TextHeight / 2), width), "end"),
            (new Box(x - (width / 2), y - gap - TextHeight, width), "middle"),
            (new Box(x - (width / 2), y + gap, width), "middle"),
        ];
        foreach ((Box box, string anchor) in tries)
            if (box.Left >= area.Left && box.Right <= Width && box.Top >= area.Top - TextHeight && box.Bottom <= area.Bottom
                && !taken.Exists(box.Covers)) return (box, anchor);
        return null;
    }

    private readonly record struct Box(double Left, double Top, double Length, double Tall = TextHeight)
    {
        public double Right => Left + Length;

        public double Bottom => Top + Tall;

        public static Box Around(double x, double y) => new(x - Radius, y - Radius, 2 * Radius, 2 * Radius);

        public bool Covers(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }
}

/// <summary>A point.</summary>
/// <param name="Name">Its name.</param>
/// <param name="X">Its horizontal position.</param>
/// <param name="Y">Its height.</param>
/// <param name="Series">Its series.</param>
internal readonly record struct PlotPoint(string Name, double X, double Y, int Series = 0);
