using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Item2Vec.Embeddings.Numerics.Simd;

/// <summary>512-bit registers: AVX-512.</summary>
internal readonly unsafe struct Simd512 : ISimd<Vector512<float>>
{
    public static int Width => Vector512<float>.Count;

    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    public static void Store(float* target, Vector512<float> value) => value.Store(target);

    public static Vector512<float> Create(float value) => Vector512.Create(value);

    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    public static Vector512<float> Divide(Vector512<float> left, Vector512<float> right) => left / right;

    public static Vector512<float> SquareRoot(Vector512<float> value) => Vector512.Sqrt(value);

    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c)
        => Vector512.MultiplyAddEstimate(a, b, c);

    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.MaxNative(left, right);

    public static Vector512<float> Abs(Vector512<float> value) => Vector512.Abs(value);

    public static Vector512<float> IfNonNegative(Vector512<float> value, Vector512<float> yes, Vector512<float> no)
        => Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(value, Vector512<float>.Zero), yes, no);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ExpOfNegative(Vector512<float> x)
    {
        // 2^(n + f): the polynomial gives 2^f, and n is added to its exponent bits.
        Vector512<float> scaled = x * Exp2Polynomial.Log2E;
        Vector512<float> whole = Vector512.Round(scaled);
        Vector512<float> f = scaled - whole;
        Vector512<float> p = MultiplyAdd(f, Vector512.Create(Exp2Polynomial.C6), Vector512.Create(Exp2Polynomial.C5));
        p = MultiplyAdd(f, p, Vector512.Create(Exp2Polynomial.C4));
        p = MultiplyAdd(f, p, Vector512.Create(Exp2Polynomial.C3));
        p = MultiplyAdd(f, p, Vector512.Create(Exp2Polynomial.C2));
        p = MultiplyAdd(f, p, Vector512.Create(Exp2Polynomial.C1));
        p = MultiplyAdd(f, p, Vector512<float>.One);
        return (p.AsInt32() + (Vector512.ConvertToInt32Native(whole) << 23)).AsSingle();
    }

    public static float Sum(Vector512<float> value) => Vector512.Sum(value);

    public static void StoreSums(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* target)
        => Simd256.StoreSums(Fold(a), Fold(b), Fold(c), Fold(d), target);

    public static void StoreSums(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, Vector512<float> e, Vector512<float> f,
        float* target)
        // Halves first: from there on the narrower registers' way, which every AVX2 machine can test.
        => Simd256.StoreSums(Fold(a), Fold(b), Fold(c), Fold(d), Fold(e), Fold(f), target);

    private static Vector256<float> Fold(Vector512<float> value) => value.GetLower() + value.GetUpper();
}
