using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Microsoft.ML.Tokenizers;

namespace Item2Vec.Content.Text;

/// <summary>
/// Opens the tokenizer of an encoder: <c>tokenizer.json</c>, a WordPiece <c>vocab.txt</c>, or a SentencePiece
/// <c>.model</c>.
/// </summary>
internal static class TokenizerFile
{
    private const int MaxBytes = 1 << 28;

    /// <summary>Opens a tokenizer; the file name determines its kind.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lowerCase">Whether a WordPiece vocabulary is uncased; other files specify this themselves.</param>
    /// <exception cref="Item2VecException">There is no such file, or it is damaged or needs unsupported features.</exception>
    public static ITextTokenizer Open(string path, bool lowerCase)
    {
        if (!File.Exists(path))
        {
            throw new Item2VecException(
                $"{path}: there is no such file; the encoder's vocabulary was expected",
                    "give the tokenizer.json or vocab.txt that came with the encoder with Vocabulary", ErrorCode.InputMissing)
            {
                Option = nameof(EncoderOptions.Vocabulary),
            };
        }

        try
        {
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".json" => TokenizerJson.Read(RegularFile.ReadAll(path, MaxBytes), path),
                ".model" => SentencePieces(RegularFile.ReadAll(path, MaxBytes), path),
                _ => PieceTokenizer.OfBert(RegularFile.ReadLines(path, MaxBytes), lowerCase, path),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Item2VecException($"{path}: cannot be read: {error.Message}", code: ErrorCode.InputMissing, innerException: error);
        }
    }

    /// <summary>A SentencePiece model: its pieces keep their ids, and its begin and end tokens surround a text.</summary>
    private static PieceTokenizer SentencePieces(byte[] model, string path)
    {
        try
        {
            using MemoryStream file = new(model);
            SentencePieceTokenizer pieces = SentencePieceTokenizer.Create(file, false, false);
            return new PieceTokenizer
            {
                Pieces = pieces,
                Normalize = text => text,
                First = [pieces.BeginningOfSentenceId],
                Last = [pieces.EndOfSentenceId],
                Padding = pieces.Vocabulary.GetValueOrDefault("<pad>"),
            };
        }
        catch (Exception error)
        {
            // Google.Protobuf's exception, an IOException, and whatever the library throws on invalid numbers.
            throw new Item2VecException($"{path}: not a SentencePiece model that can be read: {error.Message}",
                "give a whole file of the kinds Unigram or BPE, or the encoder's tokenizer.json", ErrorCode.BadData, error);
        }
    }
}
