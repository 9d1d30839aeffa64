using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Evaluation.Metrics;

namespace Item2Vec.Evaluation.Tests.Metrics;

public sealed class ListStatisticsTests
{
    [Fact]
    public void Coverage_is_the_share_of_items_in_any_list() => Assert.Equal(0.5, ListStatistics.Coverage([3, 0, 1, 0]));

    [Fact]
    public void Gini_is_zero_for_equal_shares_and_near_one_for_a_single_item()
    {
        Assert.Equal(0, ListStatistics.Gini([5, 5, 5, 5]), 1e-12);
        Assert.Equal(0.75, ListStatistics.Gini([0, 12, 0, 0]), 1e-12);

        // (-3*1 - 1*2 + 1*3 + 3*4) / (4 * 10)
        Assert.Equal(0.25, ListStatistics.Gini([4, 1, 3, 2]), 1e-12);
    }

    [Fact]
    public void Popularity_is_the_mean_count_of_a_lists_items()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["a", "a", "a", "a", "b", "b", "c"]]);
        Assert.Equal(3, ListStatistics.Popularity([(0, 1f), (1, 1f)], corpus.Vocabulary));
    }

    [Fact]
    public void Diversity_is_one_minus_the_mean_cosine_of_pairs()
    {
        // Unit vectors at 0, 60 and 90 degrees: cosines 0.5, 0 and cos 30.
        using EmbeddingMatrix unit = new(3, 2);
        double[] angles = [0, Math.PI / 3, Math.PI / 2];
        for (int row = 0; row < 3; row++) ((float[])[(float)Math.Cos(angles[row]), (float)Math.Sin(angles[row])]).CopyTo(unit.Row(row));
        double expected = 1 - ((0.5 + 0 + Math.Cos(Math.PI / 6)) / 3);
        Assert.Equal(expected, ListStatistics.Diversity([(0, 1f), (1, 1f), (2, 1f)], unit, new float[2]), 1e-6);
        Assert.True(double.IsNaN(ListStatistics.Diversity([(0, 1f)], unit, new float[2])));
    }
}
