using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Item2Vec.Embeddings.Options;

namespace Item2Vec.Benchmarks.Kernels;

/// <summary>
/// The time of one window, by its shape, by where its rows lie and by register width. "512" on a machine without AVX-512 is two registers
/// of 256 bits.
/// </summary>
[Config(typeof(Settings))]
public class SgdKernelBenchmarks : IDisposable
{
    private const int WindowsPerCall = 1024;
    private KernelUnderTest? kernel;

    [Params("512", "256", "128")]
    public string Width { get; set; } = "";

    [Params("L1", "L2", "Sliding", "Memory")]
    public string Rows { get; set; } = "";

    [Params(64, 100, 200)]
    public int Dimensions { get; set; }

    /// <summary>Inputs x outputs of a window: 10 x 6 is a full window of 5 with 5 negatives, 10 x 21 with 20.</summary>
    [Params("1 x 6", "2 x 6", "4 x 6", "10 x 6", "10 x 21")]
    public string Shape { get; set; } = "";

    [Params(Optimizer.Sgd, Optimizer.AdaGrad)]
    public Optimizer Optimizer { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        kernel = new KernelUnderTest(
            WindowShape.Parse(Shape, Dimensions), Enum.Parse<RowPlace>(Rows), Width, Optimizer == Optimizer.AdaGrad);
    }

    [Benchmark(OperationsPerInvoke = WindowsPerCall)]
    public void Train() => kernel!.Train(WindowsPerCall);

    [GlobalCleanup]
    public void Dispose()
    {
        kernel?.Dispose();
        kernel = null;
        GC.SuppressFinalize(this);
    }

    /// <summary>In this process, so that nothing is built while it measures; a table of markdown at the end.</summary>
    private sealed class Settings : ManualConfig
    {
        public Settings()
        {
            AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
            HideColumns(Column.Error);
            AddColumn(new SpeedColumn());
            WithArtifactsPath(Path.Combine(Path.GetTempPath(), "item2vec-bench", "kernels"));
        }
    }
}

/// <summary>Billions of floating-point operations a second: those of the window over its mean time.</summary>
internal sealed class SpeedColumn : IColumn
{
    public string Id => nameof(SpeedColumn);

    public string ColumnName => "GFLOP/s";

    public string Legend => "6 x dimensions x inputs x outputs operations a window over its mean time";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        if (summary[benchmarkCase]?.ResultStatistics is not { } statistics) return "-";
        string shape = (string)benchmarkCase.Parameters[nameof(SgdKernelBenchmarks.Shape)];
        int dimensions = (int)benchmarkCase.Parameters[nameof(SgdKernelBenchmarks.Dimensions)];
        return (WindowShape.Parse(shape, dimensions).Flops / statistics.Mean).ToString("F1", CultureInfo.InvariantCulture);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
}
