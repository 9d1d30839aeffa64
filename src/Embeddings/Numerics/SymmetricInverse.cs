namespace Item2Vec.Embeddings.Numerics;

/// <summary>Inverts a large symmetric positive definite matrix in float32, through its Cholesky factor, block by block.</summary>
/// <remarks>
/// <c>A = L L^T</c>, <c>N = L^-T</c>, <c>A^-1 = N N^T</c>: in this form, all three steps are products of rows with rows. n^3
/// multiplications and additions, memory twice the matrix. The diagonal blocks are computed in float64. The result does not depend on the
/// number of threads.
/// </remarks>
internal sealed unsafe class SymmetricInverse : IDisposable
{
    private const int Block = 64;

    /// <summary>Columns per step of a product, so that its two panels stay in the L2 cache.</summary>
    private const int Depth = 512;

    private readonly EmbeddingMatrix factor;
    private readonly EmbeddingMatrix inverted;
    private readonly int blocks;
    private readonly ParallelOptions parallel;

    private SymmetricInverse(EmbeddingMatrix matrix, ParallelOptions parallel)
    {
        factor = matrix;
        blocks = matrix.Rows / Block;
        inverted = new EmbeddingMatrix(matrix.Rows, matrix.Rows);
        this.parallel = parallel;
    }

    /// <summary>The required number of rows and columns: <paramref name="size"/> rounded up; the rest must be the unit matrix.</summary>
    public static int PaddedSize(int size) => (size + Block - 1) / Block * Block;

    /// <summary>Replaces a matrix, of which only the lower triangle is read, by its inverse.</summary>
    /// <param name="matrix">A square matrix of <see cref="PaddedSize"/> rows.</param>
    /// <param name="threads">Maximum number of threads.</param>
    /// <param name="cancellationToken">Leaves the matrix in an undefined state.</param>
    /// <exception cref="ArithmeticException">The matrix is not positive definite.</exception>
    public static void Invert(EmbeddingMatrix matrix, int threads, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(matrix.Rows, PaddedSize(matrix.Rows), nameof(matrix));
        ArgumentOutOfRangeException.ThrowIfNotEqual(matrix.Stride, matrix.Rows, nameof(matrix));
        using SymmetricInverse work = new(
            matrix, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancellationToken });
        for (int column = 0; column < work.blocks; column++) work.FactorColumn(column);
        Parallel.For(0, work.blocks, work.parallel, work.InvertRows);
        Parallel.For(0, work.blocks, work.parallel, work.MultiplyRows);
        work.Mirror();
        GC.KeepAlive(matrix);
    }

    public void Dispose() => inverted.Dispose();

    /// <summary>
    /// Column block J of L: subtracts the contribution of the columns to the left, then divides the rest by the diagonal block.
    /// </summary>
    private void FactorColumn(int column)
    {
        Subtract(factor, column, factor, column, factor, 0, column);
        FactorDiagonal(column);
        Parallel.For(column + 1, blocks, parallel, row =>
        {
            Subtract(factor, row, factor, column, factor, 0, column);
            SolveDiagonal(factor, row, column);
        });
    }

    /// <summary>Row block I of N: <c>N_I L^T = I</c>, forward from its diagonal block.</summary>
    private void InvertRows(int row)
    {
        for (int i = row * Block; i < (row + 1) * Block; i++) inverted.Row(i)[i] = 1;
        for (int column = row; column < blocks; column++)
        {
            Subtract(inverted, row, factor, column, inverted, row, column);
            SolveDiagonal(inverted, row, column);
        }
    }

    /// <summary>Row block I of N N^T, up to the diagonal; L is no longer needed.</summary>
    private void MultiplyRows(int row)
    {
        for (int column = 0; column <= row; column++)
        {
            for (int i = row * Block; i < (row + 1) * Block; i++) factor.Row(i).Slice(column * Block, Block).Clear();
            Add(1, inverted, row, inverted, column, factor, row, blocks);
        }
    }

    private void Mirror()
    {
        for (int row = 1; row < factor.Rows; row++)
            for (int column = 0; column < row; column++) factor.Row(column)[row] = factor.Row(row)[column];
    }

    private static void Subtract(EmbeddingMatrix a, int row, EmbeddingMatrix b, int column, EmbeddingMatrix c, int fromBlock, int toBlock)
        => Add(-1, a, row, b, column, c, fromBlock, toBlock);

    /// <summary><c>C[row, column] += alpha * sum over blocks k of A[row, k] B[column, k]^T</c>.</summary>
    private static void Add(
        float alpha, EmbeddingMatrix a, int row, EmbeddingMatrix b, int column, EmbeddingMatrix c, int fromBlock, int toBlock)
    {
        RowBlock target = At(c, row, column * Block);
        for (int k = fromBlock * Block; k < toBlock * Block; k += Depth)
            ProductKernel.Default.Add(alpha, At(a, row, k), At(b, column, k), Math.Min(Depth, (toBlock * Block) - k), target);
    }

    private static RowBlock At(EmbeddingMatrix matrix, int rowBlock, int column)
        => new(matrix.Pointer + ((nint)rowBlock * Block * matrix.Stride) + column, matrix.Stride, Block);

    private void FactorDiagonal(int block)
    {
        int from = block * Block;
        for (int i = from; i < from + Block; i++)
        {
            Span<float> row = factor.Row(i);
            for (int j = from; j <= i; j++)
            {
                double rest = row[j];
                ReadOnlySpan<float> other = factor.Row(j);
                for (int k = from; k < j; k++) rest -= (double)row[k] * other[k];
                if (j < i) row[j] = (float)(rest / other[j]);
                else row[j] = rest > 0 ? (float)Math.Sqrt(rest) : throw new ArithmeticException("The matrix is not positive definite.");
            }
        }
    }

    /// <summary>Solves <c>X L[column, column]^T = X'</c> for a block of rows, in place.</summary>
    private void SolveDiagonal(EmbeddingMatrix rows, int rowBlock, int column)
    {
        int from = column * Block;
        for (int i = rowBlock * Block; i < (rowBlock + 1) * Block; i++)
        {
            Span<float> row = rows.Row(i).Slice(from, Block);
            for (int j = 0; j < Block; j++)
            {
                ReadOnlySpan<float> divisor = factor.Row(from + j).Slice(from, Block);
                row[j] = (row[j] - VectorOperations.Dot(divisor[..j], row)) / divisor[j];
            }
        }
    }
}
