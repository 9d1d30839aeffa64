namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// The unit of training: some input bundles, each one or several rows whose mean is the input; some positive output rows; and negative output
/// rows. Every bundle is trained to score the positives high and its negatives low.
/// </summary>
/// <remarks>
/// The bundles are dealt out evenly to tiles of at most <see cref="SgdTile.MaxInputs"/>; the bundles of a tile share its negatives.
/// Filled by a window source and the trainer, read by a kernel, used again for the next window: it grows to the largest and then allocates no more.
/// </remarks>
internal sealed class TrainingWindow
{
    private int[] inputs = new int[64];
    private int[] bundleEnds = new int[64];
    private int[] positives = new int[64];
    private int[] negatives = new int[64];
    private int[] negativeEnds = new int[64];
    private int negativeCount;
    private int negativeTiles;

    /// <summary>The bundles, each a run of <see cref="Inputs"/>.</summary>
    public int BundleCount { get; private set; }

    /// <summary>Input rows, bundle after bundle.</summary>
    public ReadOnlySpan<int> Inputs => inputs.AsSpan(0, InputCount);

    public int InputCount { get; private set; }

    /// <summary>Where each bundle ends in <see cref="Inputs"/>.</summary>
    public ReadOnlySpan<int> BundleEnds => bundleEnds.AsSpan(0, BundleCount);

    /// <summary>Whether each bundle is a single row.</summary>
    public bool IsSimple => BundleCount == InputCount;

    /// <summary>The rows that every bundle should score high.</summary>
    public ReadOnlySpan<int> Positives => positives.AsSpan(0, PositiveCount);

    public int PositiveCount { get; private set; }

    /// <summary>The negatives of all tiles, tile after tile.</summary>
    public ReadOnlySpan<int> AllNegatives => negatives.AsSpan(0, negativeCount);

    public int TileCount => (BundleCount + SgdTile.MaxInputs - 1) / SgdTile.MaxInputs;

    /// <summary>The step: learning rate times the weight of the event.</summary>
    public float Step { get; set; }

    /// <summary>An input row that a window soon to come will want in cache, or -1.</summary>
    public int Upcoming { get; set; } = -1;

    public void Clear()
    {
        BundleCount = 0;
        InputCount = 0;
        PositiveCount = 0;
        negativeCount = 0;
        negativeTiles = 0;
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

    public void AddPositive(int row)
    {
        if (PositiveCount == positives.Length) Array.Resize(ref positives, PositiveCount * 2);
        positives[PositiveCount++] = row;
    }

    /// <summary>Adds a negative to the tile under way.</summary>
    public void AddNegative(int row)
    {
        if (negativeCount == negatives.Length) Array.Resize(ref negatives, negativeCount * 2);
        negatives[negativeCount++] = row;
    }

    /// <summary>Closes the negatives of the tile under way.</summary>
    public void EndTile()
    {
        if (negativeTiles == negativeEnds.Length) Array.Resize(ref negativeEnds, negativeTiles * 2);
        negativeEnds[negativeTiles++] = negativeCount;
    }

    /// <summary>The bundles [From, To) of a tile.</summary>
    public (int From, int To) Tile(int tile) => ((int)((long)BundleCount * tile / TileCount), (int)((long)BundleCount * (tile + 1) / TileCount));

    /// <summary>The negatives of a tile.</summary>
    public ReadOnlySpan<int> Negatives(int tile)
        => negatives.AsSpan((tile == 0 ? 0 : negativeEnds[tile - 1])..negativeEnds[tile]);

    /// <summary>The rows of a bundle.</summary>
    public ReadOnlySpan<int> Bundle(int bundle) => inputs.AsSpan((bundle == 0 ? 0 : bundleEnds[bundle - 1])..bundleEnds[bundle]);
}
