using Item2Vec.Evaluation.Metrics;
namespace Item2Vec.Evaluation.Tests.Metrics;

public sealed class TieBlockTests
{
    private static TieBlock[] Find(float[] scores, params int[] targets)
    {
        TieBlock[] blocks = new TieBlock[targets.Length];
        return blocks[..TieBlock.Find(scores, targets, blocks)];
    }

    [Fact]
    public void Without_ties_a_target_stands_alone_below_the_better_items()
        => Assert.Equal([new TieBlock(0, 1, 0), new TieBlock(2, 1, 0), new TieBlock(4, 1, 0)], Find([0.1f, 0.9f, 0.5f, 0.3f, 0.7f, float.NegativeInfinity], 0, 2, 1));

    [Fact]
    public void Equal_items_and_targets_share_their_places()
    {
        Assert.Equal([new TieBlock(0, 1, 4)], Find([1, 1, 1, 1, 1], 3));
        Assert.Equal([new TieBlock(1, 2, 1), new TieBlock(4, 1, 0)], Find([1, 2, 1, 0, 1], 0, 3, 4));
        Assert.Empty(Find([1, 2]));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    [InlineData(5, 3)]
    [InlineData(9, 4)]
    public void Places_within_a_cut_off_are_counted_from_the_blocks_first(int cutoff, int within)
        => Assert.Equal(within, new TieBlock(2, 1, 3).PlacesWithin(cutoff));
}
