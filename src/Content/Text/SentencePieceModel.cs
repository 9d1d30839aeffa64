using Item2Vec.Content.Onnx;
using Microsoft.ML.Tokenizers;

namespace Item2Vec.Content.Text;

/// <summary>A Unigram vocabulary as the file that SentencePiece itself writes, which is what Microsoft.ML.Tokenizers opens.</summary>
/// <remarks>Kudo 2018; the fields are those of <c>sentencepiece_model.proto</c>. Pieces keep their ids.</remarks>
internal sealed class SentencePieceModel
{
    private const int Normal = 1, UnknownPiece = 2, Control = 3, BytePiece = 6, UnigramType = 1;

    /// <summary>The pieces and their log probabilities.</summary>
    public List<(string Text, float Score)> Pieces { get; } = [];

    /// <summary>The id of the unknown piece.</summary>
    public int Unknown { get; init; }

    /// <summary>Whether unknown characters are split into byte pieces.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>The compiled normalization map; null for none.</summary>
    public byte[]? CharacterMap { get; set; }

    /// <summary>Whether a space is prepended to the text.</summary>
    public bool BlankBefore { get; set; } = true;

    /// <summary>Whether extra spaces are removed.</summary>
    public bool RemoveExtraBlanks { get; set; }

    /// <summary>The tokenizer; it adds no tokens before or after a text.</summary>
    public Tokenizer Open()
    {
        using MemoryStream bytes = new(ToBytes());
        return SentencePieceTokenizer.Create(bytes, false, false);
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes()
    {
        ProtoMessage file = new();
        for (int number = 0; number < Pieces.Count; number++)
        {
            (string text, float score) = Pieces[number];
            int kind = number == Unknown ? UnknownPiece
                : text is "<s>" or "</s>" or "<pad>" or "<mask>" ? Control
                : ByteFallback && text.Length == 6 && text.StartsWith("<0x", StringComparison.Ordinal) ? BytePiece : Normal;
            file.Add(1, new ProtoMessage().Add(1, text).Add(2, score).Add(3, kind));
        }

        // The library requires begin and end pieces, but never outputs them here.
        file.Add(2, new ProtoMessage().Add(3, UnigramType).Add(35, ByteFallback ? 1 : 0)
            .Add(40, Unknown).Add(41, Named("<s>")).Add(42, Named("</s>")).Add(43, Pieces.FindIndex(piece => piece.Text == "<pad>"))
            .Add(45, Pieces[Unknown].Text).Add(46, Pieces[Named("<s>")].Text).Add(47, Pieces[Named("</s>")].Text));
        ProtoMessage normalizer = new ProtoMessage().Add(1, "item2vec").Add(3, BlankBefore ? 1 : 0).Add(4, RemoveExtraBlanks ? 1 : 0)
            .Add(5, 1);
        if (CharacterMap is not null) normalizer.Add(2, CharacterMap);
        file.Add(3, normalizer);
        using MemoryStream bytes = new();
        file.WriteTo(bytes);
        return bytes.ToArray();
    }

    private int Named(string text) => Pieces.FindIndex(piece => piece.Text == text) is >= 0 and int at ? at : Unknown;
}
