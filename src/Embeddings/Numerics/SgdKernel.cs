using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// One step of stochastic gradient descent on a window: for input x and output o with label y, <c>g = step * (y - sigmoid(x . o))</c>,
/// <c>x += g * o</c>, <c>o += g * x</c>; all inputs and up to six outputs are updated together from their old values.
/// With <see cref="RowAccumulators"/> each row has its own step size (<see cref="AdaGradSteps{V,TSimd}"/>). Accumulates the loss. One
/// instance per thread; threads share the matrices without locks (Hogwild, Niu et al. 2011).
/// </summary>
/// <remarks>
/// Roofline (docs/performance.md, one AVX2 core): with d dimensions a pair of rows costs 6 d operations (dot product and both updates). A
/// window of ten inputs and six outputs with its rows in cache is compute-bound and reaches half the peak; a window of one or two inputs
/// does so little work per row that it is memory-bound (20 million random row updates per second). Hence the negatives shared by a window,
/// which load an output row once for all inputs, and the prefetch of rows two windows in advance.
/// </remarks>
internal abstract class SgdKernel : IDisposable
{
    /// <summary>The names of the register widths that can be forced with <c>ITEM2VEC_SIMD</c>, widest first.</summary>
    public static readonly string[] Widths = ["512", "256", "128"];

    /// <summary>
    /// Returns the summed loss, <c>-log sigmoid(x . o)</c> of positives and <c>-log sigmoid(-x . o)</c> of negatives, and resets it.
    /// </summary>
    public abstract double TakeLoss();

    /// <summary>Trains on a window and meanwhile prefetches the rows of a later one.</summary>
    public abstract void Train(TrainingWindow window, TrainingWindow? next = null);

    public abstract void Dispose();

    /// <summary>The widest kernel that the processor supports, or the one named by <c>ITEM2VEC_SIMD</c>.</summary>
    public static SgdKernel Create(EmbeddingMatrix input, EmbeddingMatrix output, RowAccumulators? accumulators = null)
        => Create(input, output, Environment.GetEnvironmentVariable("ITEM2VEC_SIMD"), accumulators);

    /// <inheritdoc cref="Create(EmbeddingMatrix, EmbeddingMatrix, RowAccumulators)"/>
    public static SgdKernel Create(EmbeddingMatrix input, EmbeddingMatrix output, string? width, RowAccumulators? accumulators = null)
    {
        // Widest first. AVX-512 can be forced on any AVX2 processor, where pairs of registers emulate it, so that tests cover it.
        bool avx2 = Avx2.IsSupported && Fma.IsSupported;
        string fallback = Avx512F.IsSupported ? "512" : avx2 ? "256" : "128";
        return (string.IsNullOrEmpty(width) ? fallback : width) switch
        {
            "512" when avx2 => new SgdKernel<Vector512<float>, Simd512>(input, output, accumulators),
            "256" when avx2 => new SgdKernel<Vector256<float>, Simd256>(input, output, accumulators),
            _ => new SgdKernel<Vector128<float>, Simd128>(input, output, accumulators),
        };
    }
}

/// <summary>The gradient of one input vector for fixed output rows. Stateless and thread-safe.</summary>
internal static class FrozenStep
{
    /// <summary>
    /// Adds the contribution of an output row to <paramref name="gradient"/>: <c>weight * (label - sigmoid(vector . row)) * row</c>,
    /// label 1 for a positive and 0 for a negative. All have the same length, a multiple of <see cref="EmbeddingMatrix.Lanes"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(Span<float> gradient, ReadOnlySpan<float> vector, ReadOnlySpan<float> row, float weight, float label)
    {
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(vector);
        ReadOnlySpan<Vector<float>> o = MemoryMarshal.Cast<float, Vector<float>>(row);
        Span<Vector<float>> g = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        Vector<float> sum = Vector<float>.Zero;
        for (int i = 0; i < x.Length; i++) sum += x[i] * o[i];
        float factor = weight * (label - (1 / (1 + MathF.Exp(-Vector.Sum(sum)))));
        for (int i = 0; i < g.Length; i++) g[i] += factor * o[i];
    }

    /// <summary>Moves a vector: <c>vector += rate * gradient</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Move(Span<float> vector, ReadOnlySpan<float> gradient, float rate)
    {
        Span<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(vector);
        ReadOnlySpan<Vector<float>> g = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        for (int i = 0; i < x.Length; i++) x[i] += rate * g[i];
    }
}
