using System.Globalization;

namespace Item2Vec.Cli.Reports.Plots;

/// <summary>A scale from numbers to positions along an axis, from 0 to 1, with round ticks.</summary>
internal sealed class PlotAxis
{
    private const int MaxSteps = 6;

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

    /// <summary>A logarithmic axis; numbers of 0 and below have no position on it.</summary>
    public static PlotAxis Logarithmic(string label, IEnumerable<double> values)
    {
        double[] positive = [.. values.Where(value => double.IsFinite(value) && value > 0)];
        double min = positive.Length == 0 ? 1 : positive.Min();
        double max = positive.Length == 0 ? 10 : positive.Max();
        int from = (int)Math.Floor(Math.Log10(min) + 1e-9);
        int to = Math.Max(from + 1, (int)Math.Ceiling(Math.Log10(max) - 1e-9));
        int[] factors = to - from <= 2 ? [1, 2, 5] : [1];
        (double, string)[] ticks =
            [.. Enumerable.Range(from, to - from + 1).SelectMany(power => factors.Select(factor => factor * Math.Pow(10, power)))
                .Where(at => at <= Math.Pow(10, to) * (1 + 1e-9))
                .Select(at => (at, at.ToString("#,0.######", CultureInfo.InvariantCulture)))];
        return new PlotAxis(label, from, to, true, ticks);
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
