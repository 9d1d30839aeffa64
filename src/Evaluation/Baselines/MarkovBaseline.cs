using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>How often an item followed the last one directly: a first-order Markov chain.</summary>
internal sealed class MarkovBaseline : IBaseline
{
    public string Name => "markov";

    public string? Unsupported(SessionCorpus training) => null;

    public IScorer Fit(BaselineData data, CancellationToken cancellationToken)
    {
        CorpusIndex index = data.Index;
        return new NeighborScorer(SparseRows.Build(data, Count, cancellationToken), decay: 0);

        void Count(int item, RowSums sums)
        {
            foreach (int at in index.EventsOf(item))
                if (at + 1 < index.Range(index.SessionOf[at]).To) sums.Add(index.Events[at + 1], 1);
        }
    }
}
