using Item2Vec.Embeddings.Common;
using Microsoft.ML.Tokenizers;

namespace Item2Vec.Content.Text;

/// <summary>
/// A tokenizer of Microsoft.ML.Tokenizers with normalization and the special tokens before and after a text.
/// </summary>
/// <remarks>Immutable and thread-safe. Special tokens inside a text are treated as text.</remarks>
internal sealed class PieceTokenizer : ITextTokenizer
{
    /// <summary>The default limit of tokens.</summary>
    public const int DefaultLimit = 256;

    /// <summary>The tokenizer.</summary>
    public required Tokenizer Pieces { get; init; }

    /// <summary>Normalizes the text first.</summary>
    public required Func<string, string> Normalize { get; init; }

    /// <summary>The tokens before a text.</summary>
    public IReadOnlyList<long> First { get; init; } = [];

    /// <summary>The tokens after a text, also after a truncated one.</summary>
    public IReadOnlyList<long> Last { get; init; } = [];

    /// <summary>The unknown token, if several in a row are merged; null if each counts.</summary>
    public int? FusedUnknown { get; init; }

    public long Padding { get; init; }

    public int DefaultMaxTokens { get; init; } = DefaultLimit;

    /// <summary>The same for a WordPiece vocabulary with one piece per line.</summary>
    /// <param name="pieces">The pieces; the position of each, from 0, is its id.</param>
    /// <param name="lowerCase">Whether texts are lowercased and stripped of accents.</param>
    /// <param name="title">Names the vocabulary in messages.</param>
    public static PieceTokenizer OfBert(IReadOnlyList<string> pieces, bool lowerCase, string title)
    {
        string[] lines = [.. pieces.Select(piece => piece.TrimEnd())];
        return new PieceTokenizer
        {
            Pieces = WordPieces(lines, "[UNK]", title),
            Normalize = text => BasicTokens.Joined(text, lowerCase),
            First = [NumberOf("[CLS]")],
            Last = [NumberOf("[SEP]")],
            Padding = NumberOf("[PAD]"),
        };

        long NumberOf(string special) => Array.IndexOf(lines, special) is >= 0 and int at ? at : throw Lacks(title, special);
    }

    /// <summary>WordPiece over words separated by blanks.</summary>
    public static Tokenizer WordPieces(IReadOnlyList<string> pieces, string unknown, string title, string prefix = "##",
        int maxWordLength = 100)
    {
        if (!pieces.Contains(unknown, StringComparer.Ordinal)) throw Lacks(title, unknown);

        // The library rejects a duplicate piece and skips empty lines.
        HashSet<string> seen = new(StringComparer.Ordinal);
        using MemoryStream lines = new();
        using (StreamWriter writer = new(lines, leaveOpen: true))
            foreach (string piece in pieces) writer.Write((seen.Add(piece) ? piece : string.Empty) + "\n");
        lines.Position = 0;
        return WordPieceTokenizer.Create(lines,
            new WordPieceOptions { UnknownToken = unknown, ContinuingSubwordPrefix = prefix, MaxInputCharsPerWord = maxWordLength,
            PreTokenizer = PreTokenizer.CreateWhiteSpace() });
    }

    public long[] Encode(string text, int limit, out bool cut)
    {
        IReadOnlyList<int> pieces = Pieces.EncodeToIds(Normalize(text));
        if (FusedUnknown is int unknown)
            pieces = [.. pieces.Where((piece, at) => piece != unknown || at == 0 || pieces[at - 1] != unknown)];
        int room = Math.Max(0, limit - First.Count - Last.Count);
        cut = pieces.Count > room;
        long[] tokens = [.. First, .. pieces.Take(room), .. Last];
        return tokens.Length == 0 ? [Padding] : tokens.Length > limit ? tokens[..limit] : tokens;
    }

    private static Item2VecException Lacks(string title, string special) => new(
        $"{title}: has no line '{special}'; a WordPiece vocabulary of BERT's kind was expected, a piece a line",
            "give the vocab.txt or the tokenizer.json that came with the encoder");
}
