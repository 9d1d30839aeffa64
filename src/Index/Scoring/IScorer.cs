using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Training.Inference;

namespace Item2Vec.Indexing.Scoring;

/// <summary>Scores every item for what comes next: a model or a baseline that has seen the training part.</summary>
public interface IScorer
{
    /// <summary>Scores every item of the training part's vocabulary; higher is better, equal scores share their rank.</summary>
    /// <param name="history">The rows of the items used so far, oldest first; may be empty.</param>
    /// <param name="scores">Receives a finite number for each row of the vocabulary.</param>
    /// <remarks>Called from several threads at once.</remarks>
    void Score(ReadOnlySpan<int> history, Span<float> scores);
}

/// <summary>A scorer that answers several histories in one matrix product.</summary>
internal interface IBatchScorer : IScorer
{
    /// <summary>As <see cref="IScorer.Score"/> for several histories.</summary>
    /// <param name="histories">The histories.</param>
    /// <param name="scores">Receives one row of scores per history.</param>
    void ScoreMany(ReadOnlySpan<ReadOnlyMemory<int>> histories, EmbeddingMatrix scores);
}

/// <summary>How a history becomes a vector.</summary>
public enum HistoryFold
{
    /// <summary>The mean of its items' input vectors.</summary>
    Mean,

    /// <summary>The vector that predicts its items best: <see cref="VectorInference"/>.</summary>
    Infer,
}
