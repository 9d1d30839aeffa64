using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>The size of a block, for every register width.</summary>
internal static class SgdBlock
{
    /// <summary>
    /// Maximum output rows of a block: one positive and word2vec's five negatives. Six rows and their updates leave room for an input and
    /// two factors in the sixteen registers of AVX2.
    /// </summary>
    public const int MaxOutputs = 6;

    /// <summary>Distance between the scores of two inputs, in floats.</summary>
    public const int ScoreStride = 8;

    /// <summary>The number of blocks that the outputs are divided into.</summary>
    public static int CountFor(int outputs) => outputs <= MaxOutputs ? Math.Min(outputs, 1) : (outputs + MaxOutputs - 1) / MaxOutputs;

    /// <summary>The outputs [From, To) of a block.</summary>
    public static (int From, int To) Range(int outputs, int blocks, int block)
        => blocks == 1 ? (0, outputs) : ((int)((long)outputs * block / blocks), (int)((long)outputs * (block + 1) / blocks));
}

/// <summary>
/// The two inner loops of training, on input rows x and up to six output rows o: the scores <c>f[i, j] = x_i . o_j</c>, and in one sweep
/// the updates <c>x_i += sum_j g[i, j] o_j</c> and <c>o_j += sum_i g[i, j] x_i</c>.
/// </summary>
/// <remarks>
/// The outputs stay in registers while the loop runs over the inputs. Each number of outputs is compiled separately: the compiler resolves
/// the branches on <c>TCount.Value</c>. Rows of f and g are <see cref="SgdBlock.ScoreStride"/> floats apart.
/// </remarks>
internal static unsafe class SgdBlock<V, TSimd>
    where V : struct
    where TSimd : struct, ISimd<V>
{
    /// <summary>
    /// Computes the scores of one or two inputs with all outputs. Rows are read up to <paramref name="length"/>, a multiple of the register
    /// width.
    /// </summary>
    public static void Dots(float** o, int outputs, float** x, int inputs, int length, float* f)
        => Dots<Plain>(o, outputs, x, inputs, length, f, null, null);

    /// <summary>
    /// As above, and in the same pass the squared lengths of the inputs (<paramref name="squares"/>, four floats) and, unless null, of the
    /// outputs (<paramref name="outputSquares"/>, eight floats).
    /// </summary>
    public static void Dots(float** o, int outputs, float** x, int inputs, int length, float* f, float* squares, float* outputSquares)
    {
        // With narrower registers there are only sixteen, all in use: the squares of the outputs take a separate pass.
        bool within = outputSquares != null && TSimd.Width == EmbeddingMatrix.Lanes;
        if (outputSquares != null && !within) RowSquares<V, TSimd>.Take(o, outputs, length, outputSquares);
        if (within) Dots<ScaledFirst>(o, outputs, x, inputs, length, f, squares, outputSquares);
        else Dots<Scaled>(o, outputs, x, inputs, length, f, squares, null);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Dots<TRule>(
        float** o, int outputs, float** x, int inputs, int length, float* f, float* squares, float* outputSquares)
        where TRule : struct, IRule
    {
        switch (outputs)
        {
            case 1: Dots<Count1, TRule>(o, x, inputs, length, f, squares, outputSquares); break;
            case 2: Dots<Count2, TRule>(o, x, inputs, length, f, squares, outputSquares); break;
            case 3: Dots<Count3, TRule>(o, x, inputs, length, f, squares, outputSquares); break;
            case 4: Dots<Count4, TRule>(o, x, inputs, length, f, squares, outputSquares); break;
            case 5: Dots<Count5, TRule>(o, x, inputs, length, f, squares, outputSquares); break;
            case 6: Dots<Count6, TRule>(o, x, inputs, length, f, squares, outputSquares); break;
            default: throw new ArgumentOutOfRangeException(nameof(outputs));
        }
    }

    /// <summary>
    /// Updates all rows and, in the same loop, prefetches the same cache lines of the <paramref name="prefetchCount"/> rows in
    /// <paramref name="prefetch"/>.
    /// </summary>
    public static void Update(float** o, int outputs, float** x, int inputs, int length, float* g, float** prefetch, int prefetchCount)
        => Update<Plain>(o, outputs, x, inputs, length, g, null, null, prefetch, prefetchCount);

    /// <summary>
    /// As above, with a scale for each row: <c>x_i += xScale_i * sum_j g[i, j] o_j</c> and <c>o_j += oScale_j * sum_i g[i, j] x_i</c>.
    /// </summary>
    public static void Update(
        float** o, int outputs, float** x, int inputs, int length, float* g, float* oScales, float* xScales, float** prefetch,
        int prefetchCount)
        => Update<Scaled>(o, outputs, x, inputs, length, g, oScales, xScales, prefetch, prefetchCount);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Update<TRule>(
        float** o, int outputs, float** x, int inputs, int length, float* g, float* oScales, float* xScales, float** prefetch,
        int prefetchCount)
        where TRule : struct, IRule
    {
        switch (outputs)
        {
            case 1: Update<Count1, TRule>(o, x, inputs, length, g, oScales, xScales, prefetch, prefetchCount); break;
            case 2: Update<Count2, TRule>(o, x, inputs, length, g, oScales, xScales, prefetch, prefetchCount); break;
            case 3: Update<Count3, TRule>(o, x, inputs, length, g, oScales, xScales, prefetch, prefetchCount); break;
            case 4: Update<Count4, TRule>(o, x, inputs, length, g, oScales, xScales, prefetch, prefetchCount); break;
            case 5: Update<Count5, TRule>(o, x, inputs, length, g, oScales, xScales, prefetch, prefetchCount); break;
            case 6: Update<Count6, TRule>(o, x, inputs, length, g, oScales, xScales, prefetch, prefetchCount); break;
            default: throw new ArgumentOutOfRangeException(nameof(outputs));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Dots<TCount, TRule>(float** o, float** x, int inputs, int length, float* f, float* squares, float* outputSquares)
        where TCount : struct, ICount
        where TRule : struct, IRule
    {
        // With narrower registers there are only sixteen, all in use: the squares take a separate loop.
        V q0 = TSimd.Create(0), q1 = q0, q2 = q0, q3 = q0, q4 = q0, q5 = q0;
        bool within = TRule.IsScaled && TSimd.Width == EmbeddingMatrix.Lanes;
        V zero = TSimd.Create(0);
        float* o0 = o[0];
        float* o1 = TCount.Value > 1 ? o[1] : null;
        float* o2 = TCount.Value > 2 ? o[2] : null;
        float* o3 = TCount.Value > 3 ? o[3] : null;
        float* o4 = TCount.Value > 4 ? o[4] : null;
        float* o5 = TCount.Value > 5 ? o[5] : null;
        if (inputs == 2)
        {
            float* a = x[0];
            float* b = x[1];
            V a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero;
            V b0 = zero, b1 = zero, b2 = zero, b3 = zero, b4 = zero, b5 = zero;
            V aa = zero, bb = zero;
            for (int d = 0; d < length; d += TSimd.Width)
            {
                V va = TSimd.Load(a + d);
                V vb = TSimd.Load(b + d);
                if (within)
                {
                    aa = TSimd.MultiplyAdd(va, va, aa);
                    bb = TSimd.MultiplyAdd(vb, vb, bb);
                }

                V vo = TSimd.Load(o0 + d);
                if (TRule.IsFirst) q0 = TSimd.MultiplyAdd(vo, vo, q0);
                a0 = TSimd.MultiplyAdd(va, vo, a0);
                b0 = TSimd.MultiplyAdd(vb, vo, b0);
                if (TCount.Value > 1)
                {
                    vo = TSimd.Load(o1 + d);
                    if (TRule.IsFirst) q1 = TSimd.MultiplyAdd(vo, vo, q1);
                    a1 = TSimd.MultiplyAdd(va, vo, a1);
                    b1 = TSimd.MultiplyAdd(vb, vo, b1);
                }

                if (TCount.Value > 2)
                {
                    vo = TSimd.Load(o2 + d);
                    if (TRule.IsFirst) q2 = TSimd.MultiplyAdd(vo, vo, q2);
                    a2 = TSimd.MultiplyAdd(va, vo, a2);
                    b2 = TSimd.MultiplyAdd(vb, vo, b2);
                }

                if (TCount.Value > 3)
                {
                    vo = TSimd.Load(o3 + d);
                    if (TRule.IsFirst) q3 = TSimd.MultiplyAdd(vo, vo, q3);
                    a3 = TSimd.MultiplyAdd(va, vo, a3);
                    b3 = TSimd.MultiplyAdd(vb, vo, b3);
                }

                if (TCount.Value > 4)
                {
                    vo = TSimd.Load(o4 + d);
                    if (TRule.IsFirst) q4 = TSimd.MultiplyAdd(vo, vo, q4);
                    a4 = TSimd.MultiplyAdd(va, vo, a4);
                    b4 = TSimd.MultiplyAdd(vb, vo, b4);
                }

                if (TCount.Value > 5)
                {
                    vo = TSimd.Load(o5 + d);
                    if (TRule.IsFirst) q5 = TSimd.MultiplyAdd(vo, vo, q5);
                    a5 = TSimd.MultiplyAdd(va, vo, a5);
                    b5 = TSimd.MultiplyAdd(vb, vo, b5);
                }
            }

            TSimd.StoreSums(a0, a1, a2, a3, a4, a5, f);
            TSimd.StoreSums(b0, b1, b2, b3, b4, b5, f + SgdBlock.ScoreStride);
            if (!TRule.IsScaled) return;
            for (int d = 0; d < length && !within; d += TSimd.Width)
            {
                aa = TSimd.MultiplyAdd(TSimd.Load(a + d), TSimd.Load(a + d), aa);
                bb = TSimd.MultiplyAdd(TSimd.Load(b + d), TSimd.Load(b + d), bb);
            }

            TSimd.StoreSums(aa, bb, zero, zero, squares);
            if (TRule.IsFirst) TSimd.StoreSums(q0, q1, q2, q3, q4, q5, outputSquares);
            return;
        }

        float* last = x[0];
        V s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, square = zero;
        for (int d = 0; d < length; d += TSimd.Width)
        {
            V value = TSimd.Load(last + d);
            if (TRule.IsScaled) square = TSimd.MultiplyAdd(value, value, square);
            s0 = TSimd.MultiplyAdd(value, TSimd.Load(o0 + d), s0);
            if (TCount.Value > 1) s1 = TSimd.MultiplyAdd(value, TSimd.Load(o1 + d), s1);
            if (TCount.Value > 2) s2 = TSimd.MultiplyAdd(value, TSimd.Load(o2 + d), s2);
            if (TCount.Value > 3) s3 = TSimd.MultiplyAdd(value, TSimd.Load(o3 + d), s3);
            if (TCount.Value > 4) s4 = TSimd.MultiplyAdd(value, TSimd.Load(o4 + d), s4);
            if (TCount.Value > 5) s5 = TSimd.MultiplyAdd(value, TSimd.Load(o5 + d), s5);
        }

        TSimd.StoreSums(s0, s1, s2, s3, s4, s5, f);
        if (TRule.IsScaled) TSimd.StoreSums(square, zero, zero, zero, squares);
        if (TRule.IsFirst) RowSquares<V, TSimd>.Take(o, TCount.Value, length, outputSquares);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Update<TCount, TRule>(
        float** o, float** x, int inputs, int length, float* g, float* oScales, float* xScales, float** prefetch, int prefetchCount)
        where TCount : struct, ICount
        where TRule : struct, IRule
    {
        V zero = TSimd.Create(0);
        V s0 = TRule.IsScaled ? TSimd.Create(oScales[0]) : zero;
        V s1 = TRule.IsScaled && TCount.Value > 1 ? TSimd.Create(oScales[1]) : zero;
        V s2 = TRule.IsScaled && TCount.Value > 2 ? TSimd.Create(oScales[2]) : zero;
        V s3 = TRule.IsScaled && TCount.Value > 3 ? TSimd.Create(oScales[3]) : zero;
        V s4 = TRule.IsScaled && TCount.Value > 4 ? TSimd.Create(oScales[4]) : zero;
        V s5 = TRule.IsScaled && TCount.Value > 5 ? TSimd.Create(oScales[5]) : zero;
        for (int d = 0; d < length; d += TSimd.Width)
        {
            if (d % EmbeddingMatrix.Lanes == 0 && Sse.IsSupported)
                for (int row = 0; row < prefetchCount; row++) Sse.Prefetch0(prefetch[row] + d);

            V o0 = TSimd.Load(o[0] + d);
            V o1 = TCount.Value > 1 ? TSimd.Load(o[1] + d) : zero;
            V o2 = TCount.Value > 2 ? TSimd.Load(o[2] + d) : zero;
            V o3 = TCount.Value > 3 ? TSimd.Load(o[3] + d) : zero;
            V o4 = TCount.Value > 4 ? TSimd.Load(o[4] + d) : zero;
            V o5 = TCount.Value > 5 ? TSimd.Load(o[5] + d) : zero;
            V e0 = zero, e1 = zero, e2 = zero, e3 = zero, e4 = zero, e5 = zero;
            float* gi = g;
            for (int i = 0; i < inputs; i++, gi += SgdBlock.ScoreStride)
            {
                // Two independent chains of additions, so that neither waits for the other.
                float* target = x[i] + d;
                V old = TSimd.Load(target);
                V factor = TSimd.Create(gi[0]);
                e0 = TSimd.MultiplyAdd(factor, old, e0);
                V even = TRule.IsScaled ? TSimd.Multiply(factor, o0) : TSimd.MultiplyAdd(factor, o0, old);
                V odd = zero;

                if (TCount.Value > 1)
                {
                    factor = TSimd.Create(gi[1]);
                    e1 = TSimd.MultiplyAdd(factor, old, e1);
                    odd = TSimd.Multiply(factor, o1);
                }

                if (TCount.Value > 2)
                {
                    factor = TSimd.Create(gi[2]);
                    e2 = TSimd.MultiplyAdd(factor, old, e2);
                    even = TSimd.MultiplyAdd(factor, o2, even);
                }

                if (TCount.Value > 3)
                {
                    factor = TSimd.Create(gi[3]);
                    e3 = TSimd.MultiplyAdd(factor, old, e3);
                    odd = TSimd.MultiplyAdd(factor, o3, odd);
                }

                if (TCount.Value > 4)
                {
                    factor = TSimd.Create(gi[4]);
                    e4 = TSimd.MultiplyAdd(factor, old, e4);
                    even = TSimd.MultiplyAdd(factor, o4, even);
                }

                if (TCount.Value > 5)
                {
                    factor = TSimd.Create(gi[5]);
                    e5 = TSimd.MultiplyAdd(factor, old, e5);
                    odd = TSimd.MultiplyAdd(factor, o5, odd);
                }

                if (TCount.Value > 1) even = TSimd.Add(even, odd);
                TSimd.Store(target, TRule.IsScaled ? TSimd.MultiplyAdd(TSimd.Create(xScales[i]), even, old) : even);
            }

            // Reloads the row: an item drawn twice as a negative takes both updates.
            Move<TRule>(o[0] + d, e0, s0);
            if (TCount.Value > 1) Move<TRule>(o[1] + d, e1, s1);
            if (TCount.Value > 2) Move<TRule>(o[2] + d, e2, s2);
            if (TCount.Value > 3) Move<TRule>(o[3] + d, e3, s3);
            if (TCount.Value > 4) Move<TRule>(o[4] + d, e4, s4);
            if (TCount.Value > 5) Move<TRule>(o[5] + d, e5, s5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move<TRule>(float* target, V gradient, V scale)
        where TRule : struct, IRule
    {
        V old = TSimd.Load(target);
        TSimd.Store(target, TRule.IsScaled ? TSimd.MultiplyAdd(scale, gradient, old) : TSimd.Add(old, gradient));
    }

    /// <summary>What a pass computes besides the plain kernel. The compiler resolves the branches on it.</summary>
    private interface IRule
    {
        /// <summary>Whether each row has its own scale.</summary>
        static abstract bool IsScaled { get; }

        /// <summary>Whether these are the first inputs of the block, so that the squares of the outputs are taken too.</summary>
        static abstract bool IsFirst { get; }
    }

    private readonly struct Plain : IRule
    {
        public static bool IsScaled => false;

        public static bool IsFirst => false;
    }

    private readonly struct Scaled : IRule
    {
        public static bool IsScaled => true;

        public static bool IsFirst => false;
    }

    private readonly struct ScaledFirst : IRule
    {
        public static bool IsScaled => true;

        public static bool IsFirst => true;
    }
}
