using Item2Vec.Embeddings.Evaluation;

namespace Item2Vec.Embeddings.Tests.Evaluation;

/// <summary>Metrics against tables computed by hand.</summary>
public sealed class CaseMetricsTests
{
    private static Dictionary<string, double> Of(double[] ranks, int relevant, int candidates, params int[] cutoffs)
    {
        CaseMetrics metrics = new(cutoffs);
        double[] values = new double[metrics.Names.Count];
        metrics.Compute(ranks, relevant, candidates, values);
        return metrics.Names.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    [Fact]
    public void One_target_at_rank_three_of_eleven()
    {
        Dictionary<string, double> at = Of([2], 1, 11, 2, 5);
        Assert.Equal((0, 1), (at["hit@2"], at["hit@5"]));
        Assert.Equal((0, 1), (at["recall@2"], at["recall@5"]));
        Assert.Equal((0, 0.2), (at["precision@2"], at["precision@5"]));
        Assert.Equal(0, at["mrr@2"]);
        Assert.Equal(1 / 3.0, at["mrr@5"], 1e-12);
        Assert.Equal(0.5, at["ndcg@5"], 1e-12);
        Assert.Equal(0.8, at["auc"], 1e-12);
    }

    [Fact]
    public void Three_targets_at_ranks_one_four_and_nine_of_twenty()
    {
        Dictionary<string, double> at = Of([0, 3, 8], 3, 20, 5, 10);
        Assert.Equal(2 / 3.0, at["recall@5"], 1e-12);
        Assert.Equal(0.4, at["precision@5"], 1e-12);
        Assert.Equal(0.3, at["precision@10"], 1e-12);
        Assert.Equal(1, at["mrr@5"]);

        // 1 + 1/log2(5) of 1 + 1/log2(3) + 1/2.
        Assert.Equal((1 + 0.430676558073393) / (1 + 0.630929753571457 + 0.5), at["ndcg@5"], 1e-12);
        Assert.Equal((1 + 0.430676558073393 + 0.301029995663981) / 2.130929753571457, at["ndcg@10"], 1e-12);

        // 0, 2 and 6 of 17 others stand above.
        Assert.Equal((17 + 15 + 11) / 51.0, at["auc"], 1e-12);
    }

    [Fact]
    public void Unknown_targets_are_misses_in_every_metric()
    {
        Dictionary<string, double> at = Of([0], 2, 11, 5);
        Assert.Equal(1, at["hit@5"]);
        Assert.Equal(0.5, at["recall@5"]);
        Assert.Equal(1 / 1.630929753571457, at["ndcg@5"], 1e-12);
        Assert.Equal(0.5, at["auc"]);
        Assert.All(Of([], 1, 11, 5).Values, value => Assert.Equal(0, value));
    }

    [Fact]
    public void More_targets_than_the_list_is_long_can_still_be_perfect()
    {
        Dictionary<string, double> at = Of([0, 1, 2, 3], 4, 10, 2);
        Assert.Equal((1, 0.5, 1, 1), (at["hit@2"], at["recall@2"], at["precision@2"], at["ndcg@2"]));
        Assert.Equal(1, at["auc"]);
    }

    [Fact]
    public void A_tie_that_straddles_the_cut_off_counts_by_its_expected_rank()
    {
        // One better, four equal: expected at 1 + 3/2.
        Assert.Equal(1, Of([2.5], 1, 11, 3)["hit@3"]);
        Assert.Equal(0, Of([2.5], 1, 11, 2)["hit@2"]);
        Assert.Equal(1 / 3.5, Of([2.5], 1, 11, 3)["mrr@3"], 1e-12);
    }
}
