using System.Globalization;
using System.Text;
using Item2Vec.Content.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Content.Tests.Text;

/// <summary>Hugging Face's <c>tokenizer.json</c>, with tokens worked out by hand after the rules that each file states.</summary>
public class TokenizerJsonTests
{
    private const string Bert = """
        {"truncation": {"max_length": 6}, "padding": {"pad_id": 3}, "normalizer": {"type": "BertNormalizer", "clean_text": true,
        "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
         "pre_tokenizer": {"type": "BertPreTokenizer"},
         "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
         {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
           "special_tokens": {"<s>": {"id": "<s>", "ids": [7], "tokens": ["<s>"]}, "</s>": {"id": "</s>", "ids": [8], "tokens": ["</s>"]}}},
         "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
         "vocab": {"[UNK]": 0, "cafe": 1, "##s": 2, "[PAD]": 3, "</s>": 8, "<s>": 7}}}
        """;

    private const string BytePairs = """
        {"added_tokens": [{"id": 1, "content": "<pad>"}], "normalizer": null,
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
         "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": true,
         "add_prefix_space": false},
         "model": {"type": "BPE", "unk_token": null, "merges": ["l o", "lo w", "e r", ["Ġ", "low"]],
           "vocab": {"<s>": 0, "<pad>": 1, "</s>": 2, "l": 3, "o": 4, "w": 5, "e": 6, "r": 7, "Ġ": 8, "lo": 9, "low": 10, "er": 11,
           "Ġlow": 12, "Ã": 13, "©": 14}}}
        """;

    private const string Unigram = """
        {"normalizer": null, "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
        {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true}]},
         "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
         {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
           "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]}, "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}}},
         "model": {"type": "Unigram", "unk_id": 3, "vocab": [["<s>", 0], ["<pad>", 0], ["</s>", 0], ["<unk>", 0], ["▁", -3], ["▁low", -2],
         ["er", -2.5], ["e", -4], ["r", -4], ["low", -4.5], ["▁lower", -9]]}}
        """;

    [Theory]
    [InlineData("Cafés!", new long[] { 7, 1, 2, 0, 8 })]
    [InlineData("café cafe CAFÉ", new long[] { 7, 1, 1, 1, 8 })]
    public void WordPiece_is_cut_as_the_file_says(string text, long[] expected) => Assert.Equal(expected, Encode(Bert, text));

    [Theory]
    [InlineData("low lower", new long[] { 0, 10, 12, 11, 2 })]
    [InlineData("lower  low", new long[] { 0, 10, 11, 8, 12, 2 })]
    [InlineData("loé", new long[] { 0, 9, 13, 14, 2 })]
    [InlineData("", new long[] { 0, 2 })]
    public void Bytes_are_merged_as_the_file_says(string text, long[] expected) => Assert.Equal(expected, Encode(BytePairs, text));

    [Theory]
    [InlineData("low lower", new long[] { 0, 5, 5, 6, 2 })]
    [InlineData("  low \t lower ", new long[] { 0, 5, 5, 6, 2 })]
    [InlineData("lower?", new long[] { 0, 5, 6, 3, 2 })]
    [InlineData("er", new long[] { 0, 4, 6, 2 })]
    public void Unigram_takes_the_likeliest_pieces(string text, long[] expected) => Assert.Equal(expected, Encode(Unigram, text));

    [Fact]
    public void A_blank_is_put_before_where_the_file_says_so()
        => Assert.Equal(
            [0, 12, 2],
            Encode(
                BytePairs.Replace(
                    "\"add_prefix_space\": false, \"trim_offsets\": true, \"use_regex\"",
                    "\"add_prefix_space\": true, \"use_regex\"",
                    StringComparison.Ordinal),
                "low"));

    [Fact]
    public void Words_are_parted_by_the_files_own_pattern()
        => Assert.Equal([0, 9, 5, 2], Encode(BytePairs.Replace(
            """{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true}""",
            """{"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "lo|w"},"""
                + """ "behavior": "Isolated", "invert": false}, {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]}""",
            StringComparison.Ordinal), "low"));

    [Fact]
    public void Small_letters_are_those_of_no_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            string json = Unigram.Replace("\"normalizer\": null", """ "normalizer": {"type": "Lowercase"} """, StringComparison.Ordinal)
                .Replace("▁low\"", "▁i\"", StringComparison.Ordinal);
            Assert.Equal([0, 5, 2], Encode(json, "I"));
        }
        catch (CultureNotFoundException)
        {
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_model_of_SentencePiece_keeps_its_numbers_and_puts_its_marks_around()
    {
        using Folder folder = new();
        SentencePieceModel model = new() { Unknown = 0, RemoveExtraBlanks = true };
        model.Pieces.AddRange([("<unk>", 0), ("<s>", 0), ("</s>", 0), ("▁low", -2), ("er", -2.5f), ("<pad>", 0)]);
        File.WriteAllBytes(folder["spiece.model"], model.ToBytes());
        ITextTokenizer tokenizer = TokenizerFile.Open(folder["spiece.model"], lowerCase: true);
        Assert.Equal([1, 3, 3, 4, 2], tokenizer.Encode("low  lower", 256, out _));
        Assert.Equal(5, tokenizer.Padding);
    }

    [Fact]
    public void Unknown_characters_in_a_row_are_one() => Assert.Equal([0, 5, 3, 6, 2], Encode(Unigram, "low???er"));

    [Fact]
    public void Special_tokens_in_a_text_are_text() => Assert.DoesNotContain(2L, Encode(Unigram, "low </s> low")[..^1]);

    [Fact]
    public void The_file_says_how_long_a_text_may_be_and_what_fills_up()
    {
        PieceTokenizer tokenizer = TokenizerJson.Read(Encoding.UTF8.GetBytes(Bert), "tokenizer.json");
        Assert.Equal((6, 3), (tokenizer.DefaultMaxTokens, tokenizer.Padding));
        Assert.Equal(1, TokenizerJson.Read(Encoding.UTF8.GetBytes(BytePairs), "tokenizer.json").Padding);
        Assert.Equal([7, 1, 1, 8], tokenizer.Encode("cafe cafe cafe", 4, out bool cut));
        Assert.True(cut);
    }

    [Theory]
    [InlineData("\"WordPiece\"", "\"WordLevel\"", "its model is WordLevel, which is not supported")]
    [InlineData("\"BertPreTokenizer\"", "\"Whitespace\"", "its pre_tokenizer is Whitespace, which is not supported")]
    [InlineData(
        "\"strip_accents\": null",
        "\"strip_accents\": false",
        "its normalizer is BertNormalizer with strip_accents: false, which is not supported")]
    [InlineData("\"TemplateProcessing\"", "\"Other\"", "its post_processor is Other, which is not supported")]
    [InlineData("\"unk_token\": \"[UNK]\"", "\"unk_token\": \"?\"", "has no line '?'")]
    [InlineData("\"vocab\"", "\"words\"", "not a tokenizer that can be read")]
    [InlineData("}}}", "", "not a tokenizer that can be read")]
    public void What_cannot_be_had_is_an_error_that_names_it(string from, string to, string words)
        => Refused(Bert.Replace(from, to, StringComparison.Ordinal), words);

    [Theory]
    [InlineData("\"type\": \"ByteLevel\"", "\"type\": \"Digits\"", "its pre_tokenizer is Digits, which is not supported")]
    [InlineData("\"normalizer\": null", "\"normalizer\": {\"type\": \"NFKD\"}", "its normalizer is NFKD, which is not supported")]
    [InlineData(
        "\"type\": \"BPE\"", "\"type\": \"BPE\", \"byte_fallback\": true", "its model is BPE with byte_fallback, which is not supported")]
    public void What_byte_pairs_cannot_have_is_named_too(string from, string to, string words)
        => Refused(BytePairs.Replace(from, to, StringComparison.Ordinal), words);

    [Fact]
    public void A_damaged_file_is_refused_by_its_name()
    {
        foreach (string whole in (string[])[Bert, BytePairs, Unigram])
            for (int length = 0; length < whole.Length - 3; length += 17) Refused(whole[..length], "not a tokenizer that can be read");
        using Folder folder = new();
        foreach (byte[] bytes in (byte[][])[[], [1, 2, 3], [10, 200, 1, 7]])
        {
            File.WriteAllBytes(folder["spiece.model"], bytes);
            Item2VecException error = Assert.Throws<Item2VecException>(() => TokenizerFile.Open(folder["spiece.model"], lowerCase: true));
            Assert.Contains("spiece.model: not a SentencePiece model that can be read", error.Message, StringComparison.Ordinal);
        }
    }

    private static void Refused(string json, string words)
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => Encode(json, "a"));
        Assert.StartsWith("tokenizer.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private static long[] Encode(string json, string text)
        => TokenizerJson.Read(Encoding.UTF8.GetBytes(json), "tokenizer.json").Encode(text, 256, out _);
}
