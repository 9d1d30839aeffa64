using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Evaluation.Metrics;

/// <summary>
/// The metrics of one case, in a fixed order: for each cutoff hit, recall, precision, MRR and NDCG; then AUC, and the popularity and
/// diversity of the list.
/// </summary>
internal sealed class CaseMetrics
{
    private static readonly string[] OfCutoffs = ["hit", "recall", "precision", "mrr", "ndcg"];

    private readonly IReadOnlyList<int> cutoffs;

    public CaseMetrics(IReadOnlyList<int> cutoffs)
    {
        this.cutoffs = cutoffs;
        Names =
        [
            .. OfCutoffs.SelectMany(metric => cutoffs.Select(cutoff => FormattableString.Invariant($"{metric}@{cutoff}"))),
            "auc",
            FormattableString.Invariant($"popularity@{cutoffs[^1]}"),
            FormattableString.Invariant($"diversity@{cutoffs[^1]}"),
        ];
    }

    /// <summary>The metrics' names, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The metrics of how well targets are found, of which more is better: all but those of the list.</summary>
    public IEnumerable<string> OfAccuracy => Names.Take(Popularity);

    public int Popularity => Names.Count - 2;

    public int Diversity => Names.Count - 1;

    /// <summary>
    /// Computes the metrics that depend on ranks only: all but popularity and diversity. Ties count by the expectation over all their
    /// orders, as in scikit-learn's <c>ndcg_score</c>.
    /// </summary>
    /// <param name="blocks">The positions of the known targets, best first.</param>
    /// <param name="relevant">The number of targets, including unknown ones.</param>
    /// <param name="candidates">The number of ranked items.</param>
    /// <param name="values">Receives the metrics in order.</param>
    public void Compute(ReadOnlySpan<TieBlock> blocks, int relevant, int candidates, Span<double> values)
    {
        int count = cutoffs.Count;
        for (int i = 0; i < count; i++)
        {
            int cutoff = cutoffs[i];
            double hits = 0;
            double gain = 0;
            double missed = 1;
            foreach (TieBlock block in blocks)
            {
                int within = block.PlacesWithin(cutoff);
                if (within == 0) break;
                double share = (double)block.Targets / block.Places;
                hits += share * within;
                for (int place = 0; place < within; place++) gain += share * Gain(block.Above + place);
                missed *= Missed(block, within);
            }

            double ideal = 0;
            for (int rank = 0; rank < Math.Min(relevant, cutoff); rank++) ideal += Gain(rank);
            values[i] = 1 - missed;
            values[count + i] = hits / relevant;
            values[(2 * count) + i] = hits / cutoff;
            values[(3 * count) + i] = blocks.IsEmpty ? 0 : ReciprocalRank(blocks[0], cutoff);
            values[(4 * count) + i] = gain / ideal;
        }

        values[5 * count] = AreaUnderCurve(blocks, relevant, candidates);
    }

    private static double Gain(int rank) => 1 / Math.Log2(rank + 2);

    /// <summary>
    /// The probability that no target of a block is among its first positions: C(n - within, p) / C(n, p) for p targets in n positions.
    /// </summary>
    private static double Missed(TieBlock block, int within)
    {
        double missed = 1;
        for (int target = 0; target < block.Targets; target++)
            missed *= Math.Max(0, block.Places - within - target) / (double)(block.Places - target);
        return missed;
    }

    /// <summary>The expectation of 1 / rank of the best target, 0 beyond the cutoff.</summary>
    private static double ReciprocalRank(TieBlock block, int cutoff)
    {
        double sum = 0;
        double missed = 1;
        int within = block.PlacesWithin(cutoff);
        for (int place = 0; place < within; place++)
        {
            double found = Math.Min(1, block.Targets / (double)(block.Places - place));
            sum += missed * found / (block.Above + place + 1);
            missed *= 1 - found;
        }

        return sum;
    }

    /// <summary>
    /// The share of pairs of a target and another candidate in which the target ranks higher; half for ties, nothing for an unknown target.
    /// </summary>
    private static double AreaUnderCurve(ReadOnlySpan<TieBlock> blocks, int relevant, int candidates)
    {
        int known = 0;
        foreach (TieBlock block in blocks) known += block.Targets;
        double others = candidates - known;
        if (others <= 0) return (double)known / relevant;
        double won = 0;
        int above = 0;
        foreach (TieBlock block in blocks)
        {
            won += block.Targets * (others - (block.Above - above) - (block.Others / 2.0));
            above += block.Targets;
        }

        return won / (others * relevant);
    }
}

/// <summary>
/// Equally scored items with targets among them: they share the positions from <paramref name="Above"/> (0 the top), in random order.
/// </summary>
/// <param name="Above">The number of better items.</param>
/// <param name="Targets">The number of targets among them, at least 1.</param>
/// <param name="Others">The number of other items among them.</param>
internal readonly record struct TieBlock(int Above, int Targets, int Others)
{
    /// <summary>The number of shared positions.</summary>
    public int Places => Targets + Others;

    /// <summary>Finds the positions of a case's targets.</summary>
    /// <param name="scores">A score per row; negative infinity for rows that are not candidates.</param>
    /// <param name="targets">Distinct candidates.</param>
    /// <param name="blocks">Receives the blocks, best first; as long as the targets.</param>
    /// <returns>The number of blocks, which is the number of distinct scores of targets.</returns>
    public static int Find(ReadOnlySpan<float> scores, ReadOnlySpan<int> targets, Span<TieBlock> blocks)
    {
        Span<float> sorted = targets.Length <= 256 ? stackalloc float[targets.Length] : new float[targets.Length];
        for (int i = 0; i < targets.Length; i++) sorted[i] = scores[targets[i]];
        sorted.Sort((a, b) => b.CompareTo(a));
        int found = 0;
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            to = from + 1;
            while (to < sorted.Length && sorted[to] == sorted[from]) to++;
            (int above, int equal) = ScoreRanks.Count(scores, sorted[from]);
            blocks[found++] = new TieBlock(above, to - from, equal - (to - from));
        }

        return found;
    }

    /// <summary>How many of the positions are among the first <paramref name="cutoff"/>.</summary>
    public int PlacesWithin(int cutoff) => Math.Clamp(cutoff - Above, 0, Places);
}
