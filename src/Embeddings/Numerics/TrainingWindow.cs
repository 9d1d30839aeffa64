using System.Runtime.CompilerServices;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// The unit of training: some input bundles, each one or several rows whose mean is the input; some positive output rows; and negative
/// output rows. Every bundle is trained to score the positives high and its negatives low.
/// </summary>
/// <remarks>
/// The bundles are dealt out evenly to parts of at most <paramref name="sharing"/>; the bundles of a part share its negatives.
/// Filled by a window source and the trainer, read by a kernel, used again for the next window: it grows to the largest and then allocates
/// no more.
/// </remarks>
internal sealed class TrainingWindow(int sharing)
{
    private int[] inputs = new int[64];
    private int[] groupEnds = new int[64];
    private int[] positives = new int[64];
    private int[] negatives = new int[64];
    private int[] negativeEnds = new int[64];
    private int[] prefetch = new int[64];
    private (int Bundle, int Positive)[] skipped = new (int, int)[64];
    private int prefetchCount;
    private int skippedCount;
    private int negativeCount;
    private int negativeParts;

    /// <summary>The bundles, each a run of <see cref="Inputs"/>.</summary>
    public int InputGroupCount { get; private set; }

    /// <summary>Input rows, bundle after bundle.</summary>
    public ReadOnlySpan<int> Inputs => inputs.AsSpan(0, InputCount);

    public int InputCount { get; private set; }

    /// <summary>Where each bundle ends in <see cref="Inputs"/>.</summary>
    public ReadOnlySpan<int> InputGroupEnds => groupEnds.AsSpan(0, InputGroupCount);

    /// <summary>Whether each bundle is a single row.</summary>
    public bool IsSimple => InputGroupCount == InputCount;

    /// <summary>The rows that every bundle should score high.</summary>
    public ReadOnlySpan<int> Positives => positives.AsSpan(0, PositiveCount);

    public int PositiveCount { get; private set; }

    /// <summary>The negatives of all parts, part after part.</summary>
    public ReadOnlySpan<int> AllNegatives => negatives.AsSpan(0, negativeCount);

    public int PartCount => InputGroupCount <= sharing ? Math.Min(InputGroupCount, 1) : (InputGroupCount + sharing - 1) / sharing;

    /// <summary>
    /// Bundles and positives (by their numbers) that are no pairs, such as an item of a set with itself; in the order of bundles.
    /// </summary>
    public ReadOnlySpan<(int Bundle, int Positive)> Skipped => skipped.AsSpan(0, skippedCount);

    /// <summary>
    /// How many events of the session this window is about: 1, none where an earlier window of the session was about the same, or several.
    /// </summary>
    public int Events { get; set; }

    /// <summary>The kind of its outputs: negatives are drawn among rows of the same kind. 0 is items.</summary>
    public int NegativePool { get; set; }

    /// <summary>Negatives of each part, or 0 for as many as the options say.</summary>
    public int NegativeCount { get; set; }

    /// <summary>How many negatives each of them stands for: a factor of its step and its loss.</summary>
    public float NegativeWeight { get; set; } = 1;

    /// <summary>The pairs of a bundle and a positive.</summary>
    public long PairCount => ((long)InputGroupCount * PositiveCount) - skippedCount;

    /// <summary>
    /// The step: learning rate times the weight of the event; where each row has a step size of its own, the weight alone.
    /// </summary>
    public float Step { get; set; }

    /// <summary>The learning rate, for rows that have a step size of their own.</summary>
    public float Rate { get; set; }

    /// <summary>How much its loss counts among those of the model: a factor of the step.</summary>
    public float Weight { get; set; } = 1;

    /// <summary>Input rows that this window or the next ones are the first to want in the cache.</summary>
    public ReadOnlySpan<int> Prefetch => prefetch.AsSpan(0, prefetchCount);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Clear()
    {
        InputGroupCount = 0;
        InputCount = 0;
        PositiveCount = 0;
        negativeCount = 0;
        negativeParts = 0;
        prefetchCount = 0;
        skippedCount = 0;
        Events = 1;
        NegativePool = 0;
        NegativeCount = 0;
        NegativeWeight = 1;
        Step = 1;
        Weight = 1;
    }

    /// <summary>Adds a row to the bundle under way.</summary>
    public void AddInput(int row)
    {
        if (InputCount == inputs.Length) Array.Resize(ref inputs, InputCount * 2);
        inputs[InputCount++] = row;
    }

    /// <summary>Adds rows to the bundle under way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddInputs(ReadOnlySpan<int> rows)
    {
        while (InputCount + rows.Length > inputs.Length) Array.Resize(ref inputs, inputs.Length * 2);
        rows.CopyTo(inputs.AsSpan(InputCount));
        InputCount += rows.Length;
    }

    /// <summary>Closes the bundle under way.</summary>
    public void EndInputGroup()
    {
        if (InputGroupCount == groupEnds.Length) Array.Resize(ref groupEnds, InputGroupCount * 2);
        groupEnds[InputGroupCount++] = InputCount;
    }

    /// <summary>Adds a row to the bundle that was closed last.</summary>
    public void ExtendInputGroup(int row)
    {
        AddInput(row);
        groupEnds[InputGroupCount - 1] = InputCount;
    }

    /// <summary>Adds a bundle of one row.</summary>
    public void AddInputGroup(int row)
    {
        AddInput(row);
        EndInputGroup();
    }

    /// <summary>Adds a bundle for each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddInputGroups(ReadOnlySpan<int> rows)
    {
        while (InputCount + rows.Length > inputs.Length) Array.Resize(ref inputs, inputs.Length * 2);
        while (InputGroupCount + rows.Length > groupEnds.Length) Array.Resize(ref groupEnds, groupEnds.Length * 2);
        int[] to = inputs;
        int[] ends = groupEnds;
        int count = InputCount;
        int bundle = InputGroupCount;
        foreach (int row in rows)
        {
            to[count++] = row;
            ends[bundle++] = count;
        }

        InputCount = count;
        InputGroupCount = bundle;
    }

    public void AddPositive(int row)
    {
        if (PositiveCount == positives.Length) Array.Resize(ref positives, PositiveCount * 2);
        positives[PositiveCount++] = row;
    }

    /// <summary>Makes a bundle and a positive no pair; bundles in rising order.</summary>
    public void Skip(int bundle, int positive)
    {
        if (skippedCount == skipped.Length) Array.Resize(ref skipped, skippedCount * 2);
        skipped[skippedCount++] = (bundle, positive);
    }

    /// <summary>Names an input row that will be wanted soon.</summary>
    public void AddPrefetch(int row)
    {
        if (prefetchCount == prefetch.Length) Array.Resize(ref prefetch, prefetchCount * 2);
        prefetch[prefetchCount++] = row;
    }

    /// <summary>Adds a negative to the part under way.</summary>
    public void AddNegative(int row)
    {
        if (negativeCount == negatives.Length) Array.Resize(ref negatives, negativeCount * 2);
        negatives[negativeCount++] = row;
    }

    /// <summary>
    /// Room for <paramref name="count"/> negatives of the part under way; <see cref="KeepNegatives"/> says how many were written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Span<int> RoomForNegatives(int count)
    {
        while (negativeCount + count > negatives.Length) Array.Resize(ref negatives, negatives.Length * 2);
        return negatives.AsSpan(negativeCount, count);
    }

    /// <summary>Takes the first <paramref name="count"/> of the last <see cref="RoomForNegatives"/> and closes the part.</summary>
    public void KeepNegatives(int count)
    {
        negativeCount += count;
        EndPart();
    }

    /// <summary>Closes the negatives of the part under way.</summary>
    public void EndPart()
    {
        if (negativeParts == negativeEnds.Length) Array.Resize(ref negativeEnds, negativeParts * 2);
        negativeEnds[negativeParts++] = negativeCount;
    }

    /// <summary>The bundles [From, To) of a part.</summary>
    public (int From, int To) Part(int part)
        => InputGroupCount <= sharing
            ? (0, InputGroupCount)
            : ((int)((long)InputGroupCount * part / PartCount), (int)((long)InputGroupCount * (part + 1) / PartCount));

    /// <summary>The negatives of a part.</summary>
    public ReadOnlySpan<int> Negatives(int part)
        => negatives.AsSpan((part == 0 ? 0 : negativeEnds[part - 1])..negativeEnds[part]);

    /// <summary>The rows of a bundle.</summary>
    public ReadOnlySpan<int> InputGroup(int bundle) => inputs.AsSpan((bundle == 0 ? 0 : groupEnds[bundle - 1])..groupEnds[bundle]);
}
