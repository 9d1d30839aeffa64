using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>The squared lengths of up to six rows.</summary>
internal static unsafe class RowSquares<V, TSimd>
    where V : struct
    where TSimd : struct, ISimd<V>
{
    /// <summary>Writes the squared lengths, padded with zeros to <see cref="SgdBlock.ScoreStride"/> floats.</summary>
    public static void Take(float** rows, int count, int length, float* squares)
    {
        switch (count)
        {
            case 1: Take<Count1>(rows, length, squares); break;
            case 2: Take<Count2>(rows, length, squares); break;
            case 3: Take<Count3>(rows, length, squares); break;
            case 4: Take<Count4>(rows, length, squares); break;
            case 5: Take<Count5>(rows, length, squares); break;
            case 6: Take<Count6>(rows, length, squares); break;
            default: throw new ArgumentOutOfRangeException(nameof(count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Take<TCount>(float** rows, int length, float* squares)
        where TCount : struct, ICount
    {
        V zero = TSimd.Create(0);
        V s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero;
        float* r0 = rows[0];
        float* r1 = TCount.Value > 1 ? rows[1] : null;
        float* r2 = TCount.Value > 2 ? rows[2] : null;
        float* r3 = TCount.Value > 3 ? rows[3] : null;
        float* r4 = TCount.Value > 4 ? rows[4] : null;
        float* r5 = TCount.Value > 5 ? rows[5] : null;
        for (int d = 0; d < length; d += TSimd.Width)
        {
            s0 = AddSquare(r0 + d, s0);
            if (TCount.Value > 1) s1 = AddSquare(r1 + d, s1);
            if (TCount.Value > 2) s2 = AddSquare(r2 + d, s2);
            if (TCount.Value > 3) s3 = AddSquare(r3 + d, s3);
            if (TCount.Value > 4) s4 = AddSquare(r4 + d, s4);
            if (TCount.Value > 5) s5 = AddSquare(r5 + d, s5);
        }

        TSimd.StoreSums(s0, s1, s2, s3, s4, s5, squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddSquare(float* at, V sum)
    {
        V value = TSimd.Load(at);
        return TSimd.MultiplyAdd(value, value, sum);
    }
}
