using System.Text;

namespace Item2Vec.Content.Text;

/// <summary>Korean syllables to the letters that they are written of, as canonical decomposition does and the vocabularies of uncased encoders expect.</summary>
/// <remarks>The Unicode Standard, 3.12, "Hangul Syllable Decomposition".</remarks>
internal static class Hangul
{
    private const int Syllables = 0xAC00;
    private const int Leading = 0x1100;
    private const int Vowel = 0x1161;
    private const int Trailing = 0x11A7;
    private const int Vowels = 21;
    private const int Trailings = 28;
    private const int Count = 19 * Vowels * Trailings;

    /// <summary>The word with its syllables taken apart; others as they are.</summary>
    public static string Decomposed(string word)
    {
        if (!word.Any(IsSyllable)) return word;
        StringBuilder letters = new();
        foreach (char letter in word)
        {
            if (!IsSyllable(letter))
            {
                letters.Append(letter);
                continue;
            }

            int number = letter - Syllables;
            letters.Append((char)(Leading + (number / (Vowels * Trailings)))).Append((char)(Vowel + (number / Trailings % Vowels)));
            if (number % Trailings > 0) letters.Append((char)(Trailing + (number % Trailings)));
        }

        return letters.ToString();
    }

    private static bool IsSyllable(char letter) => letter is >= (char)Syllables and < (char)(Syllables + Count);
}
