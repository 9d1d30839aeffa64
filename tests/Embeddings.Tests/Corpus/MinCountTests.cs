using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Tests.Corpus;

public sealed class MinCountTests
{
    [Theory]
    [InlineData(5, 2, 0, 0, 0)] // at most a fiftieth is lost to five
    [InlineData(3, 0, 2, 0, 4)]
    [InlineData(2, 2, 2, 0, 0)]
    [InlineData(1, 4, 0, 0, 0)]
    public void The_default_is_the_largest_that_leaves_out_a_fiftieth_of_the_events_at_most(
        int expected, int ones, int twos, int threes, int fours)
    {
        // 100 events in all.
        int rare = ones + twos + threes + fours;
        List<long> counts = [.. Enumerable.Repeat(1L, ones), .. Enumerable.Repeat(2L, twos / 2), .. Enumerable.Repeat(3L, threes / 3),
            .. Enumerable.Repeat(4L, fours / 4), 100 - rare];

        MinCount chosen = MinCount.For(counts);

        Assert.Equal(expected, chosen.Value);
        Assert.Equal(expected == 5 ? null : $"5 would leave out {rare} % of the events", chosen.Reason);
    }

    [Fact]
    public void No_items_need_no_minimum_but_the_default() => Assert.Equal(5, MinCount.For([]).Value);
}
