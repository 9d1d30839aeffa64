using System.Text;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Tests.Corpus;

public sealed class ClosestItemsTests
{
    [Theory]
    [InlineData("wk_nr4tutl8", "WK_Nr4tUtl8")]
    [InlineData("  WK_Nr4tUtl8 ", "WK_Nr4tUtl8")]
    [InlineData("WK_Nr4tUtlB", "WK_Nr4tUtl8")]
    [InlineData("K_Nr4tUtl8", "WK_Nr4tUtl8")]
    [InlineData("star wars", "Star Wars")]
    [InlineData("star war", "Star Wars")]
    [InlineData("star wras", "Star Wars")]
    [InlineData("NAÏVE", "naïve")]
    [InlineData("dark knight", "The Dark Knight (2008)")]
    public void The_intended_item_comes_first(string text, string expected)
        => Assert.Equal(
            expected,
            Vocabulary("aircAruvnKk", "WK_Nr4tUtl8", "Star Wars", "Star Trek", "naïve", "The Dark Knight (2008)").ClosestItems(text)[0]);

    [Fact]
    public void The_same_but_for_case_comes_before_typing_errors_and_those_before_longer_ids()
        => Assert.Equal(
            ["KING", "kings", "kingdoms and more"], Vocabulary("kingdoms and more", "kings", "KING", "queen").ClosestItems("king"));

    [Fact]
    public void Equal_distances_come_in_order_of_row()
        => Assert.Equal(["cart", "card"], Vocabulary("cart", "card", "care").ClosestItems("carx", 2));

    [Fact]
    public void Nothing_close_gives_nothing()
    {
        Assert.Empty(Vocabulary("apple", "pear").ClosestItems("zzzzzzzz"));
        Assert.Empty(Vocabulary("apple").ClosestItems("   "));
        Assert.Empty(Vocabulary("apple").ClosestItems("apple", 0));
    }

    [Fact]
    public void Long_ids_are_compared_by_their_beginning()
    {
        string item = new('a', 500);
        Assert.Equal([item], Vocabulary(item, "b").ClosestItems(new string('a', 499) + "b"));
    }

    [Fact]
    public void The_error_for_an_unknown_item_names_the_closest()
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => Vocabulary("king", "queen").RowOf("kind"));
        Assert.Equal(ErrorCode.NotFound, error.Code);
        Assert.Contains("'kind'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'king'", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void The_edit_distance_is_that_of_the_textbook()
    {
        Random random = new(1);
        for (int round = 0; round < 5000; round++)
        {
            string left = Text(random, 64);
            string right = Text(random, 80);
            int expected = Textbook(left, right);
            int limit = random.Next(70);
            int actual = new EditDistance(Encoding.ASCII.GetBytes(left)).To(Encoding.ASCII.GetBytes(right), limit);
            if (expected <= limit) Assert.Equal(expected, actual);
            else Assert.True(actual > limit, $"{left} {right} limit {limit}: {actual}, truly {expected}");
        }
    }

    private static string Text(Random random, int longest)
        => string.Concat(Enumerable.Range(0, random.Next(longest + 1)).Select(_ => (char)('a' + random.Next(3))));

    private static int Textbook(string left, string right)
    {
        int[,] d = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0) d[i, j] = i + j;
                else d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
            }
        }

        return d[left.Length, right.Length];
    }

    private static Vocabulary Vocabulary(params string[] items)
    {
        VocabularyBuilder builder = new();
        foreach (string item in items) builder.Add(item, 1);
        return builder.Build();
    }
}
