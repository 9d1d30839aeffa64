using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Reports.Plots;

/// <summary>Horizontal bars in the order given, each with its value and optionally its interval.</summary>
internal sealed class BarPlot : Plot
{
    private const double RowHeight = 24;

    /// <summary>What labels may take, in pixels and as a share of the width.</summary>
    private const double MaxLabel = 260, MaxLabelShare = 0.45;

    public required IReadOnlyList<PlotBar> Bars { get; init; }

    /// <summary>The name of the values.</summary>
    public required string Axis { get; init; }

    /// <summary>The names of <see cref="PlotBar.Series"/>; empty for one series.</summary>
    public IReadOnlyList<string> SeriesNames { get; init; } = [];

    /// <summary>A value marked by a line, such as 1 for a ratio.</summary>
    public double? Mark { get; init; }

    /// <summary>Formats a value.</summary>
    public Func<double, string> Format { get; init; } = Readable.Score;

    protected override double Height(double width)
        => LegendHeight(SeriesNames, width) + (Bars.Count * RowHeight) + PlotArea.RoomBelow(Axis, width) + 4;

    protected override IReadOnlyList<string> Draw(HtmlWriter svg, double width)
    {
        double top = Legend(svg, SeriesNames, width);
        double left = Math.Min(
            Math.Min(MaxLabel, MaxLabelShare * width),
            Bars.Select(bar => PlotText.Width(bar.Label)).DefaultIfEmpty(0).Max()) + 8;
        double right = Bars.Select(bar => PlotText.Width(Text(bar))).DefaultIfEmpty(0).Max() + 10;
        PlotArea area = new(left, top, width - left - right, Bars.Count * RowHeight);
        PlotAxis axis = PlotAxis.Linear(Axis, [.. Bars.SelectMany(bar => new[] { bar.Value, bar.Low, bar.High }), Mark ?? 0]);
        area.DrawX(svg, axis);
        for (int i = 0; i < Bars.Count; i++) DrawBar(svg, area, axis, Bars[i], top + (i * RowHeight), width);
        PlotArea.Line(svg, "axis", area.X(axis, 0), area.Top, area.X(axis, 0), area.Bottom);
        if (Mark is double mark) PlotArea.Line(svg, "mark", area.X(axis, mark), area.Top, area.X(axis, mark), area.Bottom);
        return [];
    }

    private void DrawBar(HtmlWriter svg, PlotArea area, PlotAxis axis, PlotBar bar, double top, double width)
    {
        double middle = top + (RowHeight / 2);
        PlotText.Write(svg, bar.Label, area.Left - 8, middle + 4, "end", area.Left - 8);
        PlotText.Write(svg, Text(bar), width, middle + 4, "end");
        if (!double.IsFinite(bar.Value)) return;
        double from = area.X(axis, Math.Min(0, bar.Value));
        double to = area.X(axis, Math.Max(0, bar.Value));
        svg.Shape(
            "rect", ("x", HtmlWriter.Number(from)), ("y", HtmlWriter.Number(top + 5)), ("width", HtmlWriter.Number(to - from)),
            ("height", HtmlWriter.Number(RowHeight - 10)),
            ("class", Series(bar.Series)), ("fill-opacity", "0.75"));
        if (!double.IsFinite(bar.Low) || !double.IsFinite(bar.High)) return;
        (double low, double high) = (area.X(axis, bar.Low), area.X(axis, bar.High));
        PlotArea.Line(svg, "range", low, middle, high, middle);
        PlotArea.Line(svg, "range", low, middle - 4, low, middle + 4);
        PlotArea.Line(svg, "range", high, middle - 4, high, middle + 4);
    }

    private string Text(PlotBar bar) => double.IsFinite(bar.Value) ? Format(bar.Value) : "-";
}

/// <summary>A bar.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Value">Its length; NaN for none.</param>
/// <param name="Low">The lower end of its interval, or NaN.</param>
/// <param name="High">The upper end of its interval, or NaN.</param>
/// <param name="Series">Its series.</param>
internal readonly record struct PlotBar(string Label, double Value, double Low = double.NaN, double High = double.NaN, int Series = 0);
