using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation;

/// <summary>A model as <see cref="Evaluator"/> measures it: with the scores that an index answers with.</summary>
/// <remarks>Thread-safe, but for <see cref="Dispose"/>. The vectors stay the caller's and must outlive it.</remarks>
public sealed class ModelScorer : IBatchScorer, IDisposable
{
    private readonly ScoringModel model;
    private readonly VectorScorer scorer;

    internal ModelScorer(ScoreMode score, ItemVectors vectors, double beta, double decay, CooccurrenceTable? cooccurrences)
    {
        model = new ScoringModel(vectors, cooccurrences);
        try
        {
            scorer = score.Create(model, beta, decay);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> history, Span<float> scores) => scorer.Score(history, scores);

    void IBatchScorer.ScoreMany(ReadOnlySpan<ReadOnlyMemory<int>> histories, EmbeddingMatrix scores) => scorer.ScoreMany(histories, scores);

    /// <summary>Frees what scoring needs besides the vectors; called when nothing is being scored.</summary>
    public void Dispose() => model.Dispose();
}
