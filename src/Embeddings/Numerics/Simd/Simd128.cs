using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Item2Vec.Embeddings.Numerics.Simd;

/// <summary>128-bit registers: SSE and NEON; runs, slowly, on machines that have neither.</summary>
internal readonly unsafe struct Simd128 : ISimd<Vector128<float>>
{
    public static int Width => Vector128<float>.Count;

    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    public static void Store(float* target, Vector128<float> value) => value.Store(target);

    public static Vector128<float> Create(float value) => Vector128.Create(value);

    public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;

    public static Vector128<float> Subtract(Vector128<float> left, Vector128<float> right) => left - right;

    public static Vector128<float> Multiply(Vector128<float> left, Vector128<float> right) => left * right;

    public static Vector128<float> Divide(Vector128<float> left, Vector128<float> right) => left / right;

    public static Vector128<float> SquareRoot(Vector128<float> value) => Vector128.Sqrt(value);

    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c)
        => Vector128.MultiplyAddEstimate(a, b, c);

    public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Vector128.MaxNative(left, right);

    public static Vector128<float> Abs(Vector128<float> value) => Vector128.Abs(value);

    public static Vector128<float> IfNonNegative(Vector128<float> value, Vector128<float> yes, Vector128<float> no)
        => Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(value, Vector128<float>.Zero), yes, no);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ExpOfNegative(Vector128<float> x)
    {
        // 2^(n + f): the polynomial gives 2^f, and n is added to its exponent bits.
        Vector128<float> scaled = x * Exp2Polynomial.Log2E;
        Vector128<float> whole = Vector128.Round(scaled);
        Vector128<float> f = scaled - whole;
        Vector128<float> p = MultiplyAdd(f, Vector128.Create(Exp2Polynomial.C6), Vector128.Create(Exp2Polynomial.C5));
        p = MultiplyAdd(f, p, Vector128.Create(Exp2Polynomial.C4));
        p = MultiplyAdd(f, p, Vector128.Create(Exp2Polynomial.C3));
        p = MultiplyAdd(f, p, Vector128.Create(Exp2Polynomial.C2));
        p = MultiplyAdd(f, p, Vector128.Create(Exp2Polynomial.C1));
        p = MultiplyAdd(f, p, Vector128<float>.One);
        return (p.AsInt32() + (Vector128.ConvertToInt32Native(whole) << 23)).AsSingle();
    }

    public static float Sum(Vector128<float> value) => Vector128.Sum(value);

    public static void StoreSums(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, float* target)
    {
        target[0] = Vector128.Sum(a);
        target[1] = Vector128.Sum(b);
        target[2] = Vector128.Sum(c);
        target[3] = Vector128.Sum(d);
    }

    public static void StoreSums(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, Vector128<float> e, Vector128<float> f,
        float* target)
    {
        target[0] = Vector128.Sum(a);
        target[1] = Vector128.Sum(b);
        target[2] = Vector128.Sum(c);
        target[3] = Vector128.Sum(d);
        target[4] = Vector128.Sum(e);
        target[5] = Vector128.Sum(f);
        target[6] = 0;
        target[7] = 0;
    }
}
