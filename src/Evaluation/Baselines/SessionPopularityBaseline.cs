using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>The items of the session so far, the most frequent in it first, then the most frequent of all (S-POP of Hidasi et al. 2016).</summary>
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
    /// <param name="above">More than the highest count: once in the session weighs more than any number of times elsewhere.</param>
    private sealed class Scorer(float[] counts, float above) : IScorer
    {
        public void Score(ReadOnlySpan<int> history, Span<float> scores)
        {
            counts.CopyTo(scores);
            foreach (int item in history) scores[item] += above;
        }
    }
}
