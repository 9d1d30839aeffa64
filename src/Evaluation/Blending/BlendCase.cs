namespace Item2Vec.Evaluation.Blending;

/// <summary>A history and the item that followed it.</summary>
/// <param name="History">The rows, oldest first; not empty.</param>
/// <param name="Target">The row that followed.</param>
internal readonly record struct BlendCase(int[] History, int Target);
