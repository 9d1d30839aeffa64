using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Text;

/// <summary>A row of a sparse matrix.</summary>
internal sealed record SparseRow(int[] Columns, float[] Values);

/// <summary>The leading right singular space of a sparse matrix, by orthogonal iteration on <c>A'A</c> from a random start.</summary>
/// <remarks>
/// Halko, Martinsson and Tropp 2011, algorithm 4.4. Only the space matters: its basis is not rotated to the singular vectors.
/// </remarks>
internal static class SubspaceIteration
{
    private const int Rounds = 5;
    private const int RowsOfPart = 2048;

    /// <summary>An orthonormal basis.</summary>
    /// <param name="rows">The matrix, rows x columns.</param>
    /// <param name="columns">The number of its columns.</param>
    /// <param name="dimensions">The dimensions of the space.</param>
    /// <param name="seed">Random seed of the start.</param>
    /// <param name="cancel">Cancels the operation.</param>
    /// <returns>Columns x dimensions, row-major.</returns>
    public static float[] RightSingularSpace(SparseRow[] rows, int columns, int dimensions, long seed, CancellationToken cancel)
    {
        RandomSource random = RandomSource.For(seed, 3, columns);
        float[] basis = new float[columns * dimensions];
        for (int i = 0; i < basis.Length; i++) basis[i] = random.NextFloat() - 0.5f;
        float[] product = new float[dimensions];
        int[] used = [.. rows.SelectMany(row => row.Columns).Distinct().Order()];
        for (int round = 0; round < Rounds; round++)
        {
            float[] next = new float[basis.Length];
            for (int at = 0; at < rows.Length; at++)
            {
                if (at % 1024 == 0) cancel.ThrowIfCancellationRequested();
                SparseRow row = rows[at];
                // next += a' (a basis), a the row.
                Array.Clear(product);
                for (int i = 0; i < row.Columns.Length; i++)
                    VectorOperations.AddScaled(row.Values[i], basis.AsSpan(row.Columns[i] * dimensions, dimensions), product);
                for (int i = 0; i < row.Columns.Length; i++)
                    VectorOperations.AddScaled(row.Values[i], product, next.AsSpan(row.Columns[i] * dimensions, dimensions));
            }

            Orthonormalize(next, used, dimensions, cancel);
            basis = next;
        }

        return basis;
    }

    /// <summary>Gram-Schmidt over the columns, in the nonzero rows; a column that depends on earlier ones becomes zero.</summary>
    public static void Orthonormalize(float[] basis, int[] used, int dimensions, CancellationToken cancel)
    {
        int[][] parts = [.. used.Chunk(RowsOfPart)];
        double[][] sums = [.. parts.Select(_ => new double[dimensions])];
        double[] dots = new double[dimensions];
        for (int d = -1; d < dimensions; d++)
        {
            cancel.ThrowIfCancellationRequested();
            double length = d < 0 ? 0 : dots[d];
            for (int other = 0; other < d; other++) length -= dots[other] * dots[other];
            double scale = d >= 0 && length > 1e-12 * Math.Max(1e-12, dots[d]) ? 1 / Math.Sqrt(length) : 0;
            int column = d;
            Parallel.For(0, parts.Length, part =>
            {
                Array.Clear(sums[part]);
                foreach (int row in parts[part])
                {
                    Span<float> values = basis.AsSpan(row * dimensions, Math.Min(column + 2, dimensions));
                    if (column >= 0)
                        values[column] = (float)((values[column] - VectorOperations.Dot(dots.AsSpan(0, column), values)) * scale);
                    if (column + 1 < dimensions && values[^1] != 0) VectorOperations.AddScaled((double)values[^1], values, sums[part]);
                }
            });
            Array.Clear(dots);
            foreach (double[] sum in sums)
                for (int i = 0; i < dots.Length; i++) dots[i] += sum[i];
        }
    }
}
