using System.Globalization;

namespace Item2Vec.Cli.Reports.Plots;

/// <summary>A scale from numbers to places along an axis, from 0 to 1, with round ticks.</summary>
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

    /// <summary>An axis that begins at 0, or lower where a value does; with <paramref name="close"/> near the lowest value, with <paramref name="whole"/> without ticks between whole numbers.</summary>
    public static PlotAxis Linear(string label, IEnumerable<double> values, bool close = false, bool whole = false)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        double least = finite.Length == 0 ? 0 : close ? finite.Min() : Math.Min(0, finite.Min());
        double most = finite.Length == 0 ? 1 : close ? finite.Max() : Math.Max(0, finite.Max());
        if (most <= least) most = least + (least == 0 ? 1 : Math.Abs(least));
        double step = RoundStep(Math.Max((most - least) / MaxSteps, whole ? 1 : 0));
        double from = Math.Floor((least / step) + 1e-9);
        double to = Math.Ceiling((most / step) - 1e-9);
        int decimals = Math.Max(0, (int)-Math.Floor(Math.Log10(step) + 1e-9));
        string format = string.Create(CultureInfo.InvariantCulture, $"N{decimals}");
        (double, string)[] ticks = [.. Enumerable.Range(0, (int)(to - from) + 1).Select(i => (from + i) * step).Select(at => (at, at.ToString(format, CultureInfo.InvariantCulture)))];
        return new PlotAxis(label, from * step, to * step, false, ticks);
    }

    /// <summary>An axis on which equal factors are equally long; numbers of 0 and below have no place on it.</summary>
    public static PlotAxis Logarithmic(string label, IEnumerable<double> values)
    {
        double[] positive = [.. values.Where(value => double.IsFinite(value) && value > 0)];
        double least = positive.Length == 0 ? 1 : positive.Min();
        double most = positive.Length == 0 ? 10 : positive.Max();
        int from = (int)Math.Floor(Math.Log10(least) + 1e-9);
        int to = Math.Max(from + 1, (int)Math.Ceiling(Math.Log10(most) - 1e-9));
        int[] factors = to - from <= 2 ? [1, 2, 5] : [1];
        (double, string)[] ticks = [.. Enumerable.Range(from, to - from + 1).SelectMany(power => factors.Select(factor => factor * Math.Pow(10, power)))
            .Where(at => at <= Math.Pow(10, to) * (1 + 1e-9)).Select(at => (at, at.ToString("#,0.######", CultureInfo.InvariantCulture)))];
        return new PlotAxis(label, from, to, true, ticks);
    }

    /// <summary>An axis of places that stand for themselves, with their names in the middle.</summary>
    public static PlotAxis Places(string label, IReadOnlyList<string> names)
        => new(label, 0, names.Count, false, [.. names.Select((name, i) => (i + 0.5, name))]);

    /// <summary>Where a number stands; not finite for one that has no place.</summary>
    public double At(double value) => ((logarithmic ? Math.Log10(value) : value) - low) / (high - low);

    /// <summary>The next of 1, 2, 5, 10, ... times a power of ten.</summary>
    private static double RoundStep(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return new[] { 1.0, 2, 5, 10 }.First(factor => factor * power >= least * (1 - 1e-9)) * power;
    }
}
