using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Tests.Support;

internal static class RandomMatrix
{
    /// <summary>Numbers from -0.5 to 0.5.</summary>
    public static EmbeddingMatrix Of(int rows, int dimensions, int seed)
    {
        Random random = new(seed);
        EmbeddingMatrix matrix = new(rows, dimensions);
        for (int row = 0; row < rows; row++)
            foreach (ref float value in matrix.Row(row)) value = random.NextSingle() - 0.5f;
        return matrix;
    }
}
