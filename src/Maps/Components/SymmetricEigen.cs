namespace Item2Vec.Maps.Components;

/// <summary>Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations.</summary>
internal static class SymmetricEigen
{
    private const int MaxSweeps = 60;

    /// <summary>Decomposes a matrix, which is overwritten.</summary>
    /// <param name="a">Size x size, row-major.</param>
    /// <param name="size">Its rows.</param>
    /// <returns>The eigenvalues, highest first, and the eigenvectors, one after another.</returns>
    public static (double[] Values, double[] Vectors) Decompose(double[] a, int size)
    {
        double[] vectors = new double[size * size];
        for (int i = 0; i < size; i++) vectors[(i * size) + i] = 1;
        for (int sweep = 0; sweep < MaxSweeps && !IsDiagonal(a, size); sweep++)
            for (int p = 0; p < size - 1; p++)
                for (int q = p + 1; q < size; q++) Rotate(a, vectors, size, p, q);

        double[] values = [.. Enumerable.Range(0, size).Select(i => a[(i * size) + i])];
        int[] order = [.. Enumerable.Range(0, size).OrderByDescending(i => values[i]).ThenBy(i => i)];
        return ([.. order.Select(i => values[i])], [.. order.SelectMany(i => vectors.Skip(i * size).Take(size))]);
    }

    private static bool IsDiagonal(double[] a, int size)
    {
        double off = 0;
        double on = 0;
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++)
                if (i == j) on += a[(i * size) + j] * a[(i * size) + j];
                else off += a[(i * size) + j] * a[(i * size) + j];
        return off <= on * 1e-30;
    }

    /// <summary>Makes a[p, q] zero; row i of the vectors is eigenvector i.</summary>
    private static void Rotate(double[] a, double[] vectors, int size, int p, int q)
    {
        double pivot = a[(p * size) + q];
        if (pivot == 0) return;
        double theta = (a[(q * size) + q] - a[(p * size) + p]) / (2 * pivot);
        double t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1);
        double s = t * c;
        for (int k = 0; k < size; k++)
            (a[(k * size) + p], a[(k * size) + q]) = Turn(a[(k * size) + p], a[(k * size) + q]);
        for (int k = 0; k < size; k++)
        {
            (a[(p * size) + k], a[(q * size) + k]) = Turn(a[(p * size) + k], a[(q * size) + k]);
            (vectors[(p * size) + k], vectors[(q * size) + k]) = Turn(vectors[(p * size) + k], vectors[(q * size) + k]);
        }

        (double, double) Turn(double x, double y) => ((c * x) - (s * y), (s * x) + (c * y));
    }
}
