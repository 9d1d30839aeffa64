using Item2Vec.Cli.Terminal;

namespace Item2Vec.Cli.Reports.Plots;

/// <summary>The part of a plot inside its axes, in units of the drawing; y grows downwards.</summary>
internal readonly record struct PlotArea(double Left, double Top, double Width, double Height)
{
    private const double TickGap = 6, LabelLine = 16;

    public double Right => Left + Width;

    public double Bottom => Top + Height;

    /// <summary>Space below for ticks and label, which takes as many lines as it needs.</summary>
    public static double RoomBelow(string label, double width) => 24 + (LabelLine * PlotText.Lines(label, width).Count);

    public double X(PlotAxis axis, double value) => Left + (Width * axis.At(value));

    public double Y(PlotAxis axis, double value) => Bottom - (Height * axis.At(value));

    /// <summary>A horizontal axis below, with lines up from its ticks; a tick that would touch the one before has no number.</summary>
    public void DrawX(HtmlWriter svg, PlotAxis axis, bool grid = true)
    {
        double free = double.NegativeInfinity;
        foreach ((double value, string text) in axis.Ticks)
        {
            double x = X(axis, value);
            if (grid) Line(svg, "grid", x, Top, x, Bottom);
            double half = PlotText.TickWidth(text) / 2;
            if (x - half < free || text.Length == 0) continue;
            free = x + half + TickGap;
            PlotText.Write(svg, text, x, Bottom + 16, "middle", style: "tick");
        }

        Line(svg, "axis", Left, Bottom, Right, Bottom);
        IReadOnlyList<string> lines = PlotText.Lines(axis.Label, Right);
        double widest = lines.Max(PlotText.Width);
        double middle = Math.Max(widest / 2, Math.Min(Left + (Width / 2), Right - (widest / 2)));
        for (int i = 0; i < lines.Count; i++) PlotText.Write(svg, lines[i], middle, Bottom + 34 + (i * LabelLine), "middle");
    }

    /// <summary>A vertical axis to the left, with lines across from its ticks and its label above.</summary>
    public void DrawY(HtmlWriter svg, PlotAxis axis)
    {
        foreach ((double value, string text) in axis.Ticks)
        {
            double y = Y(axis, value);
            Line(svg, "grid", Left, y, Right, y);
            PlotText.Write(svg, text, Left - TickGap, y + 4, "end", style: "tick");
        }

        Line(svg, "axis", Left, Top, Left, Bottom);
        PlotText.Write(svg, axis.Label, 0, Top - 12, maxWidth: Right);
    }

    /// <summary>The space to the left that a vertical axis needs for its ticks.</summary>
    public static double RoomLeft(PlotAxis axis) => axis.Ticks.Max(tick => PlotText.Width(tick.Text)) + TickGap + 4;

    public static void Line(HtmlWriter svg, string style, double x1, double y1, double x2, double y2, string dashes = "none")
        => svg.Shape(
            "line",
            [
                ("x1", HtmlWriter.Number(x1)), ("y1", HtmlWriter.Number(y1)), ("x2", HtmlWriter.Number(x2)),
                ("y2", HtmlWriter.Number(y2)), ("class", style),
                .. dashes == "none" ? Array.Empty<(string, string)>() : [("stroke-dasharray", dashes)],
            ]);
}

/// <summary>Text in plots, whose width can only be estimated, since fonts differ.</summary>
internal static class PlotText
{
    /// <summary>The character width of DejaVu Sans, one of the widest fonts, at 12 px.</summary>
    private const double CellWidth = 7.8;

    /// <summary>The width of its digits at 11 px.</summary>
    private const double TickCellWidth = 7;

    public static double Width(string text) => DisplayText.Width(text) * CellWidth;

    /// <summary>The width of a number beside an axis.</summary>
    public static double TickWidth(string text) => DisplayText.Width(text) * TickCellWidth;

    /// <summary>Words in lines of a width; a word that is wider has a line of its own.</summary>
    public static IReadOnlyList<string> Lines(string text, double width)
    {
        List<string> lines = [string.Empty];
        foreach (string word in text.Split(' '))
        {
            string longer = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
            if (lines[^1].Length == 0 || Width(longer) <= width) lines[^1] = longer;
            else lines.Add(word);
        }

        return lines;
    }

    /// <summary>Writes text truncated to <paramref name="maxWidth"/>; the full text is shown on hover.</summary>
    /// <param name="svg">The plot.</param>
    /// <param name="text">The text.</param>
    /// <param name="x">Where it starts, or its middle or end, depending on <paramref name="anchor"/>.</param>
    /// <param name="y">Its baseline.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="maxWidth">The maximum width.</param>
    /// <param name="style">A class, or empty.</param>
    public static void Write(
        HtmlWriter svg, string text, double x, double y, string anchor = "start", double maxWidth = double.PositiveInfinity,
        string style = "")
    {
        string shown = double.IsInfinity(maxWidth) ? text : DisplayText.Cut(text, Math.Max(2, (int)(maxWidth / CellWidth)));
        svg.Open("text", ("x", HtmlWriter.Number(x)), ("y", HtmlWriter.Number(y)), ("text-anchor", anchor), ("class", style));
        if (shown != text) svg.Element("title", text);
        svg.Text(shown);
        svg.Close("text");
    }
}
