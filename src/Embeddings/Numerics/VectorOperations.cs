using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>Operations on single vectors of equal length, for code that does not need a kernel.</summary>
internal static class VectorOperations
{
    /// <summary><c>x . y</c>.</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(x);
        ReadOnlySpan<Vector<float>> right = MemoryMarshal.Cast<float, Vector<float>>(y[..x.Length]);

        // Four sums: one alone would wait for each addition.
        Vector<float> a = Vector<float>.Zero, b = a, c = a, d = a;
        int at = 0;
        for (; at <= left.Length - 4; at += 4)
        {
            a = Vector.FusedMultiplyAdd(left[at], right[at], a);
            b = Vector.FusedMultiplyAdd(left[at + 1], right[at + 1], b);
            c = Vector.FusedMultiplyAdd(left[at + 2], right[at + 2], c);
            d = Vector.FusedMultiplyAdd(left[at + 3], right[at + 3], d);
        }

        for (; at < left.Length; at++) a = Vector.FusedMultiplyAdd(left[at], right[at], a);
        float sum = Vector.Sum(a + b + (c + d));
        for (int i = left.Length * Vector<float>.Count; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary><c>y += a * x</c>.</summary>
    public static void AddScaled(float a, ReadOnlySpan<float> x, Span<float> y)
    {
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(x);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(y[..x.Length]);
        Vector<float> factor = new(a);
        for (int i = 0; i < from.Length; i++) to[i] = Vector.FusedMultiplyAdd(factor, from[i], to[i]);
        for (int i = from.Length * Vector<float>.Count; i < x.Length; i++) y[i] += a * x[i];
    }

    /// <summary><c>y = a * x + b * y</c>.</summary>
    public static void Combine(float a, ReadOnlySpan<float> x, float b, Span<float> y)
    {
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(x);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(y[..x.Length]);
        (Vector<float> added, Vector<float> kept) = (new(a), new(b));
        for (int i = 0; i < from.Length; i++) to[i] = Vector.FusedMultiplyAdd(added, from[i], kept * to[i]);
        for (int i = from.Length * Vector<float>.Count; i < x.Length; i++) y[i] = (a * x[i]) + (b * y[i]);
    }

    /// <summary><c>log(1 + factor * scale * x)</c> of numbers that are a multiple of four.</summary>
    public static void LogOnePlus(ReadOnlySpan<double> x, ReadOnlySpan<double> scales, double factor, Span<double> logs)
    {
        for (int i = 0; i < x.Length; i += Vector256<double>.Count)
        {
            Vector256<double> scaled = Vector256.Create(x[i..]) * Vector256.Create(scales[i..]) * factor;
            Vector256.Log(Vector256<double>.One + scaled).CopyTo(logs[i..]);
        }
    }

    /// <summary><c>x = e^(scale * (x - from))</c>.</summary>
    public static void ExpOfDifference(Span<float> x, float from, float scale)
    {
        int i = 0;
        for (; i <= x.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            Vector256.Exp(scale * (Vector256.Create<float>(x[i..]) - Vector256.Create(from))).CopyTo(x[i..]);
        for (; i < x.Length; i++) x[i] = MathF.Exp(scale * (x[i] - from));
    }

    /// <summary><c>x . y</c> in double precision.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<float> y)
    {
        ReadOnlySpan<Vector<double>> left = MemoryMarshal.Cast<double, Vector<double>>(x);
        ReadOnlySpan<Vector<float>> right = MemoryMarshal.Cast<float, Vector<float>>(y[..x.Length]);
        Vector<double> sums = Vector<double>.Zero;
        for (int i = 0; i < right.Length; i++)
        {
            Vector.Widen(right[i], out Vector<double> low, out Vector<double> high);
            sums += (left[2 * i] * low) + (left[(2 * i) + 1] * high);
        }

        double sum = Vector.Sum(sums);
        for (int i = right.Length * Vector<float>.Count; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    /// <summary><c>y += a * x</c> in double precision.</summary>
    public static void AddScaled(double a, ReadOnlySpan<float> x, Span<double> y)
    {
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(x);
        Span<Vector<double>> to = MemoryMarshal.Cast<double, Vector<double>>(y[..x.Length]);
        Vector<double> factor = new(a);
        for (int i = 0; i < from.Length; i++)
        {
            Vector.Widen(from[i], out Vector<double> low, out Vector<double> high);
            to[2 * i] += factor * low;
            to[(2 * i) + 1] += factor * high;
        }

        for (int i = from.Length * Vector<float>.Count; i < x.Length; i++) y[i] += a * x[i];
    }
}

/// <summary>Lengths of rows.</summary>
internal static class Norms
{
    /// <summary><c>1 / |x_r|</c> for each row r, 0 for a zero row.</summary>
    /// <remarks>In double precision and in order of the dimensions, so that a file's bytes do not depend on the register width.</remarks>
    public static NativeBuffer<float> Inverse(EmbeddingMatrix matrix)
    {
        NativeBuffer<float> inverse = NativeBuffer<float>.Allocate(matrix.Rows);
        for (int row = 0; row < matrix.Rows; row++)
        {
            double length = Length(matrix.Row(row));
            inverse[row] = length > 0 ? (float)Math.Min(1 / length, float.MaxValue) : 0;
        }

        return inverse;
    }

    /// <summary><c>|x|</c>.</summary>
    public static double Length(ReadOnlySpan<float> vector)
    {
        double sum = 0;
        foreach (float value in vector) sum += (double)value * value;
        return Math.Sqrt(sum);
    }

    /// <summary><c>sum += weight * x / |x|</c>; nothing if x is zero.</summary>
    public static void AddUnit(ReadOnlySpan<float> vector, double weight, Span<double> sum)
    {
        double length = Length(vector);
        if (!(length > 0)) return;
        for (int i = 0; i < vector.Length; i++) sum[i] += weight / length * vector[i];
    }
}
