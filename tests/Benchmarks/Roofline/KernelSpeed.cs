using Item2Vec.Benchmarks.Kernels;

namespace Item2Vec.Benchmarks.Roofline;

/// <summary>What the kernel reached on windows of one shape, all threads together.</summary>
/// <param name="Shape">The window.</param>
/// <param name="Place">Where its rows lie.</param>
/// <param name="WindowsPerSecond">Of all threads.</param>
/// <param name="RowsPerWindow">The rows it reads and writes there.</param>
/// <param name="RowBytes">The bytes of a row with its padding.</param>
/// <param name="Threads">The threads, each with matrices of its own.</param>
internal sealed record KernelSpeed(WindowShape Shape, RowPlace Place, double WindowsPerSecond, int RowsPerWindow, int RowBytes, int Threads)
{
    private const int WindowsPerCall = 256;

    /// <summary>Billions of operations a second; padding is not counted.</summary>
    public double Gigaflops => WindowsPerSecond * Shape.Flops / 1e9;

    /// <summary>Each row once in and once out, with its padding, in billions of bytes a second.</summary>
    public double Gigabytes => WindowsPerSecond * RowsPerWindow * RowBytes * 2 / 1e9;

    public static KernelSpeed Measure(WindowShape shape, RowPlace place, string? width, int threads)
    {
        KernelUnderTest[] kernels = [.. Enumerable.Range(0, threads).Select(_ => new KernelUnderTest(shape, place, width))];
        double windows = Meter.PerSecond(threads, number => (() => kernels[number].Train(WindowsPerCall), WindowsPerCall));
        foreach (KernelUnderTest kernel in kernels) kernel.Dispose();
        return new KernelSpeed(shape, place, windows, kernels[0].RowsPerWindow, kernels[0].RowBytes, threads);
    }

    /// <summary>A row of the table, against the limit of arithmetic and that of the place where the rows lie.</summary>
    public string Row(Limits limits)
    {
        double bandwidth = Place switch { RowPlace.L1 => limits.UpdateL1, RowPlace.L2 => limits.UpdateL2, _ => limits.UpdateRandomRows };
        return $"| {Shape.Inputs} x {Shape.Outputs} | {Shape.Dimensions} | {Place} | {Gigaflops:F1} | {Gigaflops / limits.Gigaflops:P0} | "
            + $"{Gigabytes:F1} | {Gigabytes / bandwidth:P0} | {Threads * 1e9 / WindowsPerSecond:F0} |";
    }
}
