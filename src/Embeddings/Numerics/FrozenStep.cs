using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Item2Vec.Embeddings.Numerics;

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
