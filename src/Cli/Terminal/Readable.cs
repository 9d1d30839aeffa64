using System.Globalization;

namespace Item2Vec.Cli.Terminal;

/// <summary>Formats numbers for people and tools, in the invariant culture.</summary>
internal static class Readable
{
    /// <summary>1,234,567.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 item", "2 items".</summary>
    public static string Count(long number, string thing) => $"{Count(number)} {thing}{(number == 1 ? string.Empty : "s")}";

    /// <summary>Three decimals, for people.</summary>
    public static string Score(double score) => double.IsFinite(score) ? score.ToString("0.000", CultureInfo.InvariantCulture) : "-";

    /// <summary>
    /// Both ends of an interval: "0.211-0.214"; "-0.02 to 0.15", where a dash would look like a sign. Empty if there is none.
    /// </summary>
    /// <param name="low">The lower end, or not finite.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="format">How the ends are written.</param>
    public static string Interval(double low, double high, string format = "0.000")
    {
        if (!double.IsFinite(low)) return string.Empty;
        string between = low < 0 ? " to " : "-";
        return low.ToString(format, CultureInfo.InvariantCulture) + between + high.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>The shortest text that reads back as the same number, for tools.</summary>
    public static string Exact(float number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Exact(float)"/>
    public static string Exact(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Exact(float)"/>
    public static string Exact(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Four decimals for losses; a dash if there is none yet.</summary>
    public static string Loss(double loss) => double.IsFinite(loss) ? loss.ToString("0.0000", CultureInfo.InvariantCulture) : "-";

    /// <summary>A share as "41.2 %".</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    /// <summary>0.3 s, 12 s, 3:07 min, 2:05 h.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00} h"),
    };

    /// <summary>Sizes in bytes: 1.2 MB.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        1 => "1 byte",
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };
}
