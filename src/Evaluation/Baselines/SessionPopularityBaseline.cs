using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>The most frequent items of the session so far, then the most frequent of all (S-POP of Hidasi et al. 2016).</summary>
internal sealed class SessionPopularityBaseline : IBaseline
{
    public string Name => "session-popularity";

    public string? Unsupported(SessionCorpus training) => null;

    public IScorer Fit(BaselineData data, CancellationToken cancellationToken)
    {
        float[] counts = PopularityBaseline.CountsOf(data.Training.Vocabulary);
        float above = counts.DefaultIfEmpty().Max() + 1;
        return new Scorer(counts, above);
    }

    /// <param name="counts">The count of each item.</param>
    /// <param name="above">More than the highest count: one occurrence in the session outweighs any number elsewhere.</param>
    private sealed class Scorer(float[] counts, float above) : IScorer
    {
        public void Score(ReadOnlySpan<int> history, Span<float> scores)
        {
            counts.CopyTo(scores);
            foreach (int item in history) scores[item] += above;
        }
    }
}
