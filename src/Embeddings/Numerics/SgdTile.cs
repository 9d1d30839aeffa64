using System.Runtime.CompilerServices;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>What the tiles of all register widths share.</summary>
internal static class SgdTile
{
    /// <summary>The inputs that are worked on at once: their rows' registers, and as many for their errors, must fit beside two outputs.</summary>
    public const int MaxInputs = 8;
}

/// <summary>
/// The two inner loops of training on up to eight input rows x and any number of output rows o, all of <c>stride</c> floats:
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
            case 5: Dots<Count5>(x, o, outputs, stride, f); break;
            case 6: Dots<Count6>(x, o, outputs, stride, f); break;
            case 7: Dots<Count7>(x, o, outputs, stride, f); break;
            case 8: Dots<Count8>(x, o, outputs, stride, f); break;
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
            case 5: Update<Count5>(x, target, o, outputs, stride, g); break;
            case 6: Update<Count6>(x, target, o, outputs, stride, g); break;
            case 7: Update<Count7>(x, target, o, outputs, stride, g); break;
            case 8: Update<Count8>(x, target, o, outputs, stride, g); break;
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
        float* x4 = TCount.Value > 4 ? x[4] : null;
        float* x5 = TCount.Value > 5 ? x[5] : null;
        float* x6 = TCount.Value > 6 ? x[6] : null;
        float* x7 = TCount.Value > 7 ? x[7] : null;
        for (int j = 0; j < outputs; j++, f += SgdTile.MaxInputs)
        {
            float* oj = o[j];
            V f0 = zero, f1 = zero, f2 = zero, f3 = zero, f4 = zero, f5 = zero, f6 = zero, f7 = zero;
            for (int d = 0; d < stride; d += TSimd.Width)
            {
                V value = TSimd.Load(oj + d);
                f0 = TSimd.MultiplyAdd(TSimd.Load(x0 + d), value, f0);
                if (TCount.Value > 1) f1 = TSimd.MultiplyAdd(TSimd.Load(x1 + d), value, f1);
                if (TCount.Value > 2) f2 = TSimd.MultiplyAdd(TSimd.Load(x2 + d), value, f2);
                if (TCount.Value > 3) f3 = TSimd.MultiplyAdd(TSimd.Load(x3 + d), value, f3);
                if (TCount.Value > 4) f4 = TSimd.MultiplyAdd(TSimd.Load(x4 + d), value, f4);
                if (TCount.Value > 5) f5 = TSimd.MultiplyAdd(TSimd.Load(x5 + d), value, f5);
                if (TCount.Value > 6) f6 = TSimd.MultiplyAdd(TSimd.Load(x6 + d), value, f6);
                if (TCount.Value > 7) f7 = TSimd.MultiplyAdd(TSimd.Load(x7 + d), value, f7);
            }

            TSimd.StoreSums(f0, f1, f2, f3, f);
            TSimd.StoreSums(f4, f5, f6, f7, f + 4);
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
            V x4 = TCount.Value > 4 ? TSimd.Load(x[4] + d) : zero;
            V x5 = TCount.Value > 5 ? TSimd.Load(x[5] + d) : zero;
            V x6 = TCount.Value > 6 ? TSimd.Load(x[6] + d) : zero;
            V x7 = TCount.Value > 7 ? TSimd.Load(x[7] + d) : zero;
            V e0 = zero, e1 = zero, e2 = zero, e3 = zero, e4 = zero, e5 = zero, e6 = zero, e7 = zero;
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

                if (TCount.Value > 4)
                {
                    factor = TSimd.Create(gj[4]);
                    e4 = TSimd.MultiplyAdd(factor, old, e4);
                    updated = TSimd.MultiplyAdd(factor, x4, updated);
                }

                if (TCount.Value > 5)
                {
                    factor = TSimd.Create(gj[5]);
                    e5 = TSimd.MultiplyAdd(factor, old, e5);
                    updated = TSimd.MultiplyAdd(factor, x5, updated);
                }

                if (TCount.Value > 6)
                {
                    factor = TSimd.Create(gj[6]);
                    e6 = TSimd.MultiplyAdd(factor, old, e6);
                    updated = TSimd.MultiplyAdd(factor, x6, updated);
                }

                if (TCount.Value > 7)
                {
                    factor = TSimd.Create(gj[7]);
                    e7 = TSimd.MultiplyAdd(factor, old, e7);
                    updated = TSimd.MultiplyAdd(factor, x7, updated);
                }

                TSimd.Store(oj, updated);
            }

            // Loaded anew: an item that stands twice among the inputs takes both errors.
            TSimd.Store(target[0] + d, TSimd.Add(TSimd.Load(target[0] + d), e0));
            if (TCount.Value > 1) TSimd.Store(target[1] + d, TSimd.Add(TSimd.Load(target[1] + d), e1));
            if (TCount.Value > 2) TSimd.Store(target[2] + d, TSimd.Add(TSimd.Load(target[2] + d), e2));
            if (TCount.Value > 3) TSimd.Store(target[3] + d, TSimd.Add(TSimd.Load(target[3] + d), e3));
            if (TCount.Value > 4) TSimd.Store(target[4] + d, TSimd.Add(TSimd.Load(target[4] + d), e4));
            if (TCount.Value > 5) TSimd.Store(target[5] + d, TSimd.Add(TSimd.Load(target[5] + d), e5));
            if (TCount.Value > 6) TSimd.Store(target[6] + d, TSimd.Add(TSimd.Load(target[6] + d), e6));
            if (TCount.Value > 7) TSimd.Store(target[7] + d, TSimd.Add(TSimd.Load(target[7] + d), e7));
        }
    }
}
