using System.Runtime.CompilerServices;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>What the tiles of all register widths share.</summary>
internal static class SgdTile
{
    /// <summary>
    /// The inputs that are worked on at once and share a set of negatives. Four rows and their errors leave room for an output in the sixteen
    /// registers of AVX2; and the fewer inputs share negatives, the better the input-output score (docs/performance.md).
    /// </summary>
    public const int MaxInputs = 4;
}

/// <summary>
/// The two inner loops of training on up to four input rows x and any number of output rows o, all of <c>stride</c> floats:
/// the scores <c>f[j, i] = x_i . o_j</c> and the updates <c>x_i += sum_j g[j, i] o_j</c>, <c>o_j += sum_i g[j, i] x_i</c> in one sweep.
/// </summary>
/// <remarks>
/// Each number of inputs has machine code of its own, in which every row keeps a register: <typeparamref name="V"/> times the branches on
/// <c>TCount.Value</c>, which the compiler decides. Blocks of f and g have <see cref="SgdTile.MaxInputs"/> columns; columns without an input are 0.
/// </remarks>
internal static unsafe class SgdTile<V, TSimd>
    where V : struct
    where TSimd : struct, ISimd<V>
{
    public static void Dots(float** x, float** o, int inputs, int outputs, int stride, float* f)
    {
        switch (inputs)
        {
            case 1: Dots<Count1>(x, o, outputs, stride, f); break;
            case 2: Dots<Count2>(x, o, outputs, stride, f); break;
            case 3: Dots<Count3>(x, o, outputs, stride, f); break;
            case 4: Dots<Count4>(x, o, outputs, stride, f); break;
            default: throw new ArgumentOutOfRangeException(nameof(inputs));
        }
    }

    public static void Update(float** x, float** target, float** o, int inputs, int outputs, int stride, float* g)
    {
        switch (inputs)
        {
            case 1: Update<Count1>(x, target, o, outputs, stride, g); break;
            case 2: Update<Count2>(x, target, o, outputs, stride, g); break;
            case 3: Update<Count3>(x, target, o, outputs, stride, g); break;
            case 4: Update<Count4>(x, target, o, outputs, stride, g); break;
            default: throw new ArgumentOutOfRangeException(nameof(inputs));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots<TCount>(float** x, float** o, int outputs, int stride, float* f)
        where TCount : struct, ICount
    {
        V zero = TSimd.Create(0);
        float* x0 = x[0];
        float* x1 = TCount.Value > 1 ? x[1] : null;
        float* x2 = TCount.Value > 2 ? x[2] : null;
        float* x3 = TCount.Value > 3 ? x[3] : null;
        for (int j = 0; j < outputs; j++, f += SgdTile.MaxInputs)
        {
            float* oj = o[j];
            V f0 = zero, f1 = zero, f2 = zero, f3 = zero;
            for (int d = 0; d < stride; d += TSimd.Width)
            {
                V value = TSimd.Load(oj + d);
                f0 = TSimd.MultiplyAdd(TSimd.Load(x0 + d), value, f0);
                if (TCount.Value > 1) f1 = TSimd.MultiplyAdd(TSimd.Load(x1 + d), value, f1);
                if (TCount.Value > 2) f2 = TSimd.MultiplyAdd(TSimd.Load(x2 + d), value, f2);
                if (TCount.Value > 3) f3 = TSimd.MultiplyAdd(TSimd.Load(x3 + d), value, f3);
            }

            TSimd.StoreSums(f0, f1, f2, f3, f);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Update<TCount>(float** x, float** target, float** o, int outputs, int stride, float* g)
        where TCount : struct, ICount
    {
        V zero = TSimd.Create(0);
        for (int d = 0; d < stride; d += TSimd.Width)
        {
            V x0 = TSimd.Load(x[0] + d);
            V x1 = TCount.Value > 1 ? TSimd.Load(x[1] + d) : zero;
            V x2 = TCount.Value > 2 ? TSimd.Load(x[2] + d) : zero;
            V x3 = TCount.Value > 3 ? TSimd.Load(x[3] + d) : zero;
            V e0 = zero, e1 = zero, e2 = zero, e3 = zero;
            float* gj = g;
            for (int j = 0; j < outputs; j++, gj += SgdTile.MaxInputs)
            {
                float* oj = o[j] + d;
                V old = TSimd.Load(oj);
                V factor = TSimd.Create(gj[0]);
                e0 = TSimd.MultiplyAdd(factor, old, e0);
                V updated = TSimd.MultiplyAdd(factor, x0, old);
                if (TCount.Value > 1)
                {
                    factor = TSimd.Create(gj[1]);
                    e1 = TSimd.MultiplyAdd(factor, old, e1);
                    updated = TSimd.MultiplyAdd(factor, x1, updated);
                }

                if (TCount.Value > 2)
                {
                    factor = TSimd.Create(gj[2]);
                    e2 = TSimd.MultiplyAdd(factor, old, e2);
                    updated = TSimd.MultiplyAdd(factor, x2, updated);
                }

                if (TCount.Value > 3)
                {
                    factor = TSimd.Create(gj[3]);
                    e3 = TSimd.MultiplyAdd(factor, old, e3);
                    updated = TSimd.MultiplyAdd(factor, x3, updated);
                }

                TSimd.Store(oj, updated);
            }

            // Loaded anew: an item that stands twice among the inputs takes both errors.
            TSimd.Store(target[0] + d, TSimd.Add(TSimd.Load(target[0] + d), e0));
            if (TCount.Value > 1) TSimd.Store(target[1] + d, TSimd.Add(TSimd.Load(target[1] + d), e1));
            if (TCount.Value > 2) TSimd.Store(target[2] + d, TSimd.Add(TSimd.Load(target[2] + d), e2));
            if (TCount.Value > 3) TSimd.Store(target[3] + d, TSimd.Add(TSimd.Load(target[3] + d), e3));
        }
    }
}
