using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// <c>C += alpha * A * B^T</c> for blocks of row-major matrices: every row of A against every row of B, three by four at a time.
/// </summary>
/// <remarks>
/// Stateless and thread-safe. An element of C does not depend on which other rows it is computed with, so that a product in blocks of
/// rows gives the same numbers; between register widths elements differ by rounding, at most 1e-6 of |row of A| |row of B|.
/// </remarks>
internal abstract unsafe class ProductKernel
{
    /// <summary>The widest kernel of the machine, or the one selected by <c>ITEM2VEC_SIMD</c>.</summary>
    public static ProductKernel Default { get; } = Create(Environment.GetEnvironmentVariable("ITEM2VEC_SIMD"));

    public static ProductKernel Create(string? width) => width switch
    {
        // The order of SgdKernel, for its reasons.
        "512" or null or "" when Avx512F.IsSupported => new ProductKernel<Vector512<float>, Simd512>(),
        "512" or "256" or null or "" when Avx2.IsSupported && Fma.IsSupported => new ProductKernel<Vector256<float>, Simd256>(),
        _ => new ProductKernel<Vector128<float>, Simd128>(),
    };

    /// <summary>The products of the first rows of a matrix and every row of another.</summary>
    /// <param name="a">The matrix.</param>
    /// <param name="rows">Its rows that count.</param>
    /// <param name="b">The other.</param>
    /// <param name="products">Receives a row for each row of <paramref name="a"/>, with a column for each of <paramref name="b"/>.</param>
    public void Products(EmbeddingMatrix a, int rows, EmbeddingMatrix b, EmbeddingMatrix products)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(a.Stride, b.Stride);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, Math.Min(a.Rows, products.Rows));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(b.Rows, products.Dimensions);
        for (int row = 0; row < rows; row++) products.Row(row).Clear();
        Add(
            1, new RowBlock(a.Pointer, a.Stride, rows), new RowBlock(b.Pointer, b.Stride, b.Rows), a.Stride,
            new RowBlock(products.Pointer, products.Stride, rows));
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(products);
    }

    /// <summary>Adds the product of two blocks to a third.</summary>
    /// <param name="alpha">The factor of the product.</param>
    /// <param name="a">The first row of A.</param>
    /// <param name="b">The first row of B.</param>
    /// <param name="depth">The length of both kinds of rows, a multiple of <see cref="EmbeddingMatrix.Lanes"/>.</param>
    /// <param name="c">The block to add to, with as many rows as A and as many columns as B has rows.</param>
    public abstract void Add(float alpha, in RowBlock a, in RowBlock b, int depth, in RowBlock c);
}

/// <summary>Rows of a row-major matrix, or parts of them.</summary>
/// <param name="Start">The first number of the first row.</param>
/// <param name="Stride">The floats from a row to the next.</param>
/// <param name="Rows">The number of rows; of a result, as many as the left side has.</param>
internal readonly unsafe record struct RowBlock(nint Start, nint Stride, int Rows)
{
    public RowBlock(float* start, nint stride, int rows)
        : this((nint)start, stride, rows)
    {
    }

    public float* Row(int row) => (float*)Start + (row * Stride);
}

/// <summary>The kernel for one register width.</summary>
internal sealed unsafe class ProductKernel<TVector, TSimd> : ProductKernel
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    private const int TileRows = 3;
    private const int TileColumns = 4;

    public override void Add(float alpha, in RowBlock a, in RowBlock b, int depth, in RowBlock c)
    {
        float* sums = stackalloc float[TileRows * TileColumns];
        for (int i = 0; i < a.Rows; i += TileRows)
        {
            // At the lower and right edges the last row is repeated for missing ones, and its sums are not used.
            int rows = Math.Min(TileRows, a.Rows - i);
            float* a0 = a.Row(i);
            float* a1 = a.Row(i + Math.Min(1, rows - 1));
            float* a2 = a.Row(i + rows - 1);
            for (int j = 0; j < b.Rows; j += TileColumns)
            {
                int columns = Math.Min(TileColumns, b.Rows - j);
                float* b0 = b.Row(j);
                float* b3 = b.Row(j + columns - 1);
                float* b1 = columns > 1 ? b.Row(j + 1) : b3;
                float* b2 = columns > 2 ? b.Row(j + 2) : b3;
                Tile(a0, a1, a2, b0, b1, b2, b3, depth, sums);
                for (int row = 0; row < rows; row++)
                {
                    float* target = c.Row(i + row) + j;
                    for (int column = 0; column < columns; column++) target[column] += alpha * sums[(row * TileColumns) + column];
                }
            }
        }
    }

    /// <summary>Twelve sums, which with three rows of A and one of B fill sixteen registers.</summary>
    private static void Tile(float* a0, float* a1, float* a2, float* b0, float* b1, float* b2, float* b3, int depth, float* sums)
    {
        TVector zero = TSimd.Create(0);
        TVector s00 = zero, s01 = zero, s02 = zero, s03 = zero;
        TVector s10 = zero, s11 = zero, s12 = zero, s13 = zero;
        TVector s20 = zero, s21 = zero, s22 = zero, s23 = zero;
        for (int k = 0; k < depth; k += TSimd.Width)
        {
            TVector x0 = TSimd.Load(a0 + k);
            TVector x1 = TSimd.Load(a1 + k);
            TVector x2 = TSimd.Load(a2 + k);
            TVector y = TSimd.Load(b0 + k);
            s00 = TSimd.MultiplyAdd(x0, y, s00);
            s10 = TSimd.MultiplyAdd(x1, y, s10);
            s20 = TSimd.MultiplyAdd(x2, y, s20);
            y = TSimd.Load(b1 + k);
            s01 = TSimd.MultiplyAdd(x0, y, s01);
            s11 = TSimd.MultiplyAdd(x1, y, s11);
            s21 = TSimd.MultiplyAdd(x2, y, s21);
            y = TSimd.Load(b2 + k);
            s02 = TSimd.MultiplyAdd(x0, y, s02);
            s12 = TSimd.MultiplyAdd(x1, y, s12);
            s22 = TSimd.MultiplyAdd(x2, y, s22);
            y = TSimd.Load(b3 + k);
            s03 = TSimd.MultiplyAdd(x0, y, s03);
            s13 = TSimd.MultiplyAdd(x1, y, s13);
            s23 = TSimd.MultiplyAdd(x2, y, s23);
        }

        TSimd.StoreSums(s00, s01, s02, s03, sums);
        TSimd.StoreSums(s10, s11, s12, s13, sums + TileColumns);
        TSimd.StoreSums(s20, s21, s22, s23, sums + (2 * TileColumns));
    }
}
