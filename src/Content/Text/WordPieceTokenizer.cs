using Item2Vec.Embeddings.Common;

namespace Item2Vec.Content.Text;

/// <summary>BERT's WordPiece: each word is cut into the longest pieces that a vocabulary knows, from the left; pieces inside a word begin with <c>##</c>.</summary>
/// <remarks>Devlin et al. 2019, <c>WordpieceTokenizer</c> of the reference implementation. Immutable and thread-safe.</remarks>
internal sealed class WordPieceTokenizer : ITextTokenizer
{
    private const int LongestWord = 100;

    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> begins;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> continues;
    private readonly bool lowerCase;
    private readonly long unknown;
    private readonly long first;
    private readonly long last;

    private WordPieceTokenizer(IReadOnlyList<string> pieces, bool lowerCase, Func<string, long> special)
    {
        Dictionary<string, int> starts = new(StringComparer.Ordinal);
        Dictionary<string, int> inside = new(StringComparer.Ordinal);
        for (int i = 0; i < pieces.Count; i++)
        {
            starts.TryAdd(pieces[i], i);
            if (pieces[i].StartsWith("##", StringComparison.Ordinal)) inside.TryAdd(pieces[i][2..], i);
        }

        begins = starts.GetAlternateLookup<ReadOnlySpan<char>>();
        continues = inside.GetAlternateLookup<ReadOnlySpan<char>>();
        this.lowerCase = lowerCase;
        (Padding, unknown, first, last) = (special("[PAD]"), special("[UNK]"), special("[CLS]"), special("[SEP]"));
    }

    public long Padding { get; }

    public int DefaultMaxTokens => 256;

    /// <summary>Reads a vocabulary: a piece a line; its line, from 0, is its number.</summary>
    /// <exception cref="Item2VecException">There is no such file, or it lacks <c>[PAD]</c>, <c>[UNK]</c>, <c>[CLS]</c> or <c>[SEP]</c>.</exception>
    public static WordPieceTokenizer Read(string path, bool lowerCase)
    {
        if (!File.Exists(path))
            throw new Item2VecException($"{path}: there is no such file; the encoder's WordPiece vocabulary was expected", "give the vocab.txt that came with the encoder with --vocabulary", ErrorCode.InputMissing);
        string[] pieces;
        try
        {
            pieces = File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException($"{path}: cannot be read: {error.Message}", code: ErrorCode.InputMissing, innerException: error);
        }

        return Of(pieces, lowerCase, path);
    }

    /// <summary>A tokenizer over these pieces; <paramref name="title"/> names them in messages.</summary>
    public static WordPieceTokenizer Of(IReadOnlyList<string> pieces, bool lowerCase, string title)
    {
        string[] lines = [.. pieces.Select(piece => piece.TrimEnd())];
        return new WordPieceTokenizer(lines, lowerCase, special => Array.IndexOf(lines, special) is >= 0 and int at
            ? at
            : throw new Item2VecException($"{title}: has no line '{special}'; a WordPiece vocabulary of BERT's kind was expected, a piece a line", "give the vocab.txt that came with the encoder"));
    }

    /// <inheritdoc/>
    /// <remarks><c>[CLS]</c>, the pieces, <c>[SEP]</c>; too many pieces are cut off at the end.</remarks>
    public long[] Encode(string text, int limit, out bool cut)
    {
        List<long> tokens = [first];
        foreach (string word in BasicTokens.Of(text, lowerCase))
        {
            if (tokens.Count > limit - 1) break;
            AddPieces(lowerCase ? Hangul.Decomposed(word) : word, tokens);
        }

        cut = tokens.Count > limit - 1;
        if (cut) tokens.RemoveRange(limit - 1, tokens.Count - limit + 1);
        tokens.Add(last);
        return [.. tokens];
    }

    private void AddPieces(ReadOnlySpan<char> word, List<long> tokens)
    {
        int before = tokens.Count;
        if (CodePoints(word) > LongestWord)
        {
            tokens.Add(unknown);
            return;
        }

        for (int at = 0; at < word.Length;)
        {
            int end = word.Length;
            int piece = -1;
            for (; end > at; end--)
                if ((at == 0 ? begins : continues).TryGetValue(word[at..end], out piece)) break;
            if (end == at)
            {
                // A word that does not come out whole is unknown as a whole.
                tokens.RemoveRange(before, tokens.Count - before);
                tokens.Add(unknown);
                return;
            }

            tokens.Add(piece);
            at = end;
        }
    }

    private static int CodePoints(ReadOnlySpan<char> word)
    {
        int count = 0;
        foreach (char letter in word)
            if (!char.IsLowSurrogate(letter)) count++;
        return count;
    }
}
