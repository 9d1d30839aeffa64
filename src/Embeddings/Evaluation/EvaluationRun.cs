using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Evaluation;

/// <summary>What stays the same for every model of an evaluation.</summary>
/// <param name="Options">How to evaluate.</param>
/// <param name="Items">The items of the training part, all of which are ranked.</param>
/// <param name="Cases">The questions.</param>
/// <param name="Groups">The questions by what they give.</param>
/// <param name="Metrics">What is measured.</param>
/// <param name="Likeness">Vectors at length 1 that say how alike items are, or null.</param>
internal sealed record EvaluationRun(
    EvaluationOptions Options, Vocabulary Items, EvaluationCase[] Cases, QueryGroups Groups, CaseMetrics Metrics, EmbeddingMatrix? Likeness);
