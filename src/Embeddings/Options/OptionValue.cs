using System.Globalization;

namespace Item2Vec.Embeddings.Options;

/// <summary>What kind of value an option has.</summary>
public enum OptionKind
{
    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One of some names.</summary>
    Choice,

    /// <summary>True or false.</summary>
    Switch,

    /// <summary>A time such as 30m, or none.</summary>
    Duration,

    /// <summary>Text of another form.</summary>
    Text,
}

/// <summary>The values that an option can have: their range, and how they are read from and written as text.</summary>
/// <param name="Kind">What kind they are.</param>
/// <param name="Syntax">The placeholder of the value in the help: <c>N</c>, <c>true|false</c>.</param>
/// <param name="Expected">What a text must be: <c>a whole number from 1 to 5</c>.</param>
/// <param name="Rule">What a value must be: <c>must be 1 to 5</c>.</param>
/// <param name="TryRead">Reads a text; false when it is no value in the range.</param>
/// <param name="Write">The text that <paramref name="TryRead"/> reads.</param>
/// <param name="IsValid">Whether a value is in the range.</param>
public sealed record OptionValue<T>(
    OptionKind Kind,
    string Syntax,
    string Expected,
    string Rule,
    OptionReader<T> TryRead,
    Func<T, string> Write,
    Func<T, bool> IsValid);

/// <summary>Reads a text; false if it is no value.</summary>
public delegate bool OptionReader<T>(string text, out T value);

/// <summary>Creates the common kinds of values.</summary>
public static class OptionValue
{
    private const string None = "none";

    /// <summary>A whole number in a range; a maximum of <see cref="int.MaxValue"/> is none.</summary>
    public static OptionValue<int> Whole(int min, int max) => new(
        OptionKind.Whole, "N", max == int.MaxValue ? $"a whole number of at least {min}" : $"a whole number from {min} to {max}",
        max == int.MaxValue ? $"must be at least {min}" : $"must be {min} to {max}",
        (string text, out int value) => TryReadWhole(text, out value) && value >= min && value <= max,
        Text, value => value >= min && value <= max);

    /// <summary>A whole number in a range, or a name for another number.</summary>
    /// <param name="min">The minimum.</param>
    /// <param name="max">The maximum.</param>
    /// <param name="name">The name.</param>
    /// <param name="named">The number it stands for.</param>
    /// <param name="meaning">What that number means, for the rule: <c>or the whole session</c>.</param>
    internal static OptionValue<int> WholeOr(int min, int max, string name, int named, string meaning) => new(
        OptionKind.Whole, $"N|{name}", $"a whole number from {min} to {max}, or '{name}'", $"must be {min} to {max}, {meaning}",
        (string text, out int value) =>
        {
            value = named;
            return text == name || (TryReadWhole(text, out value) && value >= min && value <= max);
        },
        value => value == named ? name : Text(value), value => value == named || (value >= min && value <= max));

    /// <summary>Any whole number of 64 bits.</summary>
    internal static OptionValue<long> Whole64 { get; } = new(
        OptionKind.Whole, "N", "a whole number", "must be a whole number",
        (string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
        Text, _ => true);

    /// <summary>A number in a range.</summary>
    /// <param name="min">The minimum.</param>
    /// <param name="max">The maximum.</param>
    /// <param name="aboveMin">Whether the minimum itself is out of range.</param>
    /// <param name="belowMax">Whether the maximum itself is out of range.</param>
    /// <param name="example">An example for the error message, or null.</param>
    internal static OptionValue<double> Number(double min, double max, bool aboveMin = false, bool belowMax = false, string? example = null)
    {
        string upper = $"{(aboveMin ? belowMax ? " and" : ", at most" : " to")}{(belowMax ? " below" : string.Empty)} {Text(max)}";
        string range = (aboveMin ? "above " : string.Empty) + Text(min) + upper;
        string expected =
            $"a number {(aboveMin ? string.Empty : "from ")}{range}{(example is null ? string.Empty : $", such as {example}")}";
        return new OptionValue<double>(
            OptionKind.Number, "X", expected, $"must be {range}",
            (string text, out double value) => TryReadNumber(text, out value) && IsValid(value), Text, IsValid);

        bool IsValid(double value) => (aboveMin ? value > min : value >= min) && (belowMax ? value < max : value <= max);
    }

    /// <summary>A value of another kind, or null for the default of the option.</summary>
    internal static OptionValue<T?> Optional<T>(OptionValue<T> value)
        where T : struct
        => new(
            value.Kind, value.Syntax, value.Expected, value.Rule,
            (string text, out T? read) =>
            {
                bool isValue = value.TryRead(text, out T known);
                read = isValue ? known : null;
                return isValue;
            },
            given => given is T known ? value.Write(known) : None, given => given is not T known || value.IsValid(known));

    /// <summary>One of some values, each with a name.</summary>
    public static OptionValue<T> Choice<T>(params (string Name, T Value)[] choices)
    {
        string[] names = [.. choices.Select(choice => choice.Name)];
        return new OptionValue<T>(
            OptionKind.Choice, string.Join('|', names), $"one of {string.Join(", ", names)}",
            $"must be {Alternatives([.. choices.Select(choice => choice.Value!.ToString()!)])}",
            (string text, out T value) =>
            {
                int at = Array.IndexOf(names, text);
                value = choices[Math.Max(at, 0)].Value;
                return at >= 0;
            },
            value => Array.Find(choices, choice => Equals(choice.Value, value)).Name ?? "unknown",
            value => Array.Exists(choices, choice => Equals(choice.Value, value)));
    }

    /// <summary>True or false.</summary>
    public static OptionValue<bool> Switch { get; } = new(
        OptionKind.Switch, "true|false", "true or false", "must be true or false",
        (string text, out bool value) =>
        {
            value = text == "true";
            return text is "true" or "false";
        },
        value => value ? "true" : "false", _ => true);

    /// <summary>A time above zero, or none.</summary>
    internal static OptionValue<TimeSpan?> Duration { get; } = new(
        OptionKind.Duration, "TIME", DurationText.Expected, "must be above zero",
        (string text, out TimeSpan? value) =>
        {
            value = null;
            return text == None || DurationText.TryRead(text, out value);
        },
        value => value is TimeSpan time ? DurationText.Write(time) : None, value => value is not TimeSpan time || time > TimeSpan.Zero);

    /// <summary>Reads a finite number with a decimal point; a decimal comma is an error, never a thousands separator.</summary>
    public static bool TryReadNumber(string text, out double value)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    internal static string Text(IFormattable value) => value.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture);

    private static string Text(int value) => Text((IFormattable)value);

    private static string Text(long value) => Text((IFormattable)value);

    private static string Text(double value) => Text((IFormattable)value);

    private static bool TryReadWhole(string text, out int value)
        => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static string Alternatives(string[] names)
        => names.Length < 2 ? string.Concat(names) : $"{string.Join(", ", names[..^1])} or {names[^1]}";
}

/// <summary>Durations such as 45s, 30m, 2h and 1d.</summary>
public static class DurationText
{
    /// <summary>What a text must be.</summary>
    public const string Expected = "a duration such as 45s, 30m, 2h or 1d";

    private const double MaxSeconds = 1e9;

    /// <summary>Reads a text; false when it is no time above zero.</summary>
    public static bool TryRead(string text, out TimeSpan? value)
    {
        ArgumentNullException.ThrowIfNull(text);
        value = null;
        if (text.Length < 2) return false;
        double seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        if (seconds == 0) return false;
        ReadOnlySpan<char> number = text.AsSpan(0, text.Length - 1);
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)) return false;
        if (count <= 0 || count * seconds > MaxSeconds) return false;
        value = TimeSpan.FromSeconds(count * seconds);
        return true;
    }

    /// <summary>A time in the largest unit that divides it.</summary>
    public static string Write(TimeSpan time) => time switch
    {
        { TotalDays: var days } when days == Math.Floor(days) => $"{OptionValue.Text(days)}d",
        { TotalHours: var hours } when hours == Math.Floor(hours) => $"{OptionValue.Text(hours)}h",
        { TotalMinutes: var minutes } when minutes == Math.Floor(minutes) => $"{OptionValue.Text(minutes)}m",
        { TotalSeconds: var seconds } => $"{OptionValue.Text(seconds)}s",
    };
}
