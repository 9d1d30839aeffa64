namespace Item2Vec.Benchmarks.Roofline;

/// <summary>The machine's limits for some threads together: 10^9 operations or bytes a second. An update counts the bytes that it reads and those that it writes.</summary>
internal sealed record Limits(
    double Gigaflops, double ReadL1, double ReadL2, double ReadMemory, double UpdateL1, double UpdateL2, double UpdateMemory, double UpdateRandomRows)
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
            Stream(threads, L1Floats, update: false), Stream(threads, L2Floats, update: false), Stream(threads, MemoryFloats, update: false),
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
        const int most = 250_000;
        int length = Math.Min(floats, most);
        int passes = most / length;
        return Meter.PerSecond(threads, number =>
        {
            // A small block is worked through many times a call, a large one piece by piece: the clock is neither looked at too often nor too seldom.
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
