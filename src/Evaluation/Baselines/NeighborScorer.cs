using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>Scores by the sum of the rows of a history's items.</summary>
/// <param name="rows">The scores of other items given each item.</param>
/// <param name="decay">The weight of an item of the history as a share of the one after it; 0 uses only the last item.</param>
internal sealed class NeighborScorer(SparseRows rows, double decay) : IScorer
{
    /// <summary>Older items weigh too little to change a rank.</summary>
    private const double MinWeight = 1e-4;

    public void Score(ReadOnlySpan<int> history, Span<float> scores)
    {
        scores.Clear();
        foreach ((int at, double weight) in new DecayedWeights(history.Length, decay, above: MinWeight))
            rows.AddRow(history[at], (float)weight, scores);
    }
}
