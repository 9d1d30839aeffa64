using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// <c>Y += W * X</c> and <c>Y += W^T * X</c>: rows as weighted sums of other rows, four by two registers at a time.
/// </summary>
/// <remarks>Stateless and thread-safe. Sums run in order of the rows of X, whatever the register width.</remarks>
internal abstract unsafe class SumKernel
{
    /// <summary>The widest kernel of the machine, or the one selected by <c>ITEM2VEC_SIMD</c>.</summary>
    public static SumKernel Default { get; } = Create(Environment.GetEnvironmentVariable("ITEM2VEC_SIMD"));

    public static SumKernel Create(string? width) => width switch
    {
        // The order of SgdKernel, for its reasons.
        "512" or null or "" when Avx512F.IsSupported => new SumKernel<Vector512<float>, Simd512>(),
        "512" or "256" or null or "" when Avx2.IsSupported && Fma.IsSupported => new SumKernel<Vector256<float>, Simd256>(),
        _ => new SumKernel<Vector128<float>, Simd128>(),
    };

    /// <summary><c>y[i] += sum over k of weights[i, k] * x[k]</c> for the first rows of the weights.</summary>
    /// <param name="weights">A row for each row of <paramref name="y"/>, a column for each row of <paramref name="x"/>.</param>
    /// <param name="rows">The rows of the weights that count.</param>
    /// <param name="x">The rows to sum.</param>
    /// <param name="y">Receives the sums.</param>
    public void AddRows(EmbeddingMatrix weights, int rows, EmbeddingMatrix x, EmbeddingMatrix y)
    {
        Check(weights, rows, y.Rows, x.Rows, x, y);
        Add(
            weights.Pointer, weights.Stride, 1, new RowBlock(x.Pointer, x.Stride, x.Rows), new RowBlock(y.Pointer, y.Stride, rows),
            x.Stride);
        GC.KeepAlive(weights);
        GC.KeepAlive(x);
        GC.KeepAlive(y);
    }

    /// <summary><c>y[k] += sum over i of weights[i, k] * x[i]</c> for the first rows of the weights.</summary>
    /// <param name="weights">A row for each row of <paramref name="x"/>, a column for each row of <paramref name="y"/>.</param>
    /// <param name="rows">The rows of the weights that count.</param>
    /// <param name="x">The rows to sum.</param>
    /// <param name="y">Receives the sums.</param>
    public void AddColumns(EmbeddingMatrix weights, int rows, EmbeddingMatrix x, EmbeddingMatrix y)
    {
        Check(weights, rows, x.Rows, y.Rows, x, y);
        Add(
            weights.Pointer, 1, weights.Stride, new RowBlock(x.Pointer, x.Stride, rows), new RowBlock(y.Pointer, y.Stride, y.Rows),
            x.Stride);
        GC.KeepAlive(weights);
        GC.KeepAlive(x);
        GC.KeepAlive(y);
    }

    /// <summary>Adds weighted sums of rows to others.</summary>
    /// <param name="weights">The weights; that of row k of x in row i of y is at <c>i * rowStep + k * sumStep</c>.</param>
    /// <param name="rowStep">The floats from a row's weight to that of the next row of y.</param>
    /// <param name="sumStep">The floats from a row's weight to that of the next row of x.</param>
    /// <param name="x">The rows to sum.</param>
    /// <param name="y">The rows to add to.</param>
    /// <param name="length">The length of both kinds of rows, a multiple of <see cref="EmbeddingMatrix.Lanes"/>.</param>
    protected abstract void Add(float* weights, nint rowStep, nint sumStep, in RowBlock x, in RowBlock y, int length);

    private static void Check(EmbeddingMatrix weights, int rows, int mostRows, int columns, EmbeddingMatrix x, EmbeddingMatrix y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Stride, y.Stride);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, Math.Min(weights.Rows, mostRows));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, weights.Stride);
    }
}

/// <summary>The kernel for one register width.</summary>
internal sealed unsafe class SumKernel<TVector, TSimd> : SumKernel
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    private const int TileRows = 4;

    protected override void Add(float* weights, nint rowStep, nint sumStep, in RowBlock x, in RowBlock y, int length)
    {
        for (int row = 0; row < y.Rows; row += TileRows)
        {
            // At the lower edge the last row is repeated for missing ones: it is computed from the same start and written twice.
            int last = Math.Min(TileRows, y.Rows - row) - 1;
            int second = row + Math.Min(1, last), third = row + Math.Min(2, last), fourth = row + last;
            float* w0 = weights + (row * rowStep);
            float* w1 = weights + (second * rowStep);
            float* w2 = weights + (third * rowStep);
            float* w3 = weights + (fourth * rowStep);
            float* y0 = y.Row(row);
            float* y1 = y.Row(second);
            float* y2 = y.Row(third);
            float* y3 = y.Row(fourth);
            int at = 0;
            for (; at <= length - (2 * TSimd.Width); at += 2 * TSimd.Width)
                WideTile(w0, w1, w2, w3, sumStep, x, at, y0 + at, y1 + at, y2 + at, y3 + at);
            if (at < length) Tile(w0, w1, w2, w3, sumStep, x, at, y0 + at, y1 + at, y2 + at, y3 + at);
        }
    }

    private static void WideTile(
        float* w0, float* w1, float* w2, float* w3, nint step, in RowBlock x, int at, float* y0, float* y1, float* y2, float* y3)
    {
        TVector s00 = TSimd.Load(y0), s01 = TSimd.Load(y0 + TSimd.Width);
        TVector s10 = TSimd.Load(y1), s11 = TSimd.Load(y1 + TSimd.Width);
        TVector s20 = TSimd.Load(y2), s21 = TSimd.Load(y2 + TSimd.Width);
        TVector s30 = TSimd.Load(y3), s31 = TSimd.Load(y3 + TSimd.Width);
        float* source = (float*)x.Start + at;
        nint place = 0;
        for (int k = 0; k < x.Rows; k++)
        {
            TVector low = TSimd.Load(source);
            TVector high = TSimd.Load(source + TSimd.Width);
            TVector weight = TSimd.Create(w0[place]);
            s00 = TSimd.MultiplyAdd(weight, low, s00);
            s01 = TSimd.MultiplyAdd(weight, high, s01);
            weight = TSimd.Create(w1[place]);
            s10 = TSimd.MultiplyAdd(weight, low, s10);
            s11 = TSimd.MultiplyAdd(weight, high, s11);
            weight = TSimd.Create(w2[place]);
            s20 = TSimd.MultiplyAdd(weight, low, s20);
            s21 = TSimd.MultiplyAdd(weight, high, s21);
            weight = TSimd.Create(w3[place]);
            s30 = TSimd.MultiplyAdd(weight, low, s30);
            s31 = TSimd.MultiplyAdd(weight, high, s31);
            source += x.Stride;
            place += step;
        }

        TSimd.Store(y0, s00);
        TSimd.Store(y0 + TSimd.Width, s01);
        TSimd.Store(y1, s10);
        TSimd.Store(y1 + TSimd.Width, s11);
        TSimd.Store(y2, s20);
        TSimd.Store(y2 + TSimd.Width, s21);
        TSimd.Store(y3, s30);
        TSimd.Store(y3 + TSimd.Width, s31);
    }

    private static void Tile(
        float* w0, float* w1, float* w2, float* w3, nint step, in RowBlock x, int at, float* y0, float* y1, float* y2, float* y3)
    {
        TVector s0 = TSimd.Load(y0), s1 = TSimd.Load(y1), s2 = TSimd.Load(y2), s3 = TSimd.Load(y3);
        float* source = (float*)x.Start + at;
        nint place = 0;
        for (int k = 0; k < x.Rows; k++)
        {
            TVector value = TSimd.Load(source);
            s0 = TSimd.MultiplyAdd(TSimd.Create(w0[place]), value, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Create(w1[place]), value, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Create(w2[place]), value, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Create(w3[place]), value, s3);
            source += x.Stride;
            place += step;
        }

        TSimd.Store(y0, s0);
        TSimd.Store(y1, s1);
        TSimd.Store(y2, s2);
        TSimd.Store(y3, s3);
    }
}
