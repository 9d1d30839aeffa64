namespace Item2Vec.Cli.Reports.Plots;

/// <summary>Lines over numbers, one per series; they differ in dashes as well as in color.</summary>
internal sealed class LinePlot : Plot
{
    private static readonly string[] Dashes = ["none", "7 3", "2 3", "9 3 2 3", "5 5", "1 2"];

    public required IReadOnlyList<PlotLine> Lines { get; init; }

    public required string XAxis { get; init; }

    public required string YAxis { get; init; }

    /// <summary>Whether the vertical axis starts near the lowest value instead of at 0.</summary>
    public bool Close { get; init; }

    protected override double Height => LegendHeight(Names) + 30 + 240 + PlotArea.RoomBelow;

    private string[] Names => Lines.Count > 1 ? [.. Lines.Select(line => line.Name)] : [];

    protected override void Draw(HtmlWriter svg)
    {
        double top = Legend(svg, Names) + 30;
        PlotAxis x = PlotAxis.Linear(
            XAxis, Lines.SelectMany(line => line.Points).Select(point => point.X), close: true,
            whole: Lines.All(line => line.Points.All(point => double.IsInteger(point.X))));
        PlotAxis y = PlotAxis.Linear(YAxis, Lines.SelectMany(line => line.Points).Select(point => point.Y), Close);
        double left = PlotArea.RoomLeft(y);
        PlotArea area = new(left, top, Width - left - 20, 240);
        area.DrawX(svg, x);
        area.DrawY(svg, y);
        for (int i = 0; i < Lines.Count; i++)
        {
            (string X, string Y)[] places = [.. Lines[i].Points.Where(point => double.IsFinite(point.Y))
                .Select(point => (HtmlWriter.Number(area.X(x, point.X)), HtmlWriter.Number(area.Y(y, point.Y))))];

            // A line of one point would be invisible.
            if (places.Length == 1) svg.Shape("circle", ("cx", places[0].X), ("cy", places[0].Y), ("r", "4"), ("class", Series(i)));
            string points = string.Join(' ', places.Select(place => $"{place.X},{place.Y}"));
            svg.Shape("polyline", ("points", points), ("class", $"line {Series(i)}"), ("stroke-dasharray", Dashes[i % Dashes.Length]));
        }
    }
}

/// <summary>A line.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Points">Its points, from left to right.</param>
internal sealed record PlotLine(string Name, IReadOnlyList<(double X, double Y)> Points);
