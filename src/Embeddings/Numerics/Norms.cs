namespace Item2Vec.Embeddings.Numerics;

/// <summary>Lengths of rows.</summary>
internal static class Norms
{
    /// <summary><c>1 / |x_r|</c> for each row r, 0 for a zero row.</summary>
    /// <remarks>In double precision and in order of the dimensions, so that a file's bytes do not depend on the register width.</remarks>
    public static NativeBuffer<float> Inverse(EmbeddingMatrix matrix)
    {
        NativeBuffer<float> inverse = NativeBuffer<float>.Allocate(matrix.Rows);
        for (int row = 0; row < matrix.Rows; row++)
        {
            double length = Length(matrix.Row(row));
            inverse[row] = length > 0 ? (float)(1 / length) : 0;
        }

        return inverse;
    }

    /// <summary><c>|x|</c>.</summary>
    public static double Length(ReadOnlySpan<float> vector)
    {
        double sum = 0;
        foreach (float value in vector) sum += (double)value * value;
        return Math.Sqrt(sum);
    }

    /// <summary><c>sum += weight * x / |x|</c>; nothing if x is zero.</summary>
    public static void AddUnit(ReadOnlySpan<float> vector, double weight, Span<double> sum)
    {
        double length = Length(vector);
        if (!(length > 0)) return;
        for (int i = 0; i < vector.Length; i++) sum[i] += weight / length * vector[i];
    }
}
