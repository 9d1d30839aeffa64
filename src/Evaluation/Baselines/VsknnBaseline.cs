using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>Vector session-kNN (V-SKNN): the items of the sessions most similar to the history, whose late items count most.</summary>
/// <remarks>
/// Ludewig and Jannach 2018, with quadratic position weights, a neighbor's vote divided by the age of the latest shared item, and
/// rare items boosted by their inverse document frequency (Ludewig et al. 2021).
/// </remarks>
internal sealed class VsknnBaseline : IBaseline
{
    private const int Sample = 2500;
    private const int Neighbors = 500;
    private const double InverseFrequencyWeight = 1;

    public string Name => "vsknn";

    public string? Unsupported(SessionCorpus training) => null;

    public IScorer Fit(BaselineData data, CancellationToken cancellationToken)
    {
        SessionNeighbors neighbors = new(data.Index, Sample, Neighbors);
        return new Scorer(data.Index, neighbors, ItemWeights(data.Index, neighbors, InverseFrequencyWeight));
    }

    /// <summary><c>1 + weight * log(sessions / sessions with the item)</c> for each item.</summary>
    public static float[] ItemWeights(CorpusIndex index, SessionNeighbors neighbors, double weight)
        => [.. Enumerable.Range(0, index.Items)
            .Select(item => (float)(1 + (weight * Math.Log(index.Sessions / (double)Math.Max(1, neighbors.SessionCount(item))))))];

    private sealed class Scorer(CorpusIndex index, SessionNeighbors neighbors, float[] itemWeights) : IScorer
    {
        public void Score(ReadOnlySpan<int> history, Span<float> scores)
        {
            scores.Clear();
            int length = Math.Min(history.Length, SessionNeighbors.MaxItems);
            Span<double> weights = stackalloc double[SessionNeighbors.MaxItems];
            for (int age = 0; age < length; age++) weights[age] = Math.Pow((length - age) / (double)length, 2);
            foreach (SessionNeighbor neighbor in neighbors.Find(history, weights[..length], (_, shared) => shared))
            {
                float vote = neighbor.Similarity / (neighbor.LatestAge + 1);
                foreach (int item in index.Session(neighbor.Session)) scores[item] += vote;
            }

            for (int item = 0; item < scores.Length; item++) scores[item] *= itemWeights[item];
        }
    }
}
