using System.Runtime.CompilerServices;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// The unit of training: input groups, each of one or several rows whose mean is the input; positive output rows; and negative output
/// rows. Every input group is trained to score the positives high and its negatives low.
/// </summary>
/// <remarks>
/// The input groups are divided evenly into parts of at most <paramref name="sharing"/> groups; the groups of a part share its negatives.
/// A window source and the trainer fill a window, a kernel reads it, and it is reused: its arrays grow to the largest window, after which
/// nothing is allocated.
/// </remarks>
internal sealed class TrainingWindow(int sharing)
{
    private int[] inputs = new int[64];
    private int[] groupEnds = new int[64];
    private int[] positives = new int[64];
    private int[] negatives = new int[64];
    private int[] negativeEnds = new int[64];
    private int[] prefetch = new int[64];
    private (int InputGroup, int Positive)[] skipped = new (int, int)[64];
    private int prefetchCount;
    private int skippedCount;
    private int negativeCount;
    private int negativeParts;

    /// <summary>The number of input groups, each a range of <see cref="Inputs"/>.</summary>
    public int InputGroupCount { get; private set; }

    /// <summary>Input rows, group by group.</summary>
    public ReadOnlySpan<int> Inputs => inputs.AsSpan(0, InputCount);

    public int InputCount { get; private set; }

    /// <summary>Where each input group ends in <see cref="Inputs"/>.</summary>
    public ReadOnlySpan<int> InputGroupEnds => groupEnds.AsSpan(0, InputGroupCount);

    /// <summary>Whether each input group is a single row.</summary>
    public bool IsSimple => InputGroupCount == InputCount;

    /// <summary>The output rows that every input group is trained to score high.</summary>
    public ReadOnlySpan<int> Positives => positives.AsSpan(0, PositiveCount);

    public int PositiveCount { get; private set; }

    /// <summary>The negatives of all parts, part by part.</summary>
    public ReadOnlySpan<int> AllNegatives => negatives.AsSpan(0, negativeCount);

    public int PartCount => InputGroupCount <= sharing ? Math.Min(InputGroupCount, 1) : (InputGroupCount + sharing - 1) / sharing;

    /// <summary>
    /// (input group, positive) index pairs excluded from training, such as an item of a set with itself; ordered by input group.
    /// </summary>
    public ReadOnlySpan<(int InputGroup, int Positive)> Skipped => skipped.AsSpan(0, skippedCount);

    /// <summary>
    /// The number of the session's events that this window covers: 1, several, or 0 if an earlier window covered the same event.
    /// </summary>
    public int Events { get; set; }

    /// <summary>The pool of output rows that negatives are drawn from. 0 is items.</summary>
    public int NegativePool { get; set; }

    /// <summary>Negatives per part, or 0 for the number in the options.</summary>
    public int NegativeCount { get; set; }

    /// <summary>A factor of the step and the loss of each negative: the number of negatives that it stands for.</summary>
    public float NegativeWeight { get; set; } = 1;

    /// <summary>The number of (input group, positive) pairs, without the skipped ones.</summary>
    public long PairCount => ((long)InputGroupCount * PositiveCount) - skippedCount;

    /// <summary>
    /// The step: learning rate times the weight of the event, or the weight alone if each row has its own step size.
    /// </summary>
    public float Step { get; set; }

    /// <summary>The learning rate, if each row has its own step size.</summary>
    public float Rate { get; set; }

    /// <summary>The weight of this window's loss in the model's objective: a factor of the step.</summary>
    public float Weight { get; set; } = 1;

    /// <summary>Input rows to prefetch: those that no earlier window has prefetched.</summary>
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

    /// <summary>Adds a row to the current input group.</summary>
    public void AddInput(int row)
    {
        if (InputCount == inputs.Length) Array.Resize(ref inputs, InputCount * 2);
        inputs[InputCount++] = row;
    }

    /// <summary>Adds rows to the current input group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddInputs(ReadOnlySpan<int> rows)
    {
        while (InputCount + rows.Length > inputs.Length) Array.Resize(ref inputs, inputs.Length * 2);
        rows.CopyTo(inputs.AsSpan(InputCount));
        InputCount += rows.Length;
    }

    /// <summary>Closes the current input group.</summary>
    public void EndInputGroup()
    {
        if (InputGroupCount == groupEnds.Length) Array.Resize(ref groupEnds, InputGroupCount * 2);
        groupEnds[InputGroupCount++] = InputCount;
    }

    /// <summary>Adds a row to the input group that was closed last.</summary>
    public void ExtendInputGroup(int row)
    {
        AddInput(row);
        groupEnds[InputGroupCount - 1] = InputCount;
    }

    /// <summary>Adds an input group of one row.</summary>
    public void AddInputGroup(int row)
    {
        AddInput(row);
        EndInputGroup();
    }

    /// <summary>Adds an input group for each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddInputGroups(ReadOnlySpan<int> rows)
    {
        while (InputCount + rows.Length > inputs.Length) Array.Resize(ref inputs, inputs.Length * 2);
        while (InputGroupCount + rows.Length > groupEnds.Length) Array.Resize(ref groupEnds, groupEnds.Length * 2);
        int[] to = inputs;
        int[] ends = groupEnds;
        int count = InputCount;
        int group = InputGroupCount;
        foreach (int row in rows)
        {
            to[count++] = row;
            ends[group++] = count;
        }

        InputCount = count;
        InputGroupCount = group;
    }

    public void AddPositive(int row)
    {
        if (PositiveCount == positives.Length) Array.Resize(ref positives, PositiveCount * 2);
        positives[PositiveCount++] = row;
    }

    /// <summary>Excludes an (input group, positive) pair from training; call in ascending order of groups.</summary>
    public void Skip(int group, int positive)
    {
        if (skippedCount == skipped.Length) Array.Resize(ref skipped, skippedCount * 2);
        skipped[skippedCount++] = (group, positive);
    }

    /// <summary>Adds an input row to prefetch.</summary>
    public void AddPrefetch(int row)
    {
        if (prefetchCount == prefetch.Length) Array.Resize(ref prefetch, prefetchCount * 2);
        prefetch[prefetchCount++] = row;
    }

    /// <summary>Adds a negative to the current part.</summary>
    public void AddNegative(int row)
    {
        if (negativeCount == negatives.Length) Array.Resize(ref negatives, negativeCount * 2);
        negatives[negativeCount++] = row;
    }

    /// <summary>
    /// Reserves room for <paramref name="count"/> negatives of the current part; pass the number written to <see cref="KeepNegatives"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Span<int> RoomForNegatives(int count)
    {
        while (negativeCount + count > negatives.Length) Array.Resize(ref negatives, negatives.Length * 2);
        return negatives.AsSpan(negativeCount, count);
    }

    /// <summary>Keeps the first <paramref name="count"/> negatives of the reserved room and closes the part.</summary>
    public void KeepNegatives(int count)
    {
        negativeCount += count;
        EndPart();
    }

    /// <summary>Closes the negatives of the current part.</summary>
    public void EndPart()
    {
        if (negativeParts == negativeEnds.Length) Array.Resize(ref negativeEnds, negativeParts * 2);
        negativeEnds[negativeParts++] = negativeCount;
    }

    /// <summary>The input groups [From, To) of a part.</summary>
    public (int From, int To) Part(int part)
        => InputGroupCount <= sharing
            ? (0, InputGroupCount)
            : ((int)((long)InputGroupCount * part / PartCount), (int)((long)InputGroupCount * (part + 1) / PartCount));

    /// <summary>The negatives of a part.</summary>
    public ReadOnlySpan<int> Negatives(int part)
        => negatives.AsSpan((part == 0 ? 0 : negativeEnds[part - 1])..negativeEnds[part]);

    /// <summary>The rows of an input group.</summary>
    public ReadOnlySpan<int> InputGroup(int group) => inputs.AsSpan((group == 0 ? 0 : groupEnds[group - 1])..groupEnds[group]);
}
