using System.Globalization;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Benchmarks.Kernels;

/// <summary>
/// How many inputs a window has, how many outputs each of them meets (one positive, the rest negatives), and the length of a vector.
/// </summary>
internal readonly record struct WindowShape(int Inputs, int Outputs, int Dimensions)
{
    /// <summary>
    /// Floating-point operations of a window: two for each dimension of a pair in the score, two in each of both updates.
    /// </summary>
    public double Flops => 6.0 * Dimensions * Inputs * Outputs;

    /// <summary>The shape with the name "inputs x outputs".</summary>
    public static WindowShape Parse(string name, int dimensions)
    {
        int[] counts = [.. name.Split(" x ").Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return new WindowShape(counts[0], counts[1], dimensions);
    }

    public override string ToString() => $"{Inputs} x {Outputs}, {Dimensions} dimensions";
}

/// <summary>Where the rows of a window lie.</summary>
internal enum RowPlace
{
    /// <summary>In 24 kB, or as little more as the largest window needs.</summary>
    L1,

    /// <summary>In 256 kB.</summary>
    L2,

    /// <summary>
    /// In two matrices of 100 MB, as in training: outputs anywhere, of the inputs all but one those of the window before.
    /// </summary>
    Sliding,

    /// <summary>Anywhere in two matrices of 100 MB.</summary>
    Memory,
}

/// <summary>
/// The kernel of training on prepared windows over matrices of its own: all that the measurements know of the kernel. Rows of a window are
/// distinct, as they nearly always are in training. One instance a thread.
/// </summary>
internal sealed class KernelUnderTest : IDisposable
{
    private readonly EmbeddingMatrix input;
    private readonly EmbeddingMatrix output;
    private readonly RowAccumulators? accumulators;
    private readonly SgdKernel kernel;
    private readonly TrainingWindow[] windows;
    private readonly bool prefetch;
    private int next;

    public KernelUnderTest(WindowShape shape, RowPlace place, string? width, bool adaptive = false)
    {
        long bytes = place switch { RowPlace.L1 => 12_000, RowPlace.L2 => 128_000, _ => 100_000_000 };
        int rows = (int)(bytes / (sizeof(float) * EmbeddingMatrix.StrideOf(shape.Dimensions)));
        input = Filled(Math.Max(rows, shape.Inputs), shape.Dimensions, seed: 1);
        output = Filled(Math.Max(rows, shape.Outputs), shape.Dimensions, seed: 2);
        accumulators = adaptive ? new RowAccumulators(input.Rows, output.Rows) : null;
        kernel = SgdKernel.Create(input, output, width, accumulators);
        prefetch = place is RowPlace.Memory or RowPlace.Sliding;
        windows = new TrainingWindow[prefetch ? 4096 : 16];
        RandomSource random = new(3);
        int[] session = [.. Enumerable.Range(0, windows.Length).Select(_ => random.NextBelow(input.Rows))];
        for (int i = 0; i < windows.Length; i++)
        {
            TrainingWindow window = windows[i] = new TrainingWindow(shape.Inputs);
            window.Clear();
            if (place == RowPlace.Sliding) AddNeighbors(window, session, i, shape.Inputs);
            else AddInputs(window, shape.Inputs, ref random);
            AddOutputs(window, shape.Outputs, ref random);

            // So small that the values stay what they are, however long it is measured.
            window.Step = adaptive ? 1 : 1e-6f;
            window.Rate = 1e-6f;
        }

        RowBytes = sizeof(float) * input.Stride;
        RowsPerWindow = (place == RowPlace.Sliding ? 1 : shape.Inputs) + windows[0].PositiveCount + windows[0].AllNegatives.Length;
    }

    /// <summary>A row with its padding.</summary>
    public int RowBytes { get; }

    /// <summary>
    /// The rows that a window reads and writes: its positive, its negatives, and its inputs; where it slides, the one that is new.
    /// </summary>
    public int RowsPerWindow { get; }

    /// <summary>Trains on some windows, one after another; those over memory are sent for two ahead, as in training.</summary>
    public void Train(int count)
    {
        TrainingWindow current = windows[next];
        for (int i = 0; i < count; i++)
        {
            next = (next + 1) & (windows.Length - 1);
            kernel.Train(current, prefetch ? windows[(next + 1) & (windows.Length - 1)] : null);
            current = windows[next];
        }
    }

    public void Dispose()
    {
        kernel.Dispose();
        accumulators?.Dispose();
        input.Dispose();
        output.Dispose();
    }

    private static EmbeddingMatrix Filled(int rows, int dimensions, ulong seed)
    {
        EmbeddingMatrix matrix = new(rows, dimensions);
        RandomSource random = new(seed);
        for (int row = 0; row < rows; row++)
            foreach (ref float value in matrix.Row(row)) value = (random.NextFloat() - 0.5f) / 10;
        return matrix;
    }

    private static void AddNeighbors(TrainingWindow window, int[] session, int at, int count)
    {
        for (int i = 0; i < count; i++) window.AddInputGroup(session[(at + i) % session.Length]);
        window.AddPrefetch(session[(at + count - 1) % session.Length]);
    }

    private void AddInputs(TrainingWindow window, int count, ref RandomSource random)
    {
        HashSet<int> taken = [];
        for (int i = 0; i < count; i++) window.AddInputGroup(Fresh(taken, input.Rows, ref random));
        foreach (int row in window.Inputs) window.AddPrefetch(row);
    }

    private void AddOutputs(TrainingWindow window, int count, ref RandomSource random)
    {
        int positive = random.NextBelow(output.Rows);
        window.AddPositive(positive);
        HashSet<int> taken = [positive];
        for (int i = 1; i < count; i++) window.AddNegative(Fresh(taken, output.Rows, ref random));
        window.EndPart();
    }

    private static int Fresh(HashSet<int> taken, int rows, ref RandomSource random)
    {
        int row;
        do row = random.NextBelow(rows);
        while (!taken.Add(row));
        return row;
    }
}
