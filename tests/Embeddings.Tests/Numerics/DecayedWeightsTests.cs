using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Tests.Numerics;

public sealed class DecayedWeightsTests
{
    private static List<(int At, double Weight)> Of(DecayedWeights weights)
    {
        List<(int At, double Weight)> found = [];
        foreach ((int, double) one in weights) found.Add(one);
        return found;
    }

    [Fact]
    public void The_last_item_comes_first_and_each_before_it_weighs_a_share_of_the_one_after()
    {
        Assert.Equal([(2, 3.0), (1, 1.5), (0, 0.75)], Of(new DecayedWeights(3, 0.5, first: 3)));
        Assert.Equal([(1, 1.0), (0, 1.0)], Of(new DecayedWeights(2, 1)));
        Assert.Empty(Of(new DecayedWeights(0, 0.5)));
        Assert.Equal(1.75, DecayedWeights.Total(3, 0.5));
    }

    [Fact]
    public void Weights_that_are_too_small_end_it()
    {
        Assert.Equal([(3, 1.0), (2, 0.5)], Of(new DecayedWeights(4, 0.5, above: 0.25)));
        Assert.Equal([(3, 1.0)], Of(new DecayedWeights(4, 0)));
        Assert.Equal(1, DecayedWeights.Total(4, 0));
    }
}
