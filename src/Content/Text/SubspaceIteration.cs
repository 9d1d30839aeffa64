using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Text;

/// <summary>A row of a sparse matrix.</summary>
internal sealed record SparseRow(int[] Columns, float[] Values);

/// <summary>The leading right singular space of a sparse matrix, by orthogonal iteration on <c>A'A</c> from a drawn start.</summary>
/// <remarks>Halko, Martinsson and Tropp 2011, algorithm 4.4. The space is what counts: its basis is not turned to the singular vectors.</remarks>
internal static class SubspaceIteration
{
    private const int Rounds = 5;

    /// <summary>An orthonormal basis.</summary>
    /// <param name="rows">The matrix, rows x columns.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="dimensions">The size of the space.</param>
    /// <param name="seed">Of the start.</param>
    /// <param name="cancel">Stops the work.</param>
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
                for (int i = 0; i < row.Columns.Length; i++) VectorOperations.AddScaled(row.Values[i], basis.AsSpan(row.Columns[i] * dimensions, dimensions), product);
                for (int i = 0; i < row.Columns.Length; i++) VectorOperations.AddScaled(row.Values[i], product, next.AsSpan(row.Columns[i] * dimensions, dimensions));
            }

            Orthonormalise(next, used, dimensions, cancel);
            basis = next;
        }

        return basis;
    }

    /// <summary>Gram-Schmidt over the columns, in the rows that are not zero; one that depends on those before it becomes zero.</summary>
    private static void Orthonormalise(float[] basis, int[] used, int dimensions, CancellationToken cancel)
    {
        double[] dots = new double[dimensions];
        for (int d = 0; d < dimensions; d++)
        {
            cancel.ThrowIfCancellationRequested();
            Array.Clear(dots);
            foreach (int row in used)
            {
                ReadOnlySpan<float> values = basis.AsSpan(row * dimensions, d + 1);
                if (values[^1] != 0) VectorOperations.AddScaled((double)values[^1], values, dots);
            }

            double length = dots[d];
            for (int other = 0; other < d; other++) length -= dots[other] * dots[other];
            double scale = length > 1e-12 * Math.Max(1e-12, dots[d]) ? 1 / Math.Sqrt(length) : 0;
            foreach (int row in used)
            {
                Span<float> values = basis.AsSpan(row * dimensions, d + 1);
                values[d] = (float)((values[d] - VectorOperations.Dot(dots.AsSpan(0, d), values)) * scale);
            }
        }
    }
}
