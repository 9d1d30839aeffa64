using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// The kernel for one register width. See <see cref="SgdKernel"/> for what it computes, <see cref="SgdBlock{V,TSimd}"/> for the inner
/// loops.
/// </summary>
internal sealed unsafe class SgdKernel<V, TSimd> : SgdKernel
    where V : struct
    where TSimd : struct, ISimd<V>
{
    // Shared by all threads, which write without locks: the two matrices and the accumulators. All else belongs to this instance's thread.
    private readonly EmbeddingMatrix input;
    private readonly EmbeddingMatrix output;
    private readonly RowAccumulators? accumulators;

    private readonly int stride;
    private readonly int length;
    private readonly Logistic<V, TSimd> logistic = new();
    private readonly Logistic<V, TSimd> weightedLogistic = new();
    private readonly AdaGradSteps<V, TSimd>? steps;

    // Addresses of rows, written for each part (prefetchRows: for each window) and read by its blocks.
    private NativeBuffer<nint> outputRows = NativeBuffer<nint>.Allocate(64);
    private NativeBuffer<nint> inputRows = NativeBuffer<nint>.Allocate(64);
    private NativeBuffer<nint> groupRows = NativeBuffer<nint>.Allocate(64);
    private NativeBuffer<nint> outputSums = NativeBuffer<nint>.Allocate(64);
    private NativeBuffer<nint> prefetchRows = NativeBuffer<nint>.Allocate(64);

    // Scores of a block, which Logistic turns into step sizes; means of input groups, then their values before the part.
    private NativeBuffer<float> scores = NativeBuffer<float>.Allocate(68 * SgdBlock.ScoreStride);
    private NativeBuffer<float> means;

    // Blocks of this window, and rows to prefetch: each block prefetches its share.
    private int blocks;
    private int blocksDone;
    private int prefetchCount;
    private int prefetchDone;

    public SgdKernel(EmbeddingMatrix input, EmbeddingMatrix output, RowAccumulators? accumulators)
    {
        this.input = input;
        this.output = output;
        stride = input.Stride;
        length = (input.Dimensions + TSimd.Width - 1) / TSimd.Width * TSimd.Width;
        means = NativeBuffer<float>.Allocate(2L * stride);
        this.accumulators = accumulators;
        steps = accumulators is null ? null : new AdaGradSteps<V, TSimd>(accumulators, input.Dimensions);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Train(TrainingWindow window, TrainingWindow? next)
    {
        PrefetchNext(window, next);
        int positives = window.PositiveCount;
        Reserve(ref outputRows, positives);
        Point(output, window.Positives, (float**)outputRows.Pointer);
        int parts = window.PartCount;
        for (int part = 0; part < parts; part++)
        {
            ReadOnlySpan<int> negatives = window.Negatives(part);
            int outputs = positives + negatives.Length;
            Reserve(ref outputRows, outputs);
            Point(output, negatives, (float**)outputRows.Pointer + positives);
            if (accumulators is not null) PointSums(window.Positives, negatives);
            (int from, int to) = window.Part(part);
            if (window.IsSimple) TrainRows(window, from, to, outputs);
            else TrainMeans(window, from, to, outputs);
        }
    }

    public override double TakeLoss() => logistic.TakeLoss() + weightedLogistic.TakeLoss();

    public override void Dispose()
    {
        outputRows.Dispose();
        inputRows.Dispose();
        groupRows.Dispose();
        outputSums.Dispose();
        prefetchRows.Dispose();
        steps?.Dispose();
        scores.Dispose();
        logistic.Dispose();
        weightedLogistic.Dispose();
        means.Dispose();
    }

    /// <summary>Input groups of one row: their rows are updated in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TrainRows(TrainingWindow window, int from, int to, int outputs)
    {
        Reserve(ref inputRows, to - from);
        Point(input, window.Inputs[from..to], (float**)inputRows.Pointer);
        TrainPart(from, to - from, outputs, window);
    }

    /// <summary>
    /// Input groups of several rows: their mean is the input, and each row moves by as much as the mean (as in word2vec).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TrainMeans(TrainingWindow window, int from, int to, int outputs)
    {
        int inputs = to - from;
        Reserve(ref inputRows, inputs);
        if (2L * inputs * stride > means.Length) means = means.Resize(4L * inputs * stride);
        float** x = (float**)inputRows.Pointer;
        float* before = means.Pointer + ((nint)inputs * stride);
        for (int i = 0; i < inputs; i++)
        {
            x[i] = means.Pointer + ((nint)i * stride);
            float** rows = PointInputGroup(window.InputGroup(from + i), out int count);
            InputMean<V, TSimd>.Take(rows, count, length, x[i], before + ((nint)i * stride));
        }

        TrainPart(from, inputs, outputs, window);
        if (steps is not null) return;
        for (int i = 0; i < inputs; i++)
        {
            float** rows = PointInputGroup(window.InputGroup(from + i), out int count);
            InputMean<V, TSimd>.Move(rows, count, length, before + ((nint)i * stride), x[i]);
        }
    }

    private float** PointInputGroup(ReadOnlySpan<int> group, out int count)
    {
        count = group.Length;
        Reserve(ref groupRows, count);
        Point(input, group, (float**)groupRows.Pointer);
        return (float**)groupRows.Pointer;
    }

    /// <summary>Trains input groups on the outputs they share; weighted negatives are trained separately from the positives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TrainPart(int from, int inputs, int outputs, TrainingWindow window)
    {
        if ((inputs + 4) * SgdBlock.ScoreStride > scores.Length) scores = scores.Resize((inputs + 4L) * 2 * SgdBlock.ScoreStride);
        int positives = window.PositiveCount;
        if (window.NegativeWeight == 1)
        {
            TrainOutputs(from, inputs, 0, outputs, window, logistic);
            return;
        }

        TrainOutputs(from, inputs, 0, positives, window, logistic);
        TrainOutputs(from, inputs, positives, outputs, window, weightedLogistic);
    }

    /// <summary>Trains input groups on blocks of outputs, evenly sized and no larger than the registers hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TrainOutputs(int firstInput, int inputs, int first, int last, TrainingWindow window, Logistic<V, TSimd> logistic)
    {
        float** x = (float**)inputRows.Pointer;
        float* f = scores.Pointer;
        int count = SgdBlock.CountFor(last - first);
        for (int block = 0; block < count; block++)
        {
            (int from, int to) = SgdBlock.Range(last - first, count, block);
            from += first;
            to += first;
            float** o = (float**)outputRows.Pointer + from;
            ReadOnlySpan<(int InputGroup, int Positive)> skipped = from < window.PositiveCount ? window.Skipped : [];
            while (skipped.Length > 0 && skipped[0].InputGroup < firstInput) skipped = skipped[1..];
            logistic.Begin(
                to - from, Math.Clamp(window.PositiveCount - from, 0, to - from), window.Step, first == 0 ? 1 : window.NegativeWeight);
            steps?.Begin(
                outputSums.Pointer + from, to - from, window.IsSimple ? window.Inputs.Slice(firstInput, inputs) : [], inputs);
            for (int i = 0; i < inputs; i += 2)
            {
                // Two at a time: the step sizes of these overlap with the dot products of the next two.
                float* scored = f + (i * SgdBlock.ScoreStride);
                int some = Math.Min(2, inputs - i);
                if (steps is null) SgdBlock<V, TSimd>.Dots(o, to - from, x + i, some, length, scored);
                else
                    SgdBlock<V, TSimd>.Dots(
                        o, to - from, x + i, some, length, scored, steps.InputSquares + i, i == 0 ? steps.OutputSquares : null);
                int skips = 0;
                while (skips < skipped.Length && skipped[skips].InputGroup < firstInput + i + some) skips++;
                int cleared = Clear(skipped[..skips], scored, firstInput + i, from, to);
                logistic.Apply(scored, some);
                if (cleared > 0)
                {
                    Clear(skipped[..skips], scored, firstInput + i, from, to);
                    logistic.Forget(cleared);
                }

                skipped = skipped[skips..];
            }

            int prefetchFrom = prefetchDone;
            prefetchDone = ++blocksDone == blocks ? prefetchCount : (int)((long)prefetchCount * blocksDone / blocks);
            float** prefetch = (float**)prefetchRows.Pointer + prefetchFrom;
            if (steps is null) SgdBlock<V, TSimd>.Update(
                o, to - from, x, inputs, length, f, prefetch, prefetchDone - prefetchFrom);
            else Adapt(window, firstInput, inputs, from, to, prefetch, prefetchDone - prefetchFrom);
        }
    }

    /// <summary>
    /// Updates the rows of a block, each with its own step size. The rows of an input group move after every block, each by its own
    /// share.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Adapt(TrainingWindow window, int firstInput, int inputs, int from, int to, float** prefetch, int rowCount)
    {
        AdaGradSteps<V, TSimd> steps = this.steps!;
        float** x = (float**)inputRows.Pointer;
        float** o = (float**)outputRows.Pointer + from;
        float* g = scores.Pointer;
        steps.Scale(outputSums.Pointer + from, to - from, inputs, g, window.Rate);
        if (window.IsSimple)
        {
            steps.ScaleRows(window.Inputs.Slice(firstInput, inputs), window.Rate);
            SgdBlock<V, TSimd>.Update(o, to - from, x, inputs, length, g, steps.OutputScales, steps.InputScales, prefetch, rowCount);
            return;
        }

        ReadOnlySpan<int> ends = window.InputGroupEnds.Slice(firstInput, inputs);
        int start = firstInput == 0 ? 0 : window.InputGroupEnds[firstInput - 1];
        steps.ScaleGroups(window.Inputs[start..ends[^1]], ends, start, window.Rate);
        SgdBlock<V, TSimd>.Update(o, to - from, x, inputs, length, g, steps.OutputScales, steps.InputScales, prefetch, rowCount);
        float* shares = steps.Shares;
        for (int i = 0; i < inputs; i++)
        {
            float** rows = PointInputGroup(window.InputGroup(firstInput + i), out int count);
            InputMean<V, TSimd>.Move(rows, count, length, means.Pointer + ((nint)(inputs + i) * stride), x[i], shares);
            shares += count;
        }
    }

    /// <summary>
    /// Sets the scores of the skipped pairs among the outputs [from, to) to 0 and returns their number; the scores start with those of
    /// <paramref name="group"/>.
    /// </summary>
    private static int Clear(ReadOnlySpan<(int InputGroup, int Positive)> pairs, float* scored, int group, int from, int to)
    {
        int cleared = 0;
        foreach ((int one, int positive) in pairs)
        {
            if (positive < from || positive >= to) continue;
            scored[((one - group) * SgdBlock.ScoreStride) + positive - from] = 0;
            cleared++;
        }

        return cleared;
    }

    /// <summary>Lists the rows of the next window to prefetch; each block of this window prefetches its share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PrefetchNext(TrainingWindow window, TrainingWindow? next)
    {
        blocks = 0;
        int parts = window.PartCount;
        for (int part = 0; part < parts; part++)
        {
            int negatives = window.Negatives(part).Length;
            blocks += window.NegativeWeight == 1 ? SgdBlock.CountFor(window.PositiveCount + negatives)
                : SgdBlock.CountFor(window.PositiveCount) + SgdBlock.CountFor(negatives);
        }

        blocksDone = 0;
        prefetchDone = 0;
        prefetchCount = 0;
        if (next is null) return;
        int outputs = next.PositiveCount + next.AllNegatives.Length;
        Reserve(ref prefetchRows, outputs + next.Prefetch.Length);
        float** rows = (float**)prefetchRows.Pointer;
        Point(output, next.Positives, rows);
        Point(output, next.AllNegatives, rows + next.PositiveCount);
        Point(input, next.Prefetch, rows + outputs);
        prefetchCount = outputs + next.Prefetch.Length;
        if (accumulators is not null && Sse.IsSupported) PrefetchSums(next);
    }

    /// <summary>Writes the addresses of the outputs' accumulators.</summary>
    private void PointSums(ReadOnlySpan<int> positives, ReadOnlySpan<int> negatives)
    {
        Reserve(ref outputSums, positives.Length + negatives.Length);
        float* sums = accumulators!.Output.Pointer;
        float** target = (float**)outputSums.Pointer;
        foreach (int row in positives) *target++ = sums + row;
        foreach (int row in negatives) *target++ = sums + row;
    }

    /// <summary>Prefetches all accumulators at once: most are in the cache already, since a line holds 16.</summary>
    private void PrefetchSums(TrainingWindow next)
    {
        float* sums = accumulators!.Output.Pointer;
        foreach (int row in next.Positives) Sse.Prefetch0(sums + row);
        foreach (int row in next.AllNegatives) Sse.Prefetch0(sums + row);
        sums = accumulators.Input.Pointer;
        foreach (int row in next.Prefetch) Sse.Prefetch0(sums + row);
    }

    /// <summary>Writes the addresses of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Point(EmbeddingMatrix matrix, ReadOnlySpan<int> rows, float** target)
    {
        float* first = matrix.Pointer;
        for (int i = 0; i < rows.Length; i++) target[i] = first + ((nint)rows[i] * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reserve(ref NativeBuffer<nint> rows, int count)
    {
        if (count > rows.Length) rows = rows.Resize(count * 2L);
    }
}
