namespace Item2Vec.Evaluation.Blending;

/// <summary>A question with its answer: after these items came that one.</summary>
/// <param name="History">The rows, oldest first; not empty.</param>
/// <param name="Target">The row that came.</param>
internal readonly record struct BlendCase(int[] History, int Target);
