namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// The unit of training: some input bundles, each one or several rows whose mean is the input; some positive output rows; and negative output
/// rows shared by them all. Every bundle is trained to score the positives high and the negatives low.
/// </summary>
/// <remarks>Filled by a window source and the trainer, read by a kernel, used again for the next window: it grows to the largest and then allocates no more.</remarks>
internal sealed class TrainingWindow
{
    private int[] inputs = new int[64];
    private int[] bundleEnds = new int[64];
    private int[] outputs = new int[64];

    /// <summary>The bundles, each a run of <see cref="Inputs"/>.</summary>
    public int BundleCount { get; private set; }

    /// <summary>Input rows, bundle after bundle.</summary>
    public ReadOnlySpan<int> Inputs => inputs.AsSpan(0, InputCount);

    public int InputCount { get; private set; }

    /// <summary>Where each bundle ends in <see cref="Inputs"/>.</summary>
    public ReadOnlySpan<int> BundleEnds => bundleEnds.AsSpan(0, BundleCount);

    /// <summary>Whether each bundle is a single row.</summary>
    public bool IsSimple => BundleCount == InputCount;

    /// <summary>The positive rows, then the negative ones.</summary>
    public ReadOnlySpan<int> Outputs => outputs.AsSpan(0, OutputCount);

    public int PositiveCount { get; private set; }

    public int OutputCount { get; private set; }

    /// <summary>The step: learning rate times the weight of the event.</summary>
    public float Step { get; set; }

    /// <summary>An input row that a window soon to come will want in cache, or -1.</summary>
    public int Upcoming { get; set; } = -1;

    public void Clear()
    {
        BundleCount = 0;
        InputCount = 0;
        PositiveCount = 0;
        OutputCount = 0;
        Upcoming = -1;
        Step = 1;
    }

    /// <summary>Adds a row to the bundle under way.</summary>
    public void AddInput(int row)
    {
        if (InputCount == inputs.Length) Array.Resize(ref inputs, InputCount * 2);
        inputs[InputCount++] = row;
    }

    /// <summary>Closes the bundle under way.</summary>
    public void EndBundle()
    {
        if (BundleCount == bundleEnds.Length) Array.Resize(ref bundleEnds, BundleCount * 2);
        bundleEnds[BundleCount++] = InputCount;
    }

    /// <summary>Adds a bundle of one row.</summary>
    public void AddBundle(int row)
    {
        AddInput(row);
        EndBundle();
    }

    /// <summary>Adds a positive row; all come before the first negative.</summary>
    public void AddPositive(int row)
    {
        AddOutput(row);
        PositiveCount = OutputCount;
    }

    public void AddNegative(int row) => AddOutput(row);

    private void AddOutput(int row)
    {
        if (OutputCount == outputs.Length) Array.Resize(ref outputs, OutputCount * 2);
        outputs[OutputCount++] = row;
    }
}
