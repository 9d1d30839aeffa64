using Item2Vec.Content.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Content.Tests.Text;

public class NgramTokenizerTests
{
    private static readonly NgramTokenizer Tokenizer = new(1 << 20, 3, 5);

    [Fact]
    public void A_word_is_itself_and_the_runs_of_its_letters()
    {
        // <abc> as a whole, then <ab abc bc>, then <abc abc>.
        string[] pieces = ["<abc>", "<ab", "abc", "bc>", "<abc", "abc>"];
        Assert.Equal(pieces.Select(Hash), Tokenizer.Encode("Abc", 100, out _));
    }

    [Fact]
    public void A_number_is_one_token() => Assert.Equal([Hash("<1995>")], Tokenizer.Encode("1995", 100, out _));

    [Fact]
    public void Nothing_is_one_token_of_padding() => Assert.Equal([0], Tokenizer.Encode(" ", 100, out _));

    [Fact]
    public void What_the_metadata_says_is_read_back()
    {
        NgramTokenizer read = NgramTokenizer.Parse(Tokenizer.ToString());
        Assert.Equal((1 << 20, 3, 5), (read.Buckets, read.MinLength, read.MaxLength));
        Assert.Contains(
            "three positive numbers",
            Assert.Throws<Item2VecException>(() => NgramTokenizer.Parse("1 x")).Message,
            StringComparison.Ordinal);
    }

    private static long Hash(string piece) => 1 + (long)(IdHash.Of(System.Text.Encoding.UTF8.GetBytes(piece)) % (1 << 20));

    [Theory]
    [InlineData("1 2 3", 3, false)]
    [InlineData("1 2 3", 2, true)]
    [InlineData("abc", 2, true)]
    public void What_is_cut_off_is_told(string text, int limit, bool expected)
    {
        Assert.InRange(Tokenizer.Encode(text, limit, out bool cut).Length, 1, limit);
        Assert.Equal(expected, cut);
    }
}
