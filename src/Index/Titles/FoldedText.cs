using System.Globalization;
using System.Text;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Indexing.Titles;

/// <summary>Texts as they are compared: words in lower case without accents and punctuation, a space before each.</summary>
internal static class FoldedText
{
    /// <summary>Letters that Unicode does not take apart, as people type them without the right keyboard.</summary>
    private static readonly Dictionary<int, string> Plain = new()
    {
        ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['ø'] = "o", ['đ'] = "d", ['ð'] = "d", ['ł'] = "l", ['ı'] = "i", ['þ'] = "th",
    };

    /// <summary>Appends a text to a buffer.</summary>
    public static void Append(ReadOnlySpan<byte> text, List<byte> folded)
    {
        int start = folded.Count;
        if (Ascii.IsValid(text)) AppendAscii(text, folded);
        else AppendWords(Encoding.UTF8.GetString(text), folded);

        // A title of signs alone, such as "!!!", is its own word.
        if (folded.Count == start && !text.IsEmpty)
        {
            folded.Add((byte)' ');
            foreach (byte letter in text) folded.Add(letter is (byte)'\n' ? (byte)' ' : letter);
        }
    }

    /// <summary>A text folded.</summary>
    public static byte[] Of(string text)
    {
        List<byte> folded = [];
        Append(Encoding.UTF8.GetBytes(text), folded);
        return [.. folded];
    }

    private static void AppendAscii(ReadOnlySpan<byte> text, List<byte> folded)
    {
        bool inWord = false;
        foreach (byte letter in text)
        {
            bool isPart = char.IsAsciiLetterOrDigit((char)letter);
            if (isPart && !inWord) folded.Add((byte)' ');
            if (isPart) folded.Add((byte)char.ToLowerInvariant((char)letter));
            inWord = isPart;
        }
    }

    private static void AppendWords(string text, List<byte> folded)
    {
        bool inWord = false;
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in VisibleForm.Of(text).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark) continue;
            bool isPart = Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpacingCombiningMark;
            if (isPart && !inWord) folded.Add((byte)' ');
            inWord = isPart;
            if (!isPart) continue;
            Rune lower = Rune.ToLowerInvariant(rune);
            if (Plain.TryGetValue(lower.Value, out string? plain)) folded.AddRange(Encoding.UTF8.GetBytes(plain));
            else folded.AddRange(utf8[..lower.EncodeToUtf8(utf8)]);
        }
    }
}
