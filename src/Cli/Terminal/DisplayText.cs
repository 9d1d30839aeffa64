using System.Globalization;
using System.Text;

namespace Item2Vec.Cli.Terminal;

/// <summary>Text on a terminal: its width, and control characters replaced.</summary>
internal static class DisplayText
{
    private const int JoinsEmoji = 0x200D, VariationSelector = 0xFE0F;

    /// <summary>
    /// Control characters, which an id may contain, become a visible mark, so that data cannot control the terminal; those that are
    /// invisible or change the direction of text are shown as their code, so that data cannot look like other data.
    /// </summary>
    public static string Clean(string text)
    {
        bool clean = true;
        foreach (char c in text) clean &= c is >= ' ' and < '\u007F';
        if (clean) return text;
        StringBuilder shown = new(text.Length);
        int before = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune)) shown.Append('\uFFFD');
            else if (IsInvisible(rune) && !(rune.Value == JoinsEmoji && (before == VariationSelector || before >= 0x1F000)))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            else shown.Append(rune.ToString());
            before = rune.Value;
        }

        return shown.ToString();
    }

    /// <summary>Marks of direction and width that are not seen, such as U+202E and U+200B, and separators of lines.</summary>
    private static bool IsInvisible(Rune rune)
        => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>The width in terminal cells.</summary>
    public static int Width(string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes()) width += Width(rune);
        return width;
    }

    /// <summary>The text truncated to a width, with an ellipsis.</summary>
    public static string Cut(string text, int width)
    {
        if (text.Length <= width && Width(text) <= width) return text;
        StringBuilder cut = new();
        int used = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (used + Width(rune) > width - 1) return Width(text) <= width ? text : cut.Append('…').ToString();
            used += Width(rune);
            cut.Append(rune.ToString());
        }

        return text;
    }

    private static int Width(Rune rune)
    {
        int value = rune.Value;
        if (value < 0x300) return 1;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
            return 0;
        // East Asian wide and full-width blocks, and emoji.
        return value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E) or (>= 0x3041 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6)
            or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1;
    }
}
