namespace Item2Vec.Cli.Reports.Plots;

/// <summary>Grouped columns, one per series at each position.</summary>
internal sealed class ColumnPlot : Plot
{
    public required IReadOnlyList<string> Places { get; init; }

    /// <summary>For each series its name and a value per position.</summary>
    public required IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Columns { get; init; }

    public required string XAxis { get; init; }

    public required string YAxis { get; init; }

    protected override double Height(double width) => LegendHeight(Names, width) + 30 + 220 + PlotArea.RoomBelow(XAxis, width);

    private string[] Names => Columns.Count > 1 ? [.. Columns.Select(column => column.Name)] : [];

    protected override IReadOnlyList<string> Draw(HtmlWriter svg, double width)
    {
        double top = Legend(svg, Names, width) + 30;
        PlotAxis y = PlotAxis.Linear(YAxis, Columns.SelectMany(column => column.Values));
        PlotAxis x = PlotAxis.Places(XAxis, Places);
        double left = PlotArea.RoomLeft(y);
        PlotArea area = new(left, top, width - left, 220);
        area.DrawY(svg, y);
        double column = area.Width / Places.Count * 0.8 / Math.Max(1, Columns.Count);
        for (int series = 0; series < Columns.Count; series++)
        {
            for (int place = 0; place < Places.Count; place++)
            {
                double value = Columns[series].Values[place];
                if (!double.IsFinite(value)) continue;
                double start = area.X(x, place + 0.1) + (series * column);
                (double low, double high) = (area.Y(y, Math.Max(0, value)), area.Y(y, Math.Min(0, value)));
                svg.Shape(
                    "rect", ("x", HtmlWriter.Number(start)), ("y", HtmlWriter.Number(low)), ("width", HtmlWriter.Number(column * 0.9)),
                    ("height", HtmlWriter.Number(high - low)), ("class", Series(series)));
            }
        }

        area.DrawX(svg, x, grid: false);
        return [];
    }
}
