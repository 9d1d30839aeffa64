using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Baselines;

/// <summary>The most frequent items, the same for everyone.</summary>
internal sealed class PopularityBaseline : IBaseline
{
    public string Name => "popularity";

    public string? Unsupported(SessionCorpus training) => null;

    public IScorer Fit(BaselineData data, CancellationToken cancellationToken) => new Scorer(CountsOf(data.Training.Vocabulary));

    /// <summary>The count of each row.</summary>
    public static float[] CountsOf(Vocabulary items) => [.. Enumerable.Range(0, items.Count).Select(row => (float)items.CountOf(row))];

    private sealed class Scorer(float[] counts) : IScorer
    {
        public void Score(ReadOnlySpan<int> history, Span<float> scores) => counts.CopyTo(scores);
    }
}
