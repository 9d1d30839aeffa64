using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>How often an item occurred within a window around the history's items: what skip-gram learns from, counted.</summary>
/// <param name="byDistance">Whether a pair is weighted by one over its distance.</param>
internal sealed class CooccurrenceBaseline(bool byDistance) : IBaseline
{
    public string Name => byDistance ? "cooccurrence-distance" : "cooccurrence";

    public string? Unsupported(SessionCorpus training) => null;

    public IScorer Fit(BaselineData data, CancellationToken cancellationToken)
    {
        CorpusIndex index = data.Index;
        return new NeighborScorer(SparseRows.Build(data, Count, cancellationToken), data.Decay);

        void Count(int item, RowSums sums)
        {
            foreach (int at in index.EventsOf(item))
            {
                (int from, int to) = index.Range(index.SessionOf[at]);
                int last = (int)Math.Min((long)at + data.Window, to - 1);
                for (int other = Math.Max(at - data.Window, from); other <= last; other++)
                    if (other != at) sums.Add(index.Events[other], byDistance ? 1.0 / Math.Abs(other - at) : 1);
            }
        }
    }
}
