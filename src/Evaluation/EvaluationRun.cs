using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Metrics;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation;

/// <summary>What is shared by all models of an evaluation.</summary>
/// <param name="Options">The options.</param>
/// <param name="Items">The items of the training part, all of which are ranked.</param>
/// <param name="Cases">The cases.</param>
/// <param name="Groups">The cases grouped by history.</param>
/// <param name="Metrics">The metrics.</param>
/// <param name="Likeness">Unit vectors for the similarity of items, or null.</param>
internal sealed record EvaluationRun(
    EvaluationOptions Options, Vocabulary Items, EvaluationCase[] Cases, QueryGroups Groups, CaseMetrics Metrics, EmbeddingMatrix? Likeness)
{
    /// <summary>Ranks all items for all cases.</summary>
    /// <returns>Each case's metrics, one row per case; and how often each item was in a list.</returns>
    public (double[][] Values, long[] Listed) Measure(IScorer scorer, ParallelOptions parallel)
    {
        double[][] values = new double[Cases.Length][];
        for (int i = 0; i < values.Length; i++) values[i] = new double[Metrics.Names.Count];
        long[] listed = new long[Items.Count];
        int batches = (Groups.Count + CaseRanker.Batch - 1) / CaseRanker.Batch;
        Parallel.For(0, batches, parallel, () => new CaseRanker(this, scorer), (batch, _, part) =>
        {
            part.Measure(batch * CaseRanker.Batch, Math.Min(Groups.Count, (batch + 1) * CaseRanker.Batch), values);
            return part;
        }, part =>
        {
            lock (listed)
                for (int row = 0; row < listed.Length; row++) listed[row] += part.Listed[row];
            part.Dispose();
        });
        return (values, listed);
    }
}
