using System.Globalization;
using System.Text;

namespace Item2Vec.Content.Text;

/// <summary>BERT's first step: a text to words, with blanks around punctuation and Chinese characters, in small letters without accents where asked for.</summary>
/// <remarks>Devlin et al. 2019, <c>BasicTokenizer</c> of the reference implementation. Stateless.</remarks>
internal static class BasicTokens
{
    /// <summary>The words of a text with blanks between them; of a text in small letters also Korean syllables are taken apart, as for the uncased encoders.</summary>
    public static string Joined(string text, bool lowerCase)
    {
        string words = string.Join(' ', Of(text, lowerCase));
        return lowerCase ? Hangul.Decomposed(words) : words;
    }

    /// <summary>The words of a text, in order.</summary>
    public static List<string> Of(string text, bool lowerCase)
    {
        List<string> words = [];
        StringBuilder word = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is 0 or 0xFFFD || IsControl(rune)) continue;
            if (IsBlank(rune))
            {
                End();
            }
            else if (IsPunctuation(rune) || IsChinese(rune.Value))
            {
                End();
                words.Add(rune.ToString());
            }
            else
            {
                Append(rune);
            }
        }

        End();
        return words;

        void Append(Rune rune)
        {
            if (!lowerCase)
            {
                word.Append(rune.ToString());
                return;
            }

            // The one capital whose small letter is two characters, of which the mark goes.
            if (rune.Value == 'İ') rune = new Rune('i');
            foreach (char letter in Rune.ToLowerInvariant(rune).ToString())
            {
                char plain = Accents.Strip(letter);
                if (CharUnicodeInfo.GetUnicodeCategory(plain) != UnicodeCategory.NonSpacingMark) word.Append(plain);
            }
        }

        void End()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
    }

    private static bool IsBlank(Rune rune)
        => rune.Value is ' ' or '\t' or '\n' or '\r' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator;

    private static bool IsControl(Rune rune)
        => rune.Value is not ('\t' or '\n' or '\r')
            && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate;

    /// <summary>All of ASCII that is no letter, digit or blank counts, although Unicode calls some of it symbols.</summary>
    private static bool IsPunctuation(Rune rune)
        => rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation
                or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    private static bool IsChinese(int value)
        => value is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B81F)
            or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
