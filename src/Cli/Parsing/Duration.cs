using System.Globalization;

namespace Item2Vec.Cli;

/// <summary>Durations as people write them: 45s, 30m, 2h, 1d.</summary>
internal static class Duration
{
    public static bool TryRead(string text, out TimeSpan? value, out string expected)
    {
        expected = "a duration such as 45s, 30m, 2h or 1d";
        value = null;
        if (text.Length < 2) return false;
        double seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
        if (seconds == 0) return false;
        if (!double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)) return false;
        if (count <= 0 || count * seconds > 1e9) return false;
        value = TimeSpan.FromSeconds(count * seconds);
        return true;
    }
}
