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

/// <summary>What a recommendation is ranked by.</summary>
public enum ScoreMode
{
    /// <summary>What comes next: the history's input vector against output vectors, plus the popularity prior.</summary>
    Next,

    /// <summary>What is similar to the history: cosine of input vectors.</summary>
    Similar,

    /// <summary>
    /// What comes next by both scores and by the pairs of items that the model keeps, weighed as it has learned: the best answer where next items are asked for.
    /// <see cref="RecommendOptions.PopularityWeight"/> means nothing here. Needs a history or a user, and a model that keeps pairs.
    /// </summary>
    Blend,
}
