using Item2Vec.Evaluation.Metrics;

namespace Item2Vec.Evaluation.Tests.Metrics;

/// <summary>Metrics against tables computed by hand.</summary>
public sealed class CaseMetricsTests
{
    /// <summary>Targets at ranks of their own.</summary>
    private static Dictionary<string, double> Of(int[] ranks, int relevant, int candidates, params int[] cutoffs)
        => Of([.. ranks.Select(rank => new TieBlock(rank, 1, 0))], relevant, candidates, cutoffs);

    private static Dictionary<string, double> Of(TieBlock[] blocks, int relevant, int candidates, int[] cutoffs)
    {
        CaseMetrics metrics = new(cutoffs);
        double[] values = new double[metrics.Names.Count];
        metrics.Compute(blocks, relevant, candidates, values);
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
        Assert.All(Of(Array.Empty<int>(), 1, 11, 5).Values, value => Assert.Equal(0, value));
    }

    [Fact]
    public void More_targets_than_the_list_is_long_can_still_be_perfect()
    {
        Dictionary<string, double> at = Of([0, 1, 2, 3], 4, 10, 2);
        Assert.Equal((1, 0.5, 1, 1), (at["hit@2"], at["recall@2"], at["precision@2"], at["ndcg@2"]));
        Assert.Equal(1, at["auc"]);
    }

    [Fact]
    public void A_tie_that_straddles_the_cut_off_counts_by_its_expectation()
    {
        // One better, four equal: each of the places 1 to 4 with one in four.
        Dictionary<string, double> at = Of([new TieBlock(1, 1, 3)], 1, 11, [1, 3, 5]);
        Assert.Equal((0, 0.5, 1), (at["hit@1"], at["hit@3"], at["hit@5"]));
        Assert.Equal((1 / 2.0 + 1 / 3.0) / 4, at["mrr@3"], 1e-12);
        Assert.Equal(((1 / Math.Log2(3)) + (1 / Math.Log2(4))) / 4, at["ndcg@3"], 1e-12);
        Assert.Equal(1 - ((1 + 1.5) / 10), at["auc"], 1e-12);
    }

    [Theory]
    [InlineData(new float[] { 3, 1, 1, 2, 1, 1, 0, 2 }, new[] { 1, 4, 3, 6 }, 5)]
    [InlineData(new float[] { 1, 1, 1, 1, 1, 1, 1 }, new[] { 1, 4, 3 }, 3)]
    [InlineData(new float[] { 2, 2, 1, 1, 1, 0, 0 }, new[] { 0, 5 }, 2)]
    public void With_ties_every_metric_is_the_mean_over_all_their_orders(float[] scores, int[] targets, int relevant)
    {
        int[] cutoffs = [1, 2, 3, 5, 7];
        Dictionary<string, double> sums = [];
        int orders = 0;
        foreach (int[] order in Permutations([.. Enumerable.Range(0, scores.Length)]))
        {
            // Ties are broken by the order; places are then certain.
            int[] ranked = [.. order.OrderByDescending(row => scores[row])];
            foreach ((string name, double value) in Of(
                [.. targets.Select(target => Array.IndexOf(ranked, target)).Order()], relevant, scores.Length, cutoffs))
                sums[name] = sums.GetValueOrDefault(name) + value;
            orders++;
        }

        TieBlock[] blocks = new TieBlock[targets.Length];
        Dictionary<string, double> expected = Of(blocks[..TieBlock.Find(scores, targets, blocks)], relevant, scores.Length, cutoffs);

        Assert.All(expected, metric => Assert.Equal(sums[metric.Key] / orders, metric.Value, 1e-9));
    }

    private static IEnumerable<int[]> Permutations(int[] items)
    {
        if (items.Length < 2) return [items];
        return items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
    }
}

public sealed class TieBlockTests
{
    private static TieBlock[] Find(float[] scores, params int[] targets)
    {
        TieBlock[] blocks = new TieBlock[targets.Length];
        return blocks[..TieBlock.Find(scores, targets, blocks)];
    }

    [Fact]
    public void Without_ties_a_target_stands_alone_below_the_better_items()
        => Assert.Equal(
            [new TieBlock(0, 1, 0), new TieBlock(2, 1, 0), new TieBlock(4, 1, 0)],
            Find([0.1f, 0.9f, 0.5f, 0.3f, 0.7f, float.NegativeInfinity], 0, 2, 1));

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
