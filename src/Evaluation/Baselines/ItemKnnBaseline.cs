using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>
/// The number of sessions with both items, normalized by how many each is in: <c>co(i,j) / sqrt((n_i + 20)(n_j + 20))</c>.
/// </summary>
/// <remarks>Item-kNN of Hidasi et al. 2016 and Ludewig and Jannach 2018, over sessions as sets and without a limit on neighbors.</remarks>
internal sealed class ItemKnnBaseline : IBaseline
{
    /// <summary>Damps pairs of rare items.</summary>
    private const double Shrinkage = 20;

    public string Name => "item-knn";

    public string? Unsupported(SessionCorpus training) => null;

    public IScorer Fit(BaselineData data, CancellationToken cancellationToken)
    {
        CorpusIndex index = data.Index;
        int[][] sessions = index.SessionsOfItems();
        double[] factors = Array.ConvertAll(sessions, of => 1 / Math.Sqrt(of.Length + Shrinkage));
        return new NeighborScorer(SparseRows.Build(data, Count, cancellationToken), data.Decay);

        void Count(int item, RowSums sums)
        {
            foreach (int session in sessions[item]) sums.AddSet(index.Session(session));
            sums.Multiply(factors, factors[item]);
            sums.Drop(item);
        }
    }
}
