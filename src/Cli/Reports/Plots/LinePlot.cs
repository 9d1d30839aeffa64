namespace Item2Vec.Cli.Reports.Plots;

/// <summary>Lines over numbers, one per series; they differ in dashes as well as in color.</summary>
internal sealed class LinePlot : Plot
{
    private static readonly string[] AllDashes = ["none", "7 3", "2 3", "9 3 2 3", "5 5", "1 2"];

    public required IReadOnlyList<PlotLine> Lines { get; init; }

    public required string XAxis { get; init; }

    public required string YAxis { get; init; }

    protected override double Height(double width)
        => LegendHeight(Names, width, areLines: true) + 30 + 240 + PlotArea.RoomBelow(XAxis, width);

    private string[] Names => Lines.Count > 1 ? [.. Lines.Select(line => line.Name)] : [];

    protected override IReadOnlyList<string> Draw(HtmlWriter svg, double width)
    {
        double top = Legend(svg, Names, width, Dashes) + 30;
        PlotAxis x = PlotAxis.Between(
            XAxis, Lines.SelectMany(line => line.Points).Select(point => point.X),
            Lines.All(line => line.Points.All(point => double.IsInteger(point.X))));
        PlotAxis y = PlotAxis.Linear(YAxis, Lines.SelectMany(line => line.Points).Select(point => point.Y), close: true);
        double left = PlotArea.RoomLeft(y);
        PlotArea area = new(left, top, width - left - 20, 240);
        area.DrawX(svg, x);
        area.DrawY(svg, y);
        for (int i = 0; i < Lines.Count; i++)
        {
            (string X, string Y)[] places = [.. Lines[i].Points.Where(point => double.IsFinite(point.Y))
                .Select(point => (HtmlWriter.Number(area.X(x, point.X)), HtmlWriter.Number(area.Y(y, point.Y))))];

            // A line of one point would be invisible.
            if (places.Length == 1) svg.Shape("circle", ("cx", places[0].X), ("cy", places[0].Y), ("r", "4"), ("class", Series(i)));
            string points = string.Join(' ', places.Select(place => $"{place.X},{place.Y}"));
            svg.Shape("polyline", ("points", points), ("class", $"line {Series(i)}"), ("stroke-dasharray", Dashes(i)));
        }

        return [];
    }

    /// <summary>Lines of the same color differ.</summary>
    private static string Dashes(int series) => AllDashes[(series + (series / AllDashes.Length)) % AllDashes.Length];
}

/// <summary>A line.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Points">Its points, from left to right.</param>
internal sealed record PlotLine(string Name, IReadOnlyList<(double X, double Y)> Points);
