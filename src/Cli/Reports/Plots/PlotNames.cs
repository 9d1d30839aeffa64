namespace Item2Vec.Cli.Reports.Plots;

/// <summary>
/// Names beside points. A name that would cover a point or another name moves away, with a line to its point; past
/// <see cref="MaxReach"/> it has no place.
/// </summary>
internal sealed class PlotNames
{
    private const double TextHeight = 13, Gap = 3;

    /// <summary>How far a name may be from its point.</summary>
    private const double MaxReach = 160;

    private const double Reach = 18;
    private const int Directions = 16;

    private readonly PlotArea area;
    private readonly double width;
    private readonly double radius;
    private readonly List<Box> taken;

    /// <param name="area">Where names may be; they may stand out to the right.</param>
    /// <param name="width">The width of the drawing.</param>
    /// <param name="radius">The radius of a point.</param>
    /// <param name="points">All points, which names keep clear of.</param>
    public PlotNames(PlotArea area, double width, double radius, IReadOnlyList<(double X, double Y)> points)
    {
        this.area = area;
        this.width = width;
        this.radius = radius;
        taken = [.. points.Select(point => new Box(point.X - radius, point.Y - radius, point.X + radius, point.Y + radius))];
    }

    /// <summary>Writes the name of a point where there is room.</summary>
    /// <returns>Whether there was.</returns>
    public bool TryWrite(HtmlWriter svg, string name, double x, double y)
    {
        foreach (Try place in Tries(PlotText.Width(name), x, y))
        {
            if (!IsFree(place.Box)) continue;
            taken.Add(place.Box);
            if (place.IsFar)
            {
                double toX = Math.Clamp(x, place.Box.Left, place.Box.Right);
                PlotArea.Line(svg, "grid", x, y, toX, Math.Clamp(y, place.Box.Top, place.Box.Bottom));
            }

            double at = place.Anchor switch
            {
                "start" => place.Box.Left,
                "end" => place.Box.Right,
                _ => (place.Box.Left + place.Box.Right) / 2,
            };
            PlotText.Write(svg, name, at, place.Box.Bottom - 3, place.Anchor);
            return true;
        }

        return false;
    }

    /// <summary>Beside the point: right, left, above, below; then around it, farther and farther.</summary>
    private IEnumerable<Try> Tries(double text, double x, double y)
    {
        double near = radius + Gap;
        yield return new Try(Box.At(x + near, y - (TextHeight / 2), text), "start");
        yield return new Try(Box.At(x - near - text, y - (TextHeight / 2), text), "end");
        yield return new Try(Box.At(x - (text / 2), y - near - TextHeight, text), "middle");
        yield return new Try(Box.At(x - (text / 2), y + near, text), "middle");
        for (double reach = Reach; reach <= MaxReach; reach += Reach / 2)
        {
            for (int direction = 0; direction < Directions; direction++)
            {
                (double sin, double cos) = Math.SinCos(direction * 2 * Math.PI / Directions);
                (double toX, double toY) = (x + (reach * cos), y - (reach * sin) - (TextHeight / 2));
                (double left, string anchor) = cos > 0.3 ? (toX, "start") : cos < -0.3 ? (toX - text, "end") : (toX - (text / 2), "middle");
                yield return new Try(Box.At(left, toY, text), anchor, IsFar: true);
            }
        }
    }

    private bool IsFree(Box box)
        => box.Left >= area.Left && box.Right <= width && box.Top >= area.Top - TextHeight && box.Bottom <= area.Bottom
            && !taken.Exists(box.Covers);

    private readonly record struct Try(Box Box, string Anchor, bool IsFar = false);

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public static Box At(double left, double top, double text) => new(left, top, left + text, top + TextHeight);

        public bool Covers(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }
}
