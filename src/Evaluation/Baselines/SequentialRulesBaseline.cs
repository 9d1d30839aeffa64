using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>
/// How often an item came up to ten events after the last one, the j-th counted 1/j (sequential rules of Ludewig and Jannach 2018).
/// </summary>
internal sealed class SequentialRulesBaseline : IBaseline
{
    private const int Steps = 10;

    public string Name => "sequential-rules";

    public string? Unsupported(SessionCorpus training) => null;

    public IScorer Fit(BaselineData data, CancellationToken cancellationToken)
    {
        CorpusIndex index = data.Index;
        return new NeighborScorer(SparseRows.Build(data, Count, cancellationToken), decay: 0);

        void Count(int item, RowSums sums)
        {
            foreach (int at in index.EventsOf(item))
            {
                int end = Math.Min(at + Steps + 1, index.Range(index.SessionOf[at]).To);
                for (int next = at + 1; next < end; next++) sums.Add(index.Events[next], 1.0 / (next - at));
            }
        }
    }
}
