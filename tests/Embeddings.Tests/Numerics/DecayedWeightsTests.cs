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

    [Fact]
    public void An_item_may_have_a_factor_of_its_own()
    {
        HistoryWeighting weighting = new(0.5) { Factors = new[] { 8.0, 0.25, 2 } };
        Assert.Equal([(2, 2.0), (1, 0.125), (0, 2.0)], Of(new DecayedWeights(3, weighting)));
        Assert.Equal([(2, 2.0), (0, 2.0)], Of(new DecayedWeights(3, weighting, above: 0.2)));
        Assert.Equal(4.125, DecayedWeights.Total(3, weighting));
    }

    [Fact]
    public void With_a_half_life_weights_fall_with_the_age_relative_to_the_newest()
    {
        HistoryWeighting weighting = new(0.9) { Ages = new[] { 160.0, 220, 100 }, HalfLife = 60 };
        Assert.Equal([(2, 3.0), (1, 0.75), (0, 1.5)], Of(new DecayedWeights(3, weighting, first: 3)));
        Assert.Equal([(1, 1.0), (0, 0.9)], Of(new DecayedWeights(2, weighting with { HalfLife = 0 })));
    }
}
