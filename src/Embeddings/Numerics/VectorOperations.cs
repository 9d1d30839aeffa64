using System.Numerics;
using System.Runtime.InteropServices;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>Sums over single vectors of equal length, for code that is not worth a kernel of its own.</summary>
internal static class VectorOperations
{
    /// <summary><c>x . y</c>.</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(x);
        ReadOnlySpan<Vector<float>> right = MemoryMarshal.Cast<float, Vector<float>>(y[..x.Length]);
        Vector<float> sums = Vector<float>.Zero;
        for (int i = 0; i < left.Length; i++) sums += left[i] * right[i];
        float sum = Vector.Sum(sums);
        for (int i = left.Length * Vector<float>.Count; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary><c>y += a * x</c>.</summary>
    public static void AddScaled(float a, ReadOnlySpan<float> x, Span<float> y)
    {
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(x);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(y[..x.Length]);
        Vector<float> factor = new(a);
        for (int i = 0; i < from.Length; i++) to[i] += factor * from[i];
        for (int i = from.Length * Vector<float>.Count; i < x.Length; i++) y[i] += a * x[i];
    }
}
