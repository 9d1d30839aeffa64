using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Tests.Corpus;

/// <summary>An unknown id that looks like a known one is said to; the tests run without culture data, as the tool does.</summary>
public sealed class VisibleFormTests
{
    [Theory]
    [InlineData("caf\u00e9", "cafe\u0301", "its Unicode form")]
    [InlineData("cafe\u0301", "caf\u00e9", "its Unicode form")]
    [InlineData("\u1ec7", "e\u0302\u0323", "its Unicode form")]
    [InlineData("\u00e9\u0331", "e\u0331\u0301", "its Unicode form")]
    [InlineData("\ud55c\uae00", "\u1112\u1161\u11ab\u1100\u1173\u11af", "its Unicode form")]
    [InlineData("\u304c", "\u304b\u3099", "its Unicode form")]
    [InlineData("\u212b", "\u00c5", "its Unicode form")]
    [InlineData("sku\u200b-1", "sku-1", "invisible characters (U+200B)")]
    [InlineData("\ufeffsku-1", "sku-1", "invisible characters (U+FEFF)")]
    [InlineData("sku-1", "sku\u00ad-1", "invisible characters (U+00AD)")]
    [InlineData("sku-1 ", "sku-1", "invisible characters (U+0020)")]
    [InlineData("sku-1", "sku-1\t", "invisible characters (U+0009)")]
    [InlineData("Star Wars", "Star\u00a0Wars", "invisible characters (U+0020, U+00A0)")]
    [InlineData("Star  Wars", "Star Wars", "invisible characters (U+0020)")]
    [InlineData(" sku-1", "sku-1 ", "the place of invisible characters")]
    [InlineData("cafe\u0301\u200b", "caf\u00e9", "invisible characters (U+200B) and its Unicode form")]
    public void An_id_that_looks_like_a_known_one_is_said_to(string asked, string known, string difference)
    {
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => Vocabulary("other", known.ToUpperInvariant() + "2", known).RowOf(asked));

        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Equal($"'{asked}' differs from '{known}' only in {difference}", error.Hint);
    }

    [Theory]
    [InlineData("caf\u00e9", "cafe")]
    [InlineData("Sku-1", "sku-1")]
    [InlineData("skul", "sku1")]
    [InlineData("starwars", "star wars")]
    public void An_id_that_looks_different_is_only_close(string asked, string known)
        => Assert.Equal($"did you mean '{known}'?", Assert.Throws<Item2VecException>(() => Vocabulary(known).RowOf(asked)).Hint);

    [Fact]
    public void The_one_that_looks_the_same_comes_before_those_of_another_case()
        => Assert.Equal(["abc", "ABC", "Abc"], Vocabulary("ABC", "Abc", "aBC", "abc").ClosestItems("abc\u200b"));

    [Fact]
    public void Half_a_surrogate_pair_is_an_unknown_id_like_any_other()
        => Assert.Equal(ErrorCode.NotFound, Assert.Throws<Item2VecException>(() => Vocabulary("\u00e9a").RowOf("e\u0301a\ud83d")).Code);

    private static Vocabulary Vocabulary(params string[] items)
    {
        VocabularyBuilder builder = new();
        foreach (string item in items) builder.Add(item, 1);
        return builder.Build();
    }
}
