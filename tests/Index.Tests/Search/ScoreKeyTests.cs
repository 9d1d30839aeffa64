using Item2Vec.Indexing.Search;

namespace Item2Vec.Indexing.Tests.Search;

public sealed class ScoreKeyTests
{
    [Fact]
    public void Keys_order_as_falling_scores_and_give_them_back()
    {
        float[] scores = [float.PositiveInfinity, float.MaxValue, 3, 1, 1e-40f, 0, -1e-40f, -1, -2.5f, float.MinValue, float.NegativeInfinity];
        uint[] keys = [.. scores.Select(ScoreKey.Of)];
        Assert.Equal(keys.Order(), keys);
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(scores, keys.Select(ScoreKey.ScoreOf));
        Assert.Equal(ScoreKey.Of(0f), ScoreKey.Of(-0f));
        Assert.Equal(uint.MaxValue, ScoreKey.Of(float.NaN));
    }
}
