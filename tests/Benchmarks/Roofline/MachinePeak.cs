using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Item2Vec.Benchmarks.Roofline;

/// <summary>
/// Multiply-adds that wait for nothing: twelve chains, more than latency times units of any core, in the widest registers there are.
/// </summary>
internal static class MachinePeak
{
    private const int Steps = 20_000;
    private const int Chains = 12;
    private static float sink;

    /// <summary>Bits of the widest register.</summary>
    public static int Bits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Operations of one call of <see cref="MultiplyAdd"/>: a multiplication and an addition in each lane.</summary>
    public static double Operations => 2.0 * Steps * Chains * (Bits / 32);

    public static void MultiplyAdd()
    {
        if (Bits == 512) sink = Chain512();
        else if (Bits == 256) sink = Chain256();
        else sink = Chain128();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chain512()
    {
        Vector512<float> x = Vector512.Create(0.999f), y = Vector512.Create(0.001f);
        Vector512<float> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chain256()
    {
        Vector256<float> x = Vector256.Create(0.999f), y = Vector256.Create(0.001f);
        Vector256<float> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y);
            j = Vector256.FusedMultiplyAdd(j, x, y);
            k = Vector256.FusedMultiplyAdd(k, x, y);
            l = Vector256.FusedMultiplyAdd(l, x, y);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chain128()
    {
        Vector128<float> x = Vector128.Create(0.999f), y = Vector128.Create(0.001f);
        Vector128<float> a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
        for (int step = 0; step < Steps; step++)
        {
            a = Vector128.FusedMultiplyAdd(a, x, y);
            b = Vector128.FusedMultiplyAdd(b, x, y);
            c = Vector128.FusedMultiplyAdd(c, x, y);
            d = Vector128.FusedMultiplyAdd(d, x, y);
            e = Vector128.FusedMultiplyAdd(e, x, y);
            f = Vector128.FusedMultiplyAdd(f, x, y);
            g = Vector128.FusedMultiplyAdd(g, x, y);
            h = Vector128.FusedMultiplyAdd(h, x, y);
            i = Vector128.FusedMultiplyAdd(i, x, y);
            j = Vector128.FusedMultiplyAdd(j, x, y);
            k = Vector128.FusedMultiplyAdd(k, x, y);
            l = Vector128.FusedMultiplyAdd(l, x, y);
        }

        return Vector128.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}

/// <summary>
/// The machine's limits for some threads together: 10^9 operations or bytes a second. An update counts the bytes that it reads and those
/// that it writes.
/// </summary>
internal sealed record Limits(
    double Gigaflops, double ReadL1, double ReadL2, double ReadMemory, double UpdateL1, double UpdateL2, double UpdateMemory,
    double UpdateRandomRows)
{
    /// <summary>A row of 100 dimensions, padded.</summary>
    public const int RowFloats = 112;

    private const int L1Floats = 24_000 / sizeof(float);
    private const int L2Floats = 256_000 / sizeof(float);
    private const int MemoryFloats = 200_000_000 / sizeof(float);

    public static Limits Measure(int threads)
    {
        double flops = Meter.PerSecond(threads, _ => (MachinePeak.MultiplyAdd, MachinePeak.Operations)) / 1e9;
        return new Limits(
            flops,
            Stream(threads, L1Floats, update: false), Stream(threads, L2Floats, update: false),
            Stream(threads, MemoryFloats, update: false),
            Stream(threads, L1Floats, update: true), Stream(threads, L2Floats, update: true), Stream(threads, MemoryFloats, update: true),
            RandomRows(threads));
    }

    public IEnumerable<(string Name, double Single, double Together)> Beside(Limits all) =>
    [
        ("multiply-add of float32, GFLOP/s", Gigaflops, all.Gigaflops),
        ("read from L1, GB/s", ReadL1, all.ReadL1),
        ("read from L2, GB/s", ReadL2, all.ReadL2),
        ("read from memory, GB/s", ReadMemory, all.ReadMemory),
        ("update in L1, GB/s in and out", UpdateL1, all.UpdateL1),
        ("update in L2, GB/s in and out", UpdateL2, all.UpdateL2),
        ("update in memory, GB/s in and out", UpdateMemory, all.UpdateMemory),
        ("update of random 448-byte rows, GB/s in and out", UpdateRandomRows, all.UpdateRandomRows),
        ("the same, million rows/s", MillionRows(UpdateRandomRows), MillionRows(all.UpdateRandomRows)),
    ];

    private static double MillionRows(double gigabytes) => gigabytes * 1e3 / (2 * RowFloats * sizeof(float));

    private static double Stream(int threads, int floats, bool update)
    {
        using Blocks blocks = new(threads, floats);
        const int maxFloats = 250_000;
        int length = Math.Min(floats, maxFloats);
        int passes = maxFloats / length;
        return Meter.PerSecond(threads, number =>
        {
            // A small block is worked through many times a call, a large one piece by piece: the clock is neither looked at too often nor
            // too seldom.
            int at = 0;
            return (() =>
            {
                for (int pass = 0; pass < passes; pass++)
                {
                    if (update) blocks.Update(number, at, length);
                    else blocks.Read(number, at, length);
                }

                at = at + (2 * length) <= floats ? at + length : 0;
            }, passes * (double)length * sizeof(float) * (update ? 2 : 1));
        }) / 1e9;
    }

    private static double RandomRows(int threads)
    {
        const int perCall = 4096;
        using Blocks blocks = new(threads, MemoryFloats);
        return Meter.PerSecond(threads, number =>
        {
            Random random = new(number);
            int[] rows = [.. Enumerable.Range(0, 1 << 18).Select(_ => random.Next(MemoryFloats / RowFloats))];
            int at = 0;
            return (() =>
            {
                blocks.UpdateRows(number, rows.AsSpan(at, perCall), RowFloats);
                at = (at + perCall) & (rows.Length - 1);
            }, perCall * 2.0 * RowFloats * sizeof(float));
        }) / 1e9;
    }
}
