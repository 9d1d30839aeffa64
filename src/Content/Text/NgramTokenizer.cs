using System.Globalization;
using System.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Content.Text;

/// <summary>Hashed words and character n-grams: the tokens of the encoders of <see cref="TextEncoderBuilder"/>.</summary>
/// <remarks>
/// Each word, and of each word that has letters, with a mark before and after it, all runs of <see cref="MinLength"/> to
/// <see cref="MaxLength"/> characters (fastText's subwords), become the hash of their UTF-8 in [1, <see cref="Buckets"/>]; 0 is padding.
/// Immutable and thread-safe.
/// </remarks>
internal sealed class NgramTokenizer(int buckets, int minLength, int maxLength) : ITextTokenizer
{
    /// <summary>The key in an encoder's metadata that holds <see cref="ToString"/>.</summary>
    public const string MetadataKey = "item2vec.ngrams";

    /// <summary>The token limit of fitting an encoder, and so of using it.</summary>
    public const int MaxTokens = 4096;

    /// <summary>The highest token.</summary>
    public int Buckets => buckets;

    public int MinLength => minLength;

    public int MaxLength => maxLength;

    public long Padding => 0;

    public int DefaultMaxTokens => MaxTokens;

    /// <summary>Parses the result of <see cref="ToString"/>: <c>buckets minLength maxLength</c>.</summary>
    public static NgramTokenizer Parse(string text)
    {
        int[] numbers = [.. text.Split(' ')
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        if (numbers is not [> 0, > 0, > 0])
            throw new Item2VecException($"the encoder's metadata '{MetadataKey}' is '{text}'; three positive numbers were expected",
                "make the encoder again");
        return new NgramTokenizer(numbers[0], numbers[1], numbers[2]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{buckets} {minLength} {maxLength}");

    public long[] Encode(string text, int limit, out bool cut)
    {
        List<long> tokens = [];
        foreach (string word in BasicTokens.Of(text, lowerCase: true))
        {
            string marked = $"<{word}>";
            Add(marked);

            // Numbers that share digits have nothing in common.
            if (!word.Any(char.IsLetter)) continue;
            for (int length = minLength; length <= Math.Min(maxLength, marked.Length - 1); length++)
                for (int at = 0; at + length <= marked.Length; at++) Add(marked.AsSpan(at, length));
            if (tokens.Count > limit) break;
        }

        cut = tokens.Count > limit;
        if (cut) tokens.RemoveRange(limit, tokens.Count - limit);
        if (tokens.Count == 0) tokens.Add(Padding);
        return [.. tokens];

        void Add(ReadOnlySpan<char> piece)
        {
            Span<byte> utf8 = stackalloc byte[256];
            if (piece.Length > utf8.Length / 3) piece = piece[..(utf8.Length / 3)];
            utf8 = utf8[..Encoding.UTF8.GetBytes(piece, utf8)];
            tokens.Add(1 + (long)(IdHash.Of(utf8) % (ulong)buckets));
        }
    }
}
