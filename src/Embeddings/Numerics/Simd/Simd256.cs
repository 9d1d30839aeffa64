using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Item2Vec.Embeddings.Numerics.Simd;

/// <summary>256-bit registers: AVX2 with FMA.</summary>
internal readonly unsafe struct Simd256 : ISimd<Vector256<float>>
{
    public static int Width => Vector256<float>.Count;

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static void Store(float* target, Vector256<float> value) => value.Store(target);

    public static Vector256<float> Create(float value) => Vector256.Create(value);

    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    public static Vector256<float> Divide(Vector256<float> left, Vector256<float> right) => left / right;

    public static Vector256<float> SquareRoot(Vector256<float> value) => Vector256.Sqrt(value);

    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c)
        => Vector256.MultiplyAddEstimate(a, b, c);

    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Vector256.MaxNative(left, right);

    public static Vector256<float> Abs(Vector256<float> value) => Vector256.Abs(value);

    public static Vector256<float> IfNonNegative(Vector256<float> value, Vector256<float> yes, Vector256<float> no)
        => Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(value, Vector256<float>.Zero), yes, no);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ExpOfNegative(Vector256<float> x)
    {
        // 2^(n + f): the polynomial gives 2^f, and n is added to its exponent bits.
        Vector256<float> scaled = x * Exp2Polynomial.Log2E;
        Vector256<float> whole = Vector256.Round(scaled);
        Vector256<float> f = scaled - whole;
        Vector256<float> p = MultiplyAdd(f, Vector256.Create(Exp2Polynomial.C6), Vector256.Create(Exp2Polynomial.C5));
        p = MultiplyAdd(f, p, Vector256.Create(Exp2Polynomial.C4));
        p = MultiplyAdd(f, p, Vector256.Create(Exp2Polynomial.C3));
        p = MultiplyAdd(f, p, Vector256.Create(Exp2Polynomial.C2));
        p = MultiplyAdd(f, p, Vector256.Create(Exp2Polynomial.C1));
        p = MultiplyAdd(f, p, Vector256<float>.One);
        return (p.AsInt32() + (Vector256.ConvertToInt32Native(whole) << 23)).AsSingle();
    }

    public static float Sum(Vector256<float> value) => Vector256.Sum(value);

    public static void StoreSums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float* target)
    {
        // Two rounds of pairwise sums leave [a, b, c, d] in each 128-bit half.
        Vector256<float> sums = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
        (sums.GetLower() + sums.GetUpper()).Store(target);
    }

    public static void StoreSums(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Vector256<float> e, Vector256<float> f,
        float* target)
    {
        // Two rounds of pairwise sums leave [a, b, c, d] and [e, f, 0, 0] in each 128-bit half.
        Vector256<float> abcd = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
        Vector256<float> ef = Avx.HorizontalAdd(Avx.HorizontalAdd(e, f), Vector256<float>.Zero);
        (Avx.Permute2x128(abcd, ef, 0x20) + Avx.Permute2x128(abcd, ef, 0x31)).Store(target);
    }
}
