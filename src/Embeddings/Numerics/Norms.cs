namespace Item2Vec.Embeddings.Numerics;

/// <summary>Lengths of rows.</summary>
internal static class Norms
{
    /// <summary><c>1 / |x_r|</c> for each row r, 0 for a zero row.</summary>
    /// <remarks>In double and in order of the dimensions, so that a file's bytes do not depend on the width of the machine's registers.</remarks>
    public static NativeBuffer<float> Inverse(EmbeddingMatrix matrix)
    {
        NativeBuffer<float> inverse = NativeBuffer<float>.Allocate(matrix.Rows);
        for (int row = 0; row < matrix.Rows; row++)
        {
            double sum = 0;
            foreach (float value in matrix.Row(row)) sum += (double)value * value;
            inverse[row] = sum > 0 ? (float)(1 / Math.Sqrt(sum)) : 0;
        }

        return inverse;
    }
}
