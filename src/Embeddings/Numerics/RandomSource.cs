using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// Random numbers for training: xoshiro256** (Blackman and Vigna 2018), seeded through SplitMix64 so that similar seeds give unrelated
/// streams.
/// </summary>
/// <remarks>A mutable struct: pass it by reference. The same seed gives the same numbers on every machine.</remarks>
internal struct RandomSource
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    public RandomSource(ulong seed)
    {
        s0 = SplitMix(ref seed);
        s1 = SplitMix(ref seed);
        s2 = SplitMix(ref seed);
        s3 = SplitMix(ref seed);
    }

    /// <summary>
    /// The stream of a unit of work: a function of the run's seed and the unit's numbers, independent of threads and time.
    /// </summary>
    public static RandomSource For(long seed, long epoch, long block)
        => new(IdHash.Mix((ulong)seed) ^ IdHash.Mix(((ulong)epoch << 40) ^ (ulong)block ^ 0x9e3779b97f4a7c15));

    /// <summary>64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next()
    {
        ulong result = ulong.RotateLeft(s1 * 5, 7) * 9;
        ulong t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = ulong.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>An integer in [0, <paramref name="bound"/>), by multiplication of the upper 32 bits (bias below bound / 2^32).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextBelow(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>A number in [0, 1) with 24 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float NextFloat() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Puts rows into a random order (Fisher and Yates).</summary>
    public void Shuffle(Span<int> rows)
    {
        for (int i = rows.Length - 1; i > 0; i--)
        {
            int other = NextBelow(i + 1);
            (rows[i], rows[other]) = (rows[other], rows[i]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
