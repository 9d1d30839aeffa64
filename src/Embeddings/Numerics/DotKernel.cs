using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// <c>scores[i] = query . rows[i]</c> for rows that lie one after another: one pass over the memory, four rows at a time.
/// </summary>
/// <remarks>
/// Stateless and thread-safe. A row's score does not depend on which rows it is computed with, so that a scan in pieces gives the same
/// numbers; between register widths scores differ by rounding, at most 1e-6 of |query| |row|.
/// </remarks>
internal abstract unsafe class DotKernel
{
    /// <summary>The widest kernel of the machine, or the one selected by <c>ITEM2VEC_SIMD</c>.</summary>
    public static DotKernel Default { get; } = Create(Environment.GetEnvironmentVariable("ITEM2VEC_SIMD"));

    public static DotKernel Create(string? width) => width switch
    {
        // The order of SgdKernel, for its reasons.
        "512" or null or "" when Avx512F.IsSupported => new DotKernel<Vector512<float>, Simd512>(),
        "512" or "256" or null or "" when Avx2.IsSupported && Fma.IsSupported => new DotKernel<Vector256<float>, Simd256>(),
        _ => new DotKernel<Vector128<float>, Simd128>(),
    };

    /// <summary>Computes the scores of some rows.</summary>
    /// <param name="query">The query, <paramref name="stride"/> floats, zeros behind its dimensions.</param>
    /// <param name="rows">The first row.</param>
    /// <param name="stride">The floats from a row to the next, a multiple of <see cref="EmbeddingMatrix.Lanes"/>.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="scores">Receives <paramref name="count"/> numbers.</param>
    public abstract void Dots(float* query, float* rows, int stride, int count, float* scores);

    /// <summary>The scores of every row of a matrix for one row of another.</summary>
    /// <param name="queries">Holds the query.</param>
    /// <param name="query">Its row.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="scores">Receives a number for each.</param>
    public void Dots(EmbeddingMatrix queries, int query, EmbeddingMatrix rows, NativeBuffer<float> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(queries.Stride, rows.Stride);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Rows, scores.Length);
        Dots(queries.Pointer + ((nint)query * queries.Stride), rows.Pointer, rows.Stride, rows.Rows, scores.Pointer);
        GC.KeepAlive(queries);
        GC.KeepAlive(rows);
        GC.KeepAlive(scores);
    }

    /// <summary>
    /// As <see cref="Dots(float*, float*, int, int, float*)"/>, for rows anywhere in a matrix; a row's score is the same.
    /// </summary>
    /// <param name="query">The query.</param>
    /// <param name="matrix">Row 0.</param>
    /// <param name="stride">The floats from a row to the next.</param>
    /// <param name="rows">The rows, validated by the caller.</param>
    /// <param name="count">Their number.</param>
    /// <param name="scores">Receives <paramref name="count"/> numbers; its length is rounded up to a multiple of four.</param>
    public abstract void DotsOf(float* query, float* matrix, int stride, int* rows, int count, float* scores);
}

/// <summary>The kernel for one register width.</summary>
internal sealed unsafe class DotKernel<TVector, TSimd> : DotKernel
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    public override void Dots(float* query, float* rows, int stride, int count, float* scores)
    {
        int whole = count & ~3;
        for (int i = 0; i < whole; i += 4)
        {
            float* row = rows + ((nint)i * stride);
            FourDots(query, row, row + stride, row + (2 * (nint)stride), row + (3 * (nint)stride), stride, scores + i);
        }

        if (whole == count) return;

        // The last one to three rows use the same code, with the last one repeated for the missing ones.
        float* last = rows + ((nint)(count - 1) * stride);
        float* first = rows + ((nint)whole * stride);
        float* second = whole + 1 < count ? first + stride : last;
        float* four = stackalloc float[4];
        FourDots(query, first, second, last, last, stride, four);
        scores[whole] = four[0];
        if (whole + 1 < count) scores[whole + 1] = four[1];
        if (whole + 2 < count) scores[whole + 2] = four[2];
    }

    public override void DotsOf(float* query, float* matrix, int stride, int* rows, int count, float* scores)
    {
        for (int i = 0; i < count; i += 4)
        {
            int last = count - 1 - i;
            float* a = matrix + ((nint)rows[i] * stride);
            float* b = matrix + ((nint)rows[i + Math.Min(1, last)] * stride);
            float* c = matrix + ((nint)rows[i + Math.Min(2, last)] * stride);
            float* d = matrix + ((nint)rows[i + Math.Min(3, last)] * stride);
            FourDots(query, a, b, c, d, stride, scores + i);
        }
    }

    private static void FourDots(float* query, float* a, float* b, float* c, float* d, int stride, float* scores)
    {
        TVector sumA = TSimd.Create(0);
        TVector sumB = sumA;
        TVector sumC = sumA;
        TVector sumD = sumA;
        for (int i = 0; i < stride; i += TSimd.Width)
        {
            TVector q = TSimd.Load(query + i);
            sumA = TSimd.MultiplyAdd(q, TSimd.Load(a + i), sumA);
            sumB = TSimd.MultiplyAdd(q, TSimd.Load(b + i), sumB);
            sumC = TSimd.MultiplyAdd(q, TSimd.Load(c + i), sumC);
            sumD = TSimd.MultiplyAdd(q, TSimd.Load(d + i), sumD);
        }

        TSimd.StoreSums(sumA, sumB, sumC, sumD, scores);
    }
}
