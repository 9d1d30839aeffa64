using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Tests.Numerics;

public sealed class TopKTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(500)]
    [InlineData(600)]
    public void It_keeps_what_sorting_would_put_first(int capacity)
    {
        Random random = new(1);
        for (int round = 0; round < 50; round++)
        {
            // Few different scores, so that most of them are equal.
            (int Row, float Score)[] all = [.. Enumerable.Range(0, 500).Select(row => (row, (float)random.Next(20)))];
            random.Shuffle(all);
            TopK best = new(capacity);
            foreach ((int row, float score) in all) best.Offer(row, score);
            Assert.Equal(all.OrderByDescending(found => found.Score).ThenBy(found => found.Row).Take(capacity), best.Take());
        }
    }

    [Fact]
    public void Merging_parts_equals_one_pass()
    {
        TopK whole = new(5);
        TopK left = new(5);
        TopK right = new(5);
        for (int row = 0; row < 100; row++)
        {
            whole.Offer(row, row * 7 % 13);
            (row < 40 ? left : right).Offer(row, row * 7 % 13);
        }

        right.Merge(left);
        Assert.Equal(whole.Take(), right.Take());
    }

    [Fact]
    public void Not_a_number_is_never_kept()
    {
        TopK best = new(3);
        best.Offer(0, float.NaN);
        best.Offer(1, float.NegativeInfinity);
        best.Offer(2, float.PositiveInfinity);
        Assert.Equal([(2, float.PositiveInfinity), (1, float.NegativeInfinity)], best.Take());
    }
}
