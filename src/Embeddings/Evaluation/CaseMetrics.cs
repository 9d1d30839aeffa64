namespace Item2Vec.Embeddings.Evaluation;

/// <summary>The metrics of one case, in a fixed order: for each cut-off hit, recall, precision, MRR and NDCG; then AUC, and the popularity and diversity of the list.</summary>
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

    public int Popularity => Names.Count - 2;

    public int Diversity => Names.Count - 1;

    /// <summary>Computes what follows from ranks: all but popularity and diversity.</summary>
    /// <param name="ranks">The expected ranks of the known targets, best first, 0 the top.</param>
    /// <param name="relevant">The number of targets, unknown ones too.</param>
    /// <param name="candidates">The number of items that were ranked.</param>
    /// <param name="values">Receives the metrics in order.</param>
    public void Compute(ReadOnlySpan<double> ranks, int relevant, int candidates, Span<double> values)
    {
        int count = cutoffs.Count;
        for (int i = 0; i < count; i++)
        {
            int cutoff = cutoffs[i];
            int hits = 0;
            double gain = 0;
            for (; hits < ranks.Length && hits < cutoff && ranks[hits] < cutoff; hits++) gain += Gain(ranks[hits]);
            double ideal = 0;
            for (int rank = 0; rank < Math.Min(relevant, cutoff); rank++) ideal += Gain(rank);
            values[i] = hits > 0 ? 1 : 0;
            values[count + i] = (double)hits / relevant;
            values[(2 * count) + i] = (double)hits / cutoff;
            values[(3 * count) + i] = hits > 0 ? 1 / (ranks[0] + 1) : 0;
            values[(4 * count) + i] = gain / ideal;
        }

        values[5 * count] = AreaUnderCurve(ranks, relevant, candidates);
    }

    private static double Gain(double rank) => 1 / Math.Log2(rank + 2);

    /// <summary>The share of pairs of a target and another candidate in which the target ranks higher; half for ties, nothing for an unknown target.</summary>
    private static double AreaUnderCurve(ReadOnlySpan<double> ranks, int relevant, int candidates)
    {
        double others = candidates - ranks.Length;
        if (others <= 0) return (double)ranks.Length / relevant;
        double won = 0;
        for (int i = 0; i < ranks.Length; i++) won += others - (ranks[i] - i);
        return won / (others * relevant);
    }
}
