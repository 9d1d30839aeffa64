namespace Item2Vec.Embeddings.Numerics;

/// <summary>Solves small symmetric positive definite systems in float64, through their Cholesky factor.</summary>
internal static class LinearSystem
{
    /// <summary>The x of <c>A x = b</c>.</summary>
    /// <param name="matrix">A, of which the lower triangle is read; replaced by its factor.</param>
    /// <param name="right">b.</param>
    /// <exception cref="ArithmeticException">The matrix is not positive definite.</exception>
    public static double[] Solve(double[,] matrix, double[] right)
    {
        int size = right.Length;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = matrix[i, j];
                for (int k = 0; k < j; k++) rest -= matrix[i, k] * matrix[j, k];
                if (j < i) matrix[i, j] = rest / matrix[j, j];
                else matrix[i, i] = rest > 0 ? Math.Sqrt(rest) : throw new ArithmeticException("The matrix is not positive definite.");
            }
        }

        double[] solution = [.. right];
        for (int i = 0; i < size; i++)
        {
            for (int k = 0; k < i; k++) solution[i] -= matrix[i, k] * solution[k];
            solution[i] /= matrix[i, i];
        }

        for (int i = size - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < size; k++) solution[i] -= matrix[k, i] * solution[k];
            solution[i] /= matrix[i, i];
        }

        return solution;
    }
}
