using System.Globalization;
using System.Text;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>Texts as they are seen: two that look the same may differ in invisible characters and in their Unicode form.</summary>
internal static class VisibleForm
{
    /// <summary>A text without invisible characters, its blanks as single spaces, canonically decomposed.</summary>
    public static string Of(string text) => Decomposition.Of(Seen(text));

    /// <summary>In what two texts that look the same differ; null if they do not look the same.</summary>
    public static string? Difference(string text, string known)
    {
        if (Of(text) != Of(known)) return null;
        const string form = "its Unicode form";
        if (Decomposition.Of(text) == Decomposition.Of(known)) return form;
        string[] codes = [.. HiddenIn(text, known).Union(HiddenIn(known, text)).Order().Take(4).Select(rune => $"U+{rune.Value:X4}")];
        string invisible = codes.Length > 0 ? $"invisible characters ({string.Join(", ", codes)})" : "the place of invisible characters";
        return Seen(text) == Seen(known) ? invisible : $"{invisible} and {form}";
    }

    private static string Seen(string text)
    {
        StringBuilder seen = new(text.Length);
        bool blank = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune)) blank = seen.Length > 0;
            if (IsHidden(rune)) continue;
            if (blank) seen.Append(' ');
            blank = false;
            seen.Append(rune.ToString());
        }

        return seen.ToString();
    }

    /// <summary>The invisible characters of which a text has more than another.</summary>
    private static IEnumerable<Rune> HiddenIn(string text, string other)
    {
        ILookup<Rune, Rune> others = other.EnumerateRunes().ToLookup(rune => rune);
        return text.EnumerateRunes().Where(IsHidden).GroupBy(rune => rune)
            .Where(same => same.Count() > others[same.Key].Count()).Select(same => same.Key);
    }

    /// <summary>Blanks, controls, marks of format such as U+200B and U+FEFF, variation selectors, and fillers.</summary>
    private static bool IsHidden(Rune rune)
        => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            || rune.Value is 0x34F or 0x3164 or (>= 0xFE00 and <= 0xFE0F);
}

/// <summary>Unicode's canonical decomposition.</summary>
/// <remarks>
/// A table, because a culture-invariant program has no normalization (<c>InvariantGlobalization</c>). Marks in a row are put in the order
/// of their codes, not of their classes: for comparing.
/// </remarks>
internal static class Decomposition
{
    private const int Syllables = 0xAC00;
    private const int Vowels = 21;
    private const int Trailings = 28;
    private const int SyllableCount = 19 * Vowels * Trailings;

    private static readonly Lazy<Dictionary<int, Rune[]>> Table = new(Read);

    /// <summary>The text decomposed.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text)) return text;
        List<Rune> parts = new(text.Length);
        int marks = 0;
        foreach (Rune part in text.EnumerateRunes().SelectMany(PartsOf))
        {
            if (Rune.GetUnicodeCategory(part) == UnicodeCategory.NonSpacingMark)
            {
                marks++;
            }
            else
            {
                parts.Sort(parts.Count - marks, marks, null);
                marks = 0;
            }

            parts.Add(part);
        }

        parts.Sort(parts.Count - marks, marks, null);
        return string.Concat(parts);
    }

    private static Rune[] PartsOf(Rune rune)
    {
        int syllable = rune.Value - Syllables;
        if (syllable is < 0 or >= SyllableCount) return Table.Value.GetValueOrDefault(rune.Value) ?? [rune];
        Rune leading = new(0x1100 + (syllable / (Vowels * Trailings)));
        Rune vowel = new(0x1161 + (syllable / Trailings % Vowels));
        int trailing = syllable % Trailings;
        return trailing == 0 ? [leading, vowel] : [leading, vowel, new Rune(0x11A7 + trailing)];
    }

    private static Dictionary<int, Rune[]> Read()
    {
        using StreamReader reader = new(typeof(Decomposition).Assembly.GetManifestResourceStream("Decompositions.txt")!);
        return reader.ReadToEnd().Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => Array.ConvertAll(
                entry.Split(' '), code => int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
            .ToDictionary(codes => codes[0], codes => Array.ConvertAll(codes[1..], code => new Rune(code)));
    }
}
