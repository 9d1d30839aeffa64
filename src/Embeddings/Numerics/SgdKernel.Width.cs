using System.Runtime.CompilerServices;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>The kernel for one register width. See <see cref="SgdKernel"/> for what it computes, <see cref="SgdBlock{V,TSimd}"/> for the inner loops.</summary>
internal sealed unsafe class SgdKernel<V, TSimd> : SgdKernel
    where V : struct
    where TSimd : struct, ISimd<V>
{
    private readonly EmbeddingMatrix input;
    private readonly EmbeddingMatrix output;
    private readonly int stride;
    private readonly int length;
    private readonly Logistic<V, TSimd> logistic = new();
    private NativeBuffer<nint> outputRows = NativeBuffer<nint>.Allocate(64);
    private NativeBuffer<nint> inputRows = NativeBuffer<nint>.Allocate(64);
    private NativeBuffer<nint> aheadRows = NativeBuffer<nint>.Allocate(64);
    private NativeBuffer<float> scores = NativeBuffer<float>.Allocate(65 * SgdBlock.ScoreStride);
    private NativeBuffer<float> means;
    private int blocks;
    private int blocksDone;
    private int aheadCount;
    private int aheadDone;

    public SgdKernel(EmbeddingMatrix input, EmbeddingMatrix output)
    {
        this.input = input;
        this.output = output;
        stride = input.Stride;
        length = (input.Dimensions + TSimd.Width - 1) / TSimd.Width * TSimd.Width;
        means = NativeBuffer<float>.Allocate(2L * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Train(TrainingWindow window, TrainingWindow? ahead)
    {
        Announce(window, ahead);
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
            (int from, int to) = window.Part(part);
            if (window.IsSimple) TrainRows(window, from, to, outputs);
            else TrainMeans(window, from, to, outputs);
        }
    }

    public override double TakeLoss() => logistic.TakeLoss();

    public override void Dispose()
    {
        outputRows.Dispose();
        inputRows.Dispose();
        aheadRows.Dispose();
        scores.Dispose();
        logistic.Dispose();
        means.Dispose();
    }

    /// <summary>Bundles of one row: the kernel works on the matrix in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TrainRows(TrainingWindow window, int from, int to, int outputs)
    {
        Reserve(ref inputRows, to - from);
        Point(input, window.Inputs[from..to], (float**)inputRows.Pointer);
        TrainPart(to - from, outputs, window);
    }

    /// <summary>Bundles of several rows: their mean is the input, and each of them moves as far as the mean does (word2vec's choice, ALGORITHMS 1.10 "legacy").</summary>
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
            Mean(window.Bundle(from + i), x[i], before + ((nint)i * stride));
        }

        TrainPart(inputs, outputs, window);
        for (int i = 0; i < inputs; i++) Move(window.Bundle(from + i), before + ((nint)i * stride), x[i]);
    }

    /// <summary>Trains bundles and the outputs they share, in blocks of as many outputs as the registers hold, dealt out evenly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TrainPart(int inputs, int outputs, TrainingWindow window)
    {
        if ((inputs + 1) * SgdBlock.ScoreStride > scores.Length) scores = scores.Resize((inputs + 1L) * 2 * SgdBlock.ScoreStride);
        float** x = (float**)inputRows.Pointer;
        float* f = scores.Pointer;
        int count = SgdBlock.CountFor(outputs);
        for (int block = 0; block < count; block++)
        {
            (int from, int to) = SgdBlock.Range(outputs, count, block);
            float** o = (float**)outputRows.Pointer + from;
            logistic.Begin(to - from, Math.Clamp(window.PositiveCount - from, 0, to - from), window.Step);
            for (int i = 0; i < inputs; i += 2)
            {
                // Two at a time: while the step sizes of these are worked out, the products of the next two are under way.
                float* scored = f + (i * SgdBlock.ScoreStride);
                int some = Math.Min(2, inputs - i);
                SgdBlock<V, TSimd>.Dots(o, to - from, x + i, some, length, scored);
                logistic.Apply(scored, some);
            }

            int aheadFrom = aheadDone;
            aheadDone = ++blocksDone == blocks ? aheadCount : aheadCount * blocksDone / blocks;
            SgdBlock<V, TSimd>.Update(o, to - from, x, inputs, length, f, (float**)aheadRows.Pointer + aheadFrom, aheadDone - aheadFrom);
        }
    }

    /// <summary>Notes the rows that will be wanted soon; the blocks of this window send for them, each for its share.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Announce(TrainingWindow window, TrainingWindow? ahead)
    {
        blocks = 0;
        int parts = window.PartCount;
        for (int part = 0; part < parts; part++) blocks += SgdBlock.CountFor(window.PositiveCount + window.Negatives(part).Length);
        blocksDone = 0;
        aheadDone = 0;
        aheadCount = 0;
        if (ahead is null) return;
        int outputs = ahead.PositiveCount + ahead.AllNegatives.Length;
        Reserve(ref aheadRows, outputs + ahead.Coming.Length);
        float** rows = (float**)aheadRows.Pointer;
        Point(output, ahead.Positives, rows);
        Point(output, ahead.AllNegatives, rows + ahead.PositiveCount);
        Point(input, ahead.Coming, rows + outputs);
        aheadCount = outputs + ahead.Coming.Length;
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

    private void Mean(ReadOnlySpan<int> rows, float* mean, float* copy)
    {
        V share = TSimd.Create(1f / rows.Length);
        for (int d = 0; d < length; d += TSimd.Width)
        {
            V sum = TSimd.Create(0);
            foreach (int row in rows) sum = TSimd.Add(sum, TSimd.Load(input.Pointer + ((nint)row * stride) + d));
            sum = TSimd.Multiply(share, sum);
            TSimd.Store(mean + d, sum);
            TSimd.Store(copy + d, sum);
        }
    }

    private void Move(ReadOnlySpan<int> rows, float* before, float* after)
    {
        foreach (int row in rows)
        {
            float* target = input.Pointer + ((nint)row * stride);
            for (int d = 0; d < length; d += TSimd.Width)
                TSimd.Store(target + d, TSimd.Add(TSimd.Load(target + d), TSimd.Subtract(TSimd.Load(after + d), TSimd.Load(before + d))));
        }
    }
}
