using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>Session-kNN with order (VSTAN): shared items weigh by age, a neighbor's items by their distance from the shared one.</summary>
/// <remarks>
/// STAN of Garg et al. 2019 with the inverse document frequency and the sequence weight of V-SKNN (Ludewig et al. 2021), constants as
/// published there. The decay by the age of a neighboring session is left out.
/// </remarks>
internal sealed class VstanBaseline : IBaseline
{
    private const int Sample = 2500;
    private const int Neighbors = 500;
    private const double HistoryScale = 1.02;
    private const double DistanceScale = 2.05;
    private const double InverseFrequencyWeight = 5;

    public string Name => "vstan";

    public string? Unsupported(SessionCorpus training) => null;

    public IScorer Fit(BaselineData data, CancellationToken cancellationToken)
    {
        SessionNeighbors neighbors = new(data.Index, Sample, Neighbors);
        return new Scorer(data.Index, neighbors, VsknnBaseline.ItemWeights(data.Index, neighbors, InverseFrequencyWeight));
    }

    private sealed class Scorer(CorpusIndex index, SessionNeighbors neighbors, float[] itemWeights) : IScorer
    {
        private readonly float[] byDistance = [.. Enumerable.Range(0, 64).Select(distance => (float)Math.Exp(-distance / DistanceScale))];

        public void Score(ReadOnlySpan<int> history, Span<float> scores)
        {
            scores.Clear();
            Span<double> weights = stackalloc double[SessionNeighbors.MaxItems];
            for (int age = 0; age < weights.Length; age++) weights[age] = Math.Exp(-age / HistoryScale);
            int length = Math.Max(1, history.Length);
            foreach (SessionNeighbor neighbor in neighbors.Find(
                history, weights, (session, shared) => shared / Math.Sqrt((double)length * index.Session(session).Length)))
                Vote(neighbor, history[^(neighbor.LatestAge + 1)], scores);
            for (int item = 0; item < scores.Length; item++) scores[item] *= itemWeights[item];
        }

        private void Vote(SessionNeighbor neighbor, int shared, Span<float> scores)
        {
            ReadOnlySpan<int> items = index.Session(neighbor.Session);
            int at = items.LastIndexOf(shared);
            float vote = neighbor.Similarity * (float)Math.Exp(-neighbor.LatestAge / HistoryScale);
            int to = Math.Min(items.Length, at + byDistance.Length);
            for (int i = Math.Max(0, at - byDistance.Length + 1); i < to; i++) scores[items[i]] += vote * byDistance[Math.Abs(i - at)];
        }
    }
}
