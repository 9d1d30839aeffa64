using System.Globalization;
using Item2Vec.Content.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Content.Tests.Text;

/// <summary>Against pieces worked out by hand after the rules of BERT's reference implementation.</summary>
public class PieceTokenizerTests
{
    private static readonly string[] Pieces =
        [
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "want", "##want", "##ed", "runn", "##ing", ",", "!", "cafe", "na",
            "##ive", "中", "国", "o", "##s", "slo", "i", "\u1112\u1161\u11AB", "##\u1100\u116E\u11A8", "\u1100\u1161"
        ];

    [Theory]
    [InlineData("UNwantéd,running", "[CLS] un ##want ##ed , runn ##ing [SEP]")]
    [InlineData("unaffable", "[CLS] un ##aff ##able [SEP]")]
    [InlineData("unwantedX running", "[CLS] [UNK] runn ##ing [SEP]")]
    [InlineData("  Café!\t\nnaïve ", "[CLS] cafe ! na ##ive [SEP]")]
    [InlineData("中国want", "[CLS] 中 国 want [SEP]")]
    [InlineData("wa\u0000nt\uFFFD\u200b!", "[CLS] want ! [SEP]")]
    [InlineData("cafe\u0301", "[CLS] cafe [SEP]")]
    [InlineData("", "[CLS] [SEP]")]
    [InlineData("\u0130", "[CLS] i [SEP]")]
    [InlineData("\uD55C\uAD6D", "[CLS] \u1112\u1161\u11AB ##\u1100\u116E\u11A8 [SEP]")]
    [InlineData("\uAC00", "[CLS] \u1100\u1161 [SEP]")]
    [InlineData("want\twant\u00ADwant", "[CLS] want want ##want [SEP]")]
    [InlineData("want$", "[CLS] want [UNK] [SEP]")]
    [InlineData("want\U0001F600 want", "[CLS] [UNK] want [SEP]")]
    [InlineData("[SEP]", "[CLS] [UNK] [UNK] [UNK] [SEP]")]
    [InlineData("\u0939\u093F", "[CLS] [UNK] [SEP]")]
    public void A_text_is_cut_as_BERT_cuts_it(string text, string expected)
        => Assert.Equal(expected.Split(' '), Encode(text, lowerCase: true));

    [Fact]
    public void Cased_vocabularies_keep_capitals_and_accents()
        => Assert.Equal(["[CLS]", "[UNK]", "want", "[SEP]"], Encode("Want want", lowerCase: false));

    [Fact]
    public void A_long_text_is_cut_off_and_still_ends_with_a_separator()
    {
        long[] tokens = Tokenizer(lowerCase: true).Encode("want want want want", 4, out bool cut);
        Assert.Equal([2, 7, 7, 3], tokens);
    }

    [Fact]
    public void A_word_of_more_than_a_hundred_letters_is_unknown()
        => Assert.Equal(["[CLS]", "[UNK]", "[SEP]"], Encode("o" + new string('s', 100), lowerCase: true));

    [Fact]
    public void The_culture_of_the_machine_changes_no_token()
    {
        // Where there is no culture data no other culture can be had, and nothing is compared.
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
            Assert.Equal(["[CLS]", "na", "##ive", "i", "runn", "##ing", "[SEP]"], Encode("NAIVE I RUNNING", lowerCase: true));
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
    public void A_lone_half_of_a_character_is_passed_over()
        => Assert.Equal(["[CLS]", "want", "[SEP]"], Encode("wa" + '\uD83D' + "nt", lowerCase: true));

    [Fact]
    public void A_piece_that_is_there_twice_has_its_first_number()
        => Assert.Equal(
            [2, 4, 3],
            PieceTokenizer.OfBert(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "a "], lowerCase: true, "test").Encode("a", 9, out _));

    [Theory]
    [InlineData('é', 'e')]
    [InlineData('ç', 'c')]
    [InlineData('ñ', 'n')]
    [InlineData('ệ', 'e')]
    [InlineData('й', 'и')]
    [InlineData('ά', 'α')]
    [InlineData('が', 'か')]
    [InlineData('ø', 'ø')]
    [InlineData('ß', 'ß')]
    public void Accents_are_taken_off_as_Unicode_decomposes_letters(char letter, char plain) => Assert.Equal(plain, Accents.Strip(letter));

    [Fact]
    public void Every_accent_in_the_table_is_what_this_machines_Unicode_data_says()
    {
        // Where the machine has none (invariant globalization) nothing is decomposed and nothing is compared.
        for (char letter = '\u00e0'; letter < '\u1f00'; letter++)
        {
            string decomposed = letter.ToString().Normalize(System.Text.NormalizationForm.FormD);
            if (decomposed.Length > 1 && char.IsLower(letter) && !char.IsSurrogate(letter))
                Assert.Equal(decomposed[0], Accents.Strip(letter));
        }
    }

    [Fact]
    public void A_vocabulary_without_the_special_pieces_is_refused_by_name()
    {
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => PieceTokenizer.OfBert(["[PAD]", "a"], lowerCase: true, "vocab.txt"));
        Assert.Contains("vocab.txt: has no line '[UNK]'", error.Message, StringComparison.Ordinal);
    }

    private static string[] Encode(string text, bool lowerCase)
        => [.. Tokenizer(lowerCase).Encode(text, 100, out _).Select(token => Pieces[token])];

    private static PieceTokenizer Tokenizer(bool lowerCase) => PieceTokenizer.OfBert(Pieces, lowerCase, "test");

    [Theory]
    [InlineData(4, false)]
    [InlineData(3, true)]
    public void What_is_cut_off_is_told(int limit, bool expected)
    {
        Assert.Equal(limit, Tokenizer(lowerCase: true).Encode("want want", limit, out bool cut).Length);
        Assert.Equal(expected, cut);
    }
}
