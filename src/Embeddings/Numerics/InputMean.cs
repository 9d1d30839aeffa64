using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>The mean of some rows, and how they follow it when it moves.</summary>
internal static unsafe class InputMean<V, TSimd>
    where V : struct
    where TSimd : struct, ISimd<V>
{
    /// <summary>Writes the mean of the rows to two places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Take(float** rows, int count, int length, float* mean, float* copy)
    {
        V share = TSimd.Create(1f / count);
        for (int d = 0; d < length; d += TSimd.Width)
        {
            V sum = TSimd.Load(rows[0] + d);
            for (int row = 1; row < count; row++) sum = TSimd.Add(sum, TSimd.Load(rows[row] + d));
            sum = TSimd.Multiply(share, sum);
            TSimd.Store(mean + d, sum);
            TSimd.Store(copy + d, sum);
        }
    }

    /// <summary>Moves each row as far as the mean has moved; one that stands twice moves twice.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Move(float** rows, int count, int length, float* before, float* after)
    {
        for (int d = 0; d < length; d += TSimd.Width)
        {
            V way = TSimd.Subtract(TSimd.Load(after + d), TSimd.Load(before + d));
            for (int row = 0; row < count; row++) TSimd.Store(rows[row] + d, TSimd.Add(TSimd.Load(rows[row] + d), way));
        }
    }

    /// <summary>
    /// Moves each row by its share of the way that the mean has moved, and takes the mean as it is now for the next time.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Move(float** rows, int count, int length, float* before, float* after, float* shares)
    {
        for (int d = 0; d < length; d += TSimd.Width)
        {
            V mean = TSimd.Load(after + d);
            V way = TSimd.Subtract(mean, TSimd.Load(before + d));
            TSimd.Store(before + d, mean);
            for (int row = 0; row < count; row++)
                TSimd.Store(rows[row] + d, TSimd.MultiplyAdd(TSimd.Create(shares[row]), way, TSimd.Load(rows[row] + d)));
        }
    }
}
