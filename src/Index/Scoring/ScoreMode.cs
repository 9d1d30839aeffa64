using Item2Vec.Embeddings.Training.Inference;

namespace Item2Vec.Indexing.Scoring;

/// <summary>How a history becomes a vector.</summary>
public enum HistoryFold
{
    /// <summary>The mean of its items' input vectors.</summary>
    Mean,

    /// <summary>The vector that predicts its items best: <see cref="VectorInference"/>.</summary>
    Infer,
}

/// <summary>The score of a recommendation.</summary>
public enum ScoreMode
{
    /// <summary>What comes next: the history's input vector against output vectors, plus the popularity prior.</summary>
    Next,

    /// <summary>What is similar to the history: cosine of input vectors.</summary>
    Similar,

    /// <summary>
    /// What comes next by both scores and by the co-occurrences that the model keeps, with its learned weights: the best score for next items.
    /// Ignores <see cref="RecommendOptions.PopularityWeight"/>. Needs a history or a user, and a model that keeps co-occurrences.
    /// </summary>
    Blend,
}
