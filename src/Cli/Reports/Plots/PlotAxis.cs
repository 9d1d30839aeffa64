using System.Globalization;

namespace Item2Vec.Cli.Reports.Plots;

/// <summary>A scale from numbers to positions along an axis, from 0 to 1, with round ticks.</summary>
internal sealed class PlotAxis
{
    private const int MaxSteps = 6;

    /// <summary>A logarithmic axis of up to so many decades has ticks at 2 and 5, too.</summary>
    private const int MaxDecadesOfSteps = 2;

    private static readonly int[] RoundFactors = [1, 2, 5];

    private readonly bool logarithmic;
    private readonly double low;
    private readonly double high;

    private PlotAxis(string label, double low, double high, bool logarithmic, IReadOnlyList<(double Value, string Text)> ticks)
    {
        Label = label;
        this.low = low;
        this.high = high;
        this.logarithmic = logarithmic;
        Ticks = ticks;
    }

    public string Label { get; }

    public IReadOnlyList<(double Value, string Text)> Ticks { get; }

    /// <summary>
    /// An axis that starts at 0, or at the lowest value if that is negative; with <paramref name="close"/> near the lowest value, with
    /// <paramref name="whole"/> with ticks at whole numbers only.
    /// </summary>
    public static PlotAxis Linear(string label, IEnumerable<double> values, bool close = false, bool whole = false)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        double min = finite.Length == 0 ? 0 : close ? finite.Min() : Math.Min(0, finite.Min());
        double max = finite.Length == 0 ? 1 : close ? finite.Max() : Math.Max(0, finite.Max());
        if (max <= min) max = min + (min == 0 ? 1 : Math.Abs(min));
        double step = RoundStep(Math.Max((max - min) / MaxSteps, whole ? 1 : 0));
        double from = Math.Floor((min / step) + 1e-9);
        double to = Math.Ceiling((max / step) - 1e-9);
        int decimals = Math.Max(0, (int)-Math.Floor(Math.Log10(step) + 1e-9));
        string format = string.Create(CultureInfo.InvariantCulture, $"N{decimals}");
        (double, string)[] ticks = [.. Enumerable.Range(0, (int)(to - from) + 1).Select(i => (from + i) * step)
            .Select(at => (at, at.ToString(format, CultureInfo.InvariantCulture)))];
        return new PlotAxis(label, from * step, to * step, false, ticks);
    }

    /// <summary>An axis from the lowest value to the highest, with ticks at round numbers between them.</summary>
    public static PlotAxis Between(string label, IEnumerable<double> values, bool whole = false)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        PlotAxis round = Linear(label, finite, close: true, whole);
        if (finite.Length == 0 || finite.Min() == finite.Max()) return round;
        (double min, double max) = (finite.Min(), finite.Max());
        double margin = (max - min) * 1e-9;
        return new PlotAxis(
            label, min, max, false, [.. round.Ticks.Where(tick => tick.Value >= min - margin && tick.Value <= max + margin)]);
    }

    /// <summary>
    /// A logarithmic axis from the 1, 2 or 5 times a power of ten below the lowest value to the one above the highest; numbers of 0 and
    /// below have no position on it.
    /// </summary>
    public static PlotAxis Logarithmic(string label, IEnumerable<double> values)
    {
        double[] positive = [.. values.Where(value => double.IsFinite(value) && value > 0)];
        double min = positive.Length == 0 ? 1 : positive.Min();
        double max = positive.Length == 0 ? 10 : positive.Max();
        int first = (int)Math.Floor(Math.Log10(min) + 1e-9);
        int last = (int)Math.Ceiling(Math.Log10(max) - 1e-9);
        double[] round = [.. Enumerable.Range(first, last - first + 2)
            .SelectMany(power => RoundFactors.Select(factor => factor * Math.Pow(10, power)))];
        double from = round.Last(at => at <= min * (1 + 1e-9));
        double to = round.First(at => at >= max * (1 - 1e-9) && at > from);
        bool arePowers = Math.Log10(to / from) > MaxDecadesOfSteps;
        (double, string)[] ticks =
            [.. round.Where(at => at >= from && at <= to && (!arePowers || IsPowerOfTen(at)))
                .Select(at => (at, at.ToString("#,0.######", CultureInfo.InvariantCulture)))];
        return new PlotAxis(label, Math.Log10(from), Math.Log10(to), true, ticks);

        static bool IsPowerOfTen(double at) => Math.Abs(Math.Log10(at) - Math.Round(Math.Log10(at))) < 1e-9;
    }

    /// <summary>A categorical axis, with each name in the middle of its position.</summary>
    public static PlotAxis Places(string label, IReadOnlyList<string> names)
        => new(label, 0, names.Count, false, [.. names.Select((name, i) => (i + 0.5, name))]);

    /// <summary>The position of a number; not finite if it has none.</summary>
    public double At(double value) => ((logarithmic ? Math.Log10(value) : value) - low) / (high - low);

    /// <summary>The next of 1, 2, 5, 10, ... times a power of ten.</summary>
    private static double RoundStep(double min)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(min)));
        return new[] { 1.0, 2, 5, 10 }.First(factor => factor * power >= min * (1 - 1e-9)) * power;
    }
}
