using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Indexing;

/// <summary>Query vectors, padded as the rows of a matrix are.</summary>
internal static class QueryVector
{
    /// <summary>A vector of length 1, or zeros for a zero vector.</summary>
    public static float[] Unit(ReadOnlySpan<float> vector)
    {
        double[] sum = new double[vector.Length];
        Norms.AddUnit(vector, 1, sum);
        return Padded(sum);
    }

    /// <summary>The unit vector of the mean of rows' unit vectors, row i weighing <c>decay^(n - 1 - i)</c>.</summary>
    public static float[] MeanOfUnits(EmbeddingMatrix matrix, IReadOnlyList<int> rows, double decay = 1)
    {
        double[] sum = new double[matrix.Dimensions];
        double weight = 1;
        for (int i = rows.Count - 1; i >= 0; i--, weight *= decay) Norms.AddUnit(matrix.Row(rows[i]), weight, sum);
        return Unit(Array.ConvertAll(sum, value => (float)value));
    }

    /// <summary>The mean of rows as they are, row i weighing <c>decay^(n - 1 - i)</c>.</summary>
    public static float[] Mean(EmbeddingMatrix matrix, IReadOnlyList<int> rows, double decay)
    {
        double[] sum = new double[matrix.Dimensions];
        double weight = 1;
        double weights = 0;
        for (int i = rows.Count - 1; i >= 0; i--, weight *= decay)
        {
            ReadOnlySpan<float> row = matrix.Row(rows[i]);
            for (int d = 0; d < row.Length; d++) sum[d] += weight * row[d];
            weights += weight;
        }

        for (int d = 0; d < sum.Length; d++) sum[d] /= weights;
        return Padded(sum);
    }

    private static float[] Padded(double[] vector)
    {
        float[] padded = new float[EmbeddingMatrix.StrideOf(vector.Length)];
        for (int d = 0; d < vector.Length; d++) padded[d] = (float)vector[d];
        return padded;
    }
}
