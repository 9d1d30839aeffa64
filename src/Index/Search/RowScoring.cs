using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing.Search;

/// <summary>How rows are scored exactly: <c>query . row * scale[row] + biasWeight * bias[row]</c>.</summary>
/// <param name="Matrix">The rows.</param>
/// <param name="Scale">A factor for each row, or null for 1.</param>
/// <param name="Bias">A summand for each row, or null for 0.</param>
/// <param name="BiasWeight">What the summands are multiplied with.</param>
internal readonly record struct RowScoring(EmbeddingMatrix Matrix, NativeBuffer<float>? Scale, NativeBuffer<float>? Bias, float BiasWeight)
{
    /// <summary>A row's score from its dot product with the query.</summary>
    public float Of(int row, float dot)
    {
        float score = Scale is null ? dot : dot * Scale[row];
        return Bias is null ? score : score + (BiasWeight * Bias[row]);
    }
}
