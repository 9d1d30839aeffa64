using Item2Vec.Embeddings.Evaluation;

namespace Item2Vec.Embeddings.Tests.Evaluation;

public sealed class ExpectedRanksTests
{
    private static double[] Ranks(float[] scores, params int[] targets)
    {
        double[] ranks = new double[targets.Length];
        ExpectedRanks.Compute(scores, targets, ranks);
        return ranks;
    }

    [Fact]
    public void Without_ties_a_rank_is_the_number_of_better_items()
        => Assert.Equal([0, 2, 4], Ranks([0.1f, 0.9f, 0.5f, 0.3f, 0.7f, float.NegativeInfinity], 0, 2, 1));

    [Fact]
    public void A_target_among_equals_stands_in_their_middle()
    {
        Assert.Equal([2], Ranks([1, 1, 1, 1, 1], 3));
        Assert.Equal([1.5], Ranks([1, 2, 1, 0], 0));
    }

    [Fact]
    public void Ranks_of_tied_targets_are_the_means_over_all_orders()
    {
        float[] scores = [3, 1, 1, 2, 1, 1, 0, 2];
        int[] targets = [1, 4, 3, 6];
        double[] sums = new double[targets.Length];
        int orders = 0;
        foreach (int[] order in Permutations([.. Enumerable.Range(0, scores.Length)]))
        {
            // Ties are broken by the order; a target's place is then certain.
            int[] ranked = [.. order.OrderByDescending(row => scores[row])];
            int[] places = [.. targets.Select(target => Array.IndexOf(ranked, target)).Order()];
            for (int i = 0; i < places.Length; i++) sums[i] += places[i];
            orders++;
        }

        double[] ranks = Ranks(scores, targets);
        for (int i = 0; i < ranks.Length; i++) Assert.Equal(sums[i] / orders, ranks[i], 1e-9);
    }

    private static IEnumerable<int[]> Permutations(int[] items)
    {
        if (items.Length < 2) return [items];
        return items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
    }
}
