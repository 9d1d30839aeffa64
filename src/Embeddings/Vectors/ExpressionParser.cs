using System.Globalization;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Vectors;

/// <summary>Parses a <see cref="VectorExpression"/>, whose documentation gives the rules.</summary>
/// <remarks><c>expression = [sign] term {sign term}; term = [number "*"] item</c>; a sign is followed by a blank or the end.</remarks>
internal sealed class ExpressionParser(string text)
{
    private int at;

    /// <summary>Whether an item must be quoted.</summary>
    public static bool NeedsQuotes(string item)
        => item[0] is '\'' or '"' or '*' || item is "+" or "-" || item.Any(char.IsWhiteSpace) || WeightLength(item) > 0;

    public WeightedItem[] Parse()
    {
        List<WeightedItem> terms = [];
        SkipBlanks();
        if (at == text.Length) throw Error(at, "an item was expected, there is nothing");
        double sign = TrySign() ?? 1;
        while (true)
        {
            terms.Add(Term(sign));
            SkipBlanks();
            if (at == text.Length) return [.. terms];
            int next = at;
            sign = TrySign() ?? throw Error(next, MissingSign(next));
        }
    }

    /// <summary>The length of a leading number followed by a star, without the star; 0 if there is none.</summary>
    private static int WeightLength(ReadOnlySpan<char> word)
    {
        int star = word.IndexOf('*');
        return star > 0 && IsNumber(word[..star]) ? star : 0;
    }

    private static bool IsNumber(ReadOnlySpan<char> word)
        => (char.IsAsciiDigit(word[^1]) || word[^1] == '.')
            && double.TryParse(
                word, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture,
                out _);

    private WeightedItem Term(double sign)
    {
        SkipBlanks();
        int start = at;
        double weight = Weight();
        SkipBlanks();
        if (at == text.Length) throw Error(at, "an item was expected, the expression ends");
        if (text[at] is '\'' or '"') return new WeightedItem(Quoted(), sign * weight);
        ReadOnlySpan<char> word = Word();
        if (word is "+" or "-" or "*")
            throw Error(at, $"an item was expected, not '{word}'; an item of this name is put in quotation marks");
        if (at > start && WeightLength(word) > 0) throw Error(at, "an item has one weight");
        at += word.Length;
        return new WeightedItem(word.ToString(), sign * weight);
    }

    /// <summary>Parses "2*" or "2 *"; 1 if there is no weight.</summary>
    private double Weight()
    {
        int start = at;
        ReadOnlySpan<char> word = Word();
        int length = WeightLength(word);
        if (length == 0 && word.Length > 0 && IsNumber(word) && StarAfter(at + word.Length) is int star)
        {
            length = word.Length;
            at = star + 1;
        }
        else if (length > 0)
        {
            at += length + 1;
        }
        else
        {
            return 1;
        }

        double weight = double.Parse(word[..length], NumberStyles.Float, CultureInfo.InvariantCulture);
        if (weight == 0) throw Error(start, "a weight of 0 takes the item out: leave it out");
        if (!double.IsFinite(weight)) throw Error(start, "the weight is too large");
        return weight;
    }

    /// <summary>The position of the next non-blank character if it is a star standing alone or before an item.</summary>
    private int? StarAfter(int from)
    {
        while (from < text.Length && char.IsWhiteSpace(text[from])) from++;
        return from < text.Length && text[from] == '*' ? from : null;
    }

    /// <summary>Parses + or - before a blank or the end.</summary>
    private double? TrySign()
    {
        ReadOnlySpan<char> word = Word();
        if (word is not ("+" or "-")) return null;
        at++;
        return word is "-" ? -1 : 1;
    }

    /// <summary>The characters up to the next blank.</summary>
    private ReadOnlySpan<char> Word()
    {
        int end = at;
        while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
        return text.AsSpan(at, end - at);
    }

    private string Quoted()
    {
        int start = at;
        char mark = text[at];
        while (true)
        {
            int end = text.IndexOf(mark, at + 1);
            if (end < 0) throw Error(start, $"the quotation mark {mark} is not closed");
            at = end + 1;
            if (at == text.Length || text[at] != mark) break;
        }

        if (at < text.Length && !char.IsWhiteSpace(text[at])) throw Error(at, "a blank was expected after the quotation mark");
        string item = text[(start + 1)..(at - 1)].Replace($"{mark}{mark}", mark.ToString(), StringComparison.Ordinal);
        return item.Length > 0 ? item : throw Error(start, "the item is empty");
    }

    private void SkipBlanks()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }

    private string MissingSign(int place)
    {
        ReadOnlySpan<char> word = Word();
        return text[place] is '+' or '-' && word.Length > 1
            ? $"a blank was expected between '{word[0]}' and '{word[1..]}', or '+' or '-' before '{word}'"
            : $"'+' or '-' was expected before '{word}'; an item with blanks is put in quotation marks";
    }

    private Item2VecException Error(int place, string what)
    {
        // Tabs and line ends would shift the caret.
        string line = string.Concat(text.Select(c => char.IsWhiteSpace(c) || char.IsControl(c) ? ' ' : c));
        return new Item2VecException(
            $"expression, character {place + 1}: {what}\n  {line}\n  {new string(' ', place)}^",
            "as in: \"king - man + 0.5*'a b'\"",
            ErrorCode.Usage);
    }
}
