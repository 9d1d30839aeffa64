namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// Solves <c>A X = B</c> for a symmetric positive definite A in float64: A = L L', then two triangular solves. For thousands of rows see
/// <see cref="SymmetricInverse"/>.
/// </summary>
internal static class Cholesky
{
    /// <summary>Solves in place.</summary>
    /// <param name="a">Size x size, row-major; its lower half becomes L.</param>
    /// <param name="size">Rows of A.</param>
    /// <param name="b">Size x columns, row-major; becomes X.</param>
    /// <param name="columns">Columns of B.</param>
    /// <returns>False if A is not positive definite.</returns>
    public static bool Solve(double[] a, int size, double[] b, int columns)
    {
        if (!Factor(a, size)) return false;
        for (int i = 0; i < size; i++)
        {
            Span<double> row = b.AsSpan(i * columns, columns);
            for (int k = 0; k < i; k++) Subtract(row, b.AsSpan(k * columns, columns), a[(i * size) + k]);
            Divide(row, a[(i * size) + i]);
        }

        for (int i = size - 1; i >= 0; i--)
        {
            Span<double> row = b.AsSpan(i * columns, columns);
            for (int k = i + 1; k < size; k++) Subtract(row, b.AsSpan(k * columns, columns), a[(k * size) + i]);
            Divide(row, a[(i * size) + i]);
        }

        return true;
    }

    private static bool Factor(double[] a, int size)
    {
        for (int i = 0; i < size; i++)
        {
            Span<double> row = a.AsSpan(i * size, i + 1);
            for (int j = 0; j <= i; j++)
            {
                ReadOnlySpan<double> other = a.AsSpan(j * size, j);
                double sum = row[j];
                for (int k = 0; k < other.Length; k++) sum -= row[k] * other[k];
                if (j < i) row[j] = sum / a[(j * size) + j];
                else if (!(sum > 0)) return false;
                else row[j] = Math.Sqrt(sum);
            }
        }

        return true;
    }

    private static void Subtract(Span<double> row, ReadOnlySpan<double> other, double factor)
    {
        for (int c = 0; c < row.Length; c++) row[c] -= factor * other[c];
    }

    private static void Divide(Span<double> row, double divisor)
    {
        for (int c = 0; c < row.Length; c++) row[c] /= divisor;
    }
}
