using System.Text.Json;
using System.Text.RegularExpressions;
using Item2Vec.Embeddings.Common;
using Microsoft.ML.Tokenizers;

namespace Item2Vec.Content.Text;

/// <summary>
/// Maps a Hugging Face <c>tokenizer.json</c> onto the tokenizers of Microsoft.ML.Tokenizers: WordPiece, byte-level BPE and Unigram.
/// </summary>
/// <remarks>
/// An unsupported feature is an error that names it: other tokens would silently give other vectors.
/// </remarks>
internal sealed class TokenizerJson
{
    /// <summary>GPT-2's word splitting, which <c>ByteLevel</c> implies.</summary>
    private const string Gpt2Words = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private readonly JsonElement root;
    private readonly JsonElement model;
    private readonly string title;

    private TokenizerJson(JsonElement root, string title) => (this.root, model, this.title) = (root, root.GetProperty("model"), title);

    /// <summary>Reads a tokenizer; <paramref name="title"/> names it in messages.</summary>
    public static PieceTokenizer Read(byte[] json, string title)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return new TokenizerJson(document.RootElement, title).Read();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException
            or FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw new Item2VecException($"{title}: not a tokenizer that can be read: {error.Message}",
                "give the whole tokenizer.json that came with the encoder", ErrorCode.BadData, error);
        }
    }

    private PieceTokenizer Read()
    {
        (Tokenizer pieces, Func<string, string> normalize) = TypeOf(model) switch
        {
            "WordPiece" => WordPiece(),
            "BPE" => BytePairs(),
            "Unigram" => Unigram(),
            string other => throw Unsupported("model", other),
        };
        (List<long> first, List<long> last) = ([], []);
        foreach (JsonElement step in Steps("post_processor", "processors")) AddAround(step, first, last);
        return new PieceTokenizer
        {
            Pieces = pieces, Normalize = normalize, First = first, Last = last, Padding = Padding(), FusedUnknown = Optional(model,
                "unk_id")?.GetInt32(),
            DefaultMaxTokens = Optional(root, "truncation")?.GetProperty("max_length").GetInt32() ?? PieceTokenizer.DefaultLimit,
        };
    }

    private (Tokenizer, Func<string, string>) WordPiece()
    {
        if (Steps("normalizer", "normalizers") is not [JsonElement normalizer] || TypeOf(normalizer) != "BertNormalizer")
            throw Unsupported("normalizer", Names("normalizer", "normalizers"));
        if (Steps("pre_tokenizer", "pretokenizers") is not [JsonElement words] || TypeOf(words) != "BertPreTokenizer")
            throw Unsupported("pre_tokenizer", Names("pre_tokenizer", "pretokenizers"));
        bool lowerCase = Flag(normalizer, "lowercase", true);
        foreach ((string name, bool expected) in new[] { ("clean_text", true), ("handle_chinese_chars", true),
            ("strip_accents", lowerCase) })
            if (Flag(normalizer, name, expected) != expected)
                throw Unsupported("normalizer", $"BertNormalizer with {name}: {(expected ? "false" : "true")}");
        Tokenizer pieces = PieceTokenizer.WordPieces(
            ByNumber(model.GetProperty("vocab")), model.GetProperty("unk_token").GetString()!, title,
            model.GetProperty("continuing_subword_prefix").GetString()!, Optional(model, "max_input_chars_per_word")?.GetInt32() ?? 100);
        return (pieces, text => BasicTokens.Joined(text, lowerCase));
    }

    private (Tokenizer, Func<string, string>) BytePairs()
    {
        List<Func<string, string>> before = [.. Steps("normalizer", "normalizers").Select(TextStep)];
        string? words = null;
        bool bytes = false;
        foreach (JsonElement step in Steps("pre_tokenizer", "pretokenizers"))
        {
            switch (TypeOf(step))
            {
                case "ByteLevel":
                    bytes = true;
                    if (Flag(step, "use_regex", true)) words ??= Gpt2Words;
                    if (Flag(step, "add_prefix_space", true))
                        before.Add(text => text.Length > 0 && !char.IsWhiteSpace(text[0]) ? " " + text : text);
                    break;
                case "Split" when words is null && step.GetProperty("behavior").GetString() == "Isolated"
                    && Optional(step.GetProperty("pattern"), "Regex") is JsonElement pattern:
                    words = pattern.GetString();
                    break;
                default:
                    throw Unsupported("pre_tokenizer", TypeOf(step));
            }
        }

        if (!bytes) throw Unsupported("model", "BPE that is not byte-level");
        if (Flag(model, "byte_fallback", false)) throw Unsupported("model", "BPE with byte_fallback");
        BpeOptions options = new(model.GetProperty("vocab").EnumerateObject()
            .Select(piece => KeyValuePair.Create(piece.Name, piece.Value.GetInt32())))
        {
            Merges = [.. model.GetProperty("merges").EnumerateArray()
                .Select(merge => merge.ValueKind == JsonValueKind.Array
                ? $"{merge[0].GetString()} {merge[1].GetString()}" : merge.GetString()!)],
            ByteLevel = true,
            UnknownToken = Optional(model, "unk_token")?.GetString(),
            ContinuingSubwordPrefix = Optional(model, "continuing_subword_prefix")?.GetString() is { Length: > 0 } prefix ? prefix : null,
            EndOfWordSuffix = Optional(model, "end_of_word_suffix")?.GetString() is { Length: > 0 } suffix ? suffix : null,
            PreTokenizer = new RegexPreTokenizer(new Regex(words ?? @"[\s\S]+", RegexOptions.CultureInvariant), specialTokens: null),
        };
        return (BpeTokenizer.Create(options), text => before.Aggregate(text, (at, step) => step(at)));
    }

    private (Tokenizer, Func<string, string>) Unigram()
    {
        List<Func<string, string>> before = [];
        SentencePieceModel sentence = new() { Unknown = model.GetProperty("unk_id").GetInt32(),
            ByteFallback = Flag(model, "byte_fallback", false) };
        foreach (JsonElement piece in model.GetProperty("vocab").EnumerateArray())
            sentence.Pieces.Add((piece[0].GetString()!, piece[1].GetSingle()));
        foreach (JsonElement step in Steps("normalizer", "normalizers"))
        {
            if (TypeOf(step) == "Precompiled") sentence.CharacterMap = step.GetProperty("precompiled_charsmap").GetBytesFromBase64();
            else if (TypeOf(step) == "Strip"
                || (TypeOf(step) == "Replace"
                && Optional(step.GetProperty("pattern"), "Regex")?.GetString() == " {2,}")) sentence.RemoveExtraBlanks = true;
            else if (sentence.CharacterMap is null) before.Add(TextStep(step));
            else throw Unsupported("normalizer", $"{TypeOf(step)} after Precompiled");
        }

        foreach (JsonElement step in Steps("pre_tokenizer", "pretokenizers"))
        {
            if (TypeOf(step) == "WhitespaceSplit")
                before.Add(text => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            else if (TypeOf(step) == "Metaspace")
                sentence.BlankBefore = Flag(step, "add_prefix_space", true) && Optional(step, "prepend_scheme")?.GetString() != "never";
            else throw Unsupported("pre_tokenizer", TypeOf(step));
        }

        return (sentence.Open(), text => before.Aggregate(text, (at, step) => step(at)));
    }

    /// <summary>A normalizer that is the same for every model.</summary>
    private Func<string, string> TextStep(JsonElement step)
    {
        switch (TypeOf(step))
        {
            // Without culture data this does nothing, as for texts that are composed already.
            case "NFC":
                return text => text.Normalize();
            case "Lowercase":
                return text => text.ToLowerInvariant();
            case "Replace" when step.GetProperty("content").GetString() is string content:
                JsonElement pattern = step.GetProperty("pattern");
                if (Optional(pattern, "String")?.GetString() is string plain)
                    return text => text.Replace(plain, content, StringComparison.Ordinal);
                Regex regex = new(pattern.GetProperty("Regex").GetString()!, RegexOptions.CultureInvariant);
                return text => regex.Replace(text, content.Replace("$", "$$", StringComparison.Ordinal));
            default:
                throw Unsupported("normalizer", TypeOf(step));
        }
    }

    private void AddAround(JsonElement step, List<long> first, List<long> last)
    {
        switch (TypeOf(step))
        {
            case "ByteLevel":
                break;
            case "BertProcessing" or "RobertaProcessing":
                first.Add(step.GetProperty("cls")[1].GetInt64());
                last.Add(step.GetProperty("sep")[1].GetInt64());
                break;
            case "TemplateProcessing":
                bool behind = false;
                foreach (JsonElement part in step.GetProperty("single").EnumerateArray())
                {
                    if (Optional(part, "SpecialToken") is JsonElement special)
                        (behind ? last : first)
                            .AddRange(step.GetProperty("special_tokens").GetProperty(special.GetProperty("id").GetString()!)
                            .GetProperty("ids").EnumerateArray().Select(id => id.GetInt64()));
                    else behind = true;
                }

                break;
            default:
                throw Unsupported("post_processor", TypeOf(step));
        }
    }

    private long Padding()
    {
        if (Optional(root, "padding") is JsonElement padding) return padding.GetProperty("pad_id").GetInt64();
        return (Optional(root, "added_tokens")?.EnumerateArray() ?? [])
            .Where(token => token.GetProperty("content").GetString() is "[PAD]" or "<pad>")
            .Select(token => token.GetProperty("id").GetInt64()).FirstOrDefault();
    }

    /// <summary>The steps of a component, with <c>Sequence</c> flattened.</summary>
    private List<JsonElement> Steps(string part, string members)
    {
        if (Optional(root, part) is not JsonElement one) return [];
        return TypeOf(one) == "Sequence" ? [.. one.GetProperty(members).EnumerateArray()] : [one];
    }

    private string Names(string part, string members)
        => Steps(part, members) is [_, ..] steps ? string.Join(", ", steps.Select(TypeOf)) : "none";

    private static string[] ByNumber(JsonElement vocabulary)
    {
        Dictionary<int, string> pieces = vocabulary.EnumerateObject().ToDictionary(piece => piece.Value.GetInt32(), piece => piece.Name);
        return [.. Enumerable.Range(0, pieces.Keys.DefaultIfEmpty(-1).Max() + 1)
            .Select(number => pieces.GetValueOrDefault(number, string.Empty))];
    }

    private static string TypeOf(JsonElement element) => element.GetProperty("type").GetString() ?? string.Empty;

    private static bool Flag(JsonElement element, string name, bool otherwise) => Optional(element, name)?.GetBoolean() ?? otherwise;

    private static JsonElement? Optional(JsonElement element, string name)
        => element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private Item2VecException Unsupported(string part, string what) => new(
        $"{title}: its {part} is {what}, which is not supported; WordPiece of BERT's kind, byte-level BPE and Unigram are",
        "export the encoder with its tokenizer inside, so that it takes strings, "
        + "or encode elsewhere and give the vectors to ContentPlacement.Place");
}
