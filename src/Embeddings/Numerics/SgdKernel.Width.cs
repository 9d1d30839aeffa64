using System.Runtime.Intrinsics.X86;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>The kernel for one register width. See <see cref="SgdKernel"/> for what it computes, <see cref="SgdTile{V,TSimd}"/> for the inner loops.</summary>
internal sealed unsafe class SgdKernel<V, TSimd> : SgdKernel
    where V : struct
    where TSimd : struct, ISimd<V>
{
    /// <summary>Factors of at most 2 that fit into a float before the logarithm is taken.</summary>
    private const int MaxFactors = 100;

    private readonly EmbeddingMatrix input;
    private readonly EmbeddingMatrix output;
    private readonly int stride;
    private readonly int step;
    private NativeBuffer<nint> outputRows = NativeBuffer<nint>.Allocate(64);
    private NativeBuffer<float> scores = NativeBuffer<float>.Allocate(64 * SgdTile.MaxInputs);
    private NativeBuffer<float> labels = NativeBuffer<float>.Allocate(64 * SgdTile.MaxInputs);
    private readonly NativeBuffer<nint> inputRows = NativeBuffer<nint>.Allocate(SgdTile.MaxInputs);
    private readonly NativeBuffer<nint> targetRows = NativeBuffer<nint>.Allocate(SgdTile.MaxInputs);
    private readonly NativeBuffer<float> means;
    private readonly NativeBuffer<float> errors;
    private int labelledPositives = -1;
    private V product = TSimd.Create(1);
    private V linear = TSimd.Create(0);
    private int factors;
    private double loss;

    public SgdKernel(EmbeddingMatrix input, EmbeddingMatrix output)
    {
        this.input = input;
        this.output = output;
        stride = input.Stride;
        step = TSimd.Width;
        means = NativeBuffer<float>.Allocate((long)stride * SgdTile.MaxInputs);
        errors = NativeBuffer<float>.Allocate((long)stride * SgdTile.MaxInputs);
    }

    public override void Train(TrainingWindow window)
    {
        Label(window.PositiveCount);
        Reserve(window.PositiveCount);
        Point(window.Positives, 0);
        for (int tile = 0; tile < window.TileCount; tile++)
        {
            ReadOnlySpan<int> negatives = window.Negatives(tile);
            int outputs = window.PositiveCount + negatives.Length;
            Reserve(outputs);
            Point(negatives, window.PositiveCount);
            (int from, int to) = window.Tile(tile);
            if (window.IsSimple) TrainRows(window, from, to - from, outputs);
            else TrainMeans(window, from, to - from, outputs);
        }
    }

    public override void Prefetch(TrainingWindow window)
    {
        if (!Sse.IsSupported) return;
        foreach (int row in window.Positives) PrefetchRow(output.Pointer + ((nint)row * stride));
        foreach (int row in window.AllNegatives) PrefetchRow(output.Pointer + ((nint)row * stride));
        if (window.Upcoming >= 0) PrefetchRow(input.Pointer + ((nint)window.Upcoming * stride));
    }

    public override double TakeLoss()
    {
        TakeLogarithm();
        double taken = loss;
        loss = 0;
        return taken;
    }

    public override void Dispose()
    {
        outputRows.Dispose();
        scores.Dispose();
        labels.Dispose();
        inputRows.Dispose();
        targetRows.Dispose();
        means.Dispose();
        errors.Dispose();
    }

    /// <summary>Bundles of one row: the kernel works on the matrix in place.</summary>
    private void TrainRows(TrainingWindow window, int from, int inputs, int outputs)
    {
        float** x = (float**)inputRows.Pointer;
        ReadOnlySpan<int> rows = window.Inputs;
        for (int i = 0; i < inputs; i++) x[i] = input.Pointer + ((nint)rows[from + i] * stride);
        TrainTile(x, x, inputs, outputs, window.Step);
    }

    /// <summary>Bundles of several rows: their mean is the input, and each of them takes the whole error (word2vec's choice, ALGORITHMS 1.10 "legacy").</summary>
    private void TrainMeans(TrainingWindow window, int from, int inputs, int outputs)
    {
        float** x = (float**)inputRows.Pointer;
        float** target = (float**)targetRows.Pointer;
        new Span<float>(errors.Pointer, inputs * stride).Clear();
        for (int i = 0; i < inputs; i++)
        {
            x[i] = means.Pointer + ((nint)i * stride);
            target[i] = errors.Pointer + ((nint)i * stride);
            Mean(window.Bundle(from + i), x[i]);
        }

        TrainTile(x, target, inputs, outputs, window.Step);
        for (int i = 0; i < inputs; i++)
            foreach (int row in window.Bundle(from + i)) AddTo(input.Pointer + ((nint)row * stride), target[i]);
    }

    private void TrainTile(float** x, float** target, int inputs, int outputs, float rate)
    {
        float* f = scores.Pointer;
        SgdTile<V, TSimd>.Dots(x, (float**)outputRows.Pointer, inputs, outputs, stride, f);
        Logistic(f, inputs, outputs, rate);
        SgdTile<V, TSimd>.Update(x, target, (float**)outputRows.Pointer, inputs, outputs, stride, f);
    }

    /// <summary>Turns scores into <c>rate * (label - sigmoid(score))</c> and adds to the loss <c>log(1 + e^-|f|) + max(-s, 0)</c>, s the score with its label's sign.</summary>
    private void Logistic(float* f, int inputs, int outputs, float rate)
    {
        int count = outputs * SgdTile.MaxInputs;
        int padded = (count + step - 1) / step * step;
        for (int e = count; e < padded; e++) f[e] = 0;
        if (factors + (padded / step) > MaxFactors) TakeLogarithm();
        factors += padded / step;
        V one = TSimd.Create(1);
        V zero = TSimd.Create(0);
        V two = TSimd.Create(2);
        V floor = TSimd.Create(-87);
        V rates = TSimd.Create(rate);
        V factor = product;
        V sum = linear;
        for (int e = 0; e < padded; e += step)
        {
            V score = TSimd.Load(f + e);
            V label = TSimd.Load(labels.Pointer + e);
            V t = TSimd.ExpOfNegative(TSimd.Max(TSimd.Subtract(zero, TSimd.Abs(score)), floor));
            V denominator = TSimd.Add(one, t);
            V larger = TSimd.Divide(one, denominator);
            V sigmoid = TSimd.IfNonNegative(score, larger, TSimd.Multiply(t, larger));
            TSimd.Store(f + e, TSimd.Multiply(rates, TSimd.Subtract(label, sigmoid)));
            V wrong = TSimd.Multiply(score, TSimd.Subtract(one, TSimd.Multiply(two, label)));
            sum = TSimd.Add(sum, TSimd.Max(wrong, zero));
            factor = TSimd.Multiply(factor, denominator);
        }

        product = factor;
        linear = sum;

        // Lanes without an input, and the last lanes, hold the score 0 and added log 2 each.
        loss -= (padded - ((double)inputs * outputs)) * Math.Log(2);
    }

    private void TakeLogarithm()
    {
        float* lanes = stackalloc float[EmbeddingMatrix.Lanes];
        TSimd.Store(lanes, product);
        for (int lane = 0; lane < step; lane++) loss += Math.Log(lanes[lane]);
        loss += TSimd.Sum(linear);
        product = TSimd.Create(1);
        linear = TSimd.Create(0);
        factors = 0;
    }

    /// <summary>Writes the addresses of output rows from <paramref name="at"/> on.</summary>
    private void Point(ReadOnlySpan<int> rows, int at)
    {
        float** o = (float**)outputRows.Pointer + at;
        for (int j = 0; j < rows.Length; j++) o[j] = output.Pointer + ((nint)rows[j] * stride);
    }

    private void Label(int positives)
    {
        if (positives == labelledPositives) return;
        labelledPositives = positives;
        for (long e = 0; e < labels.Length; e++) labels[e] = e < (long)positives * SgdTile.MaxInputs ? 1 : 0;
    }

    private void Reserve(int outputs)
    {
        if (outputs <= outputRows.Length) return;
        outputRows = outputRows.Resize(outputs * 2L);
        scores = scores.Resize(outputs * 2L * SgdTile.MaxInputs);
        int positives = labelledPositives;
        labels = labels.Resize(outputs * 2L * SgdTile.MaxInputs);
        labelledPositives = -1;
        Label(positives);
    }

    private void Mean(ReadOnlySpan<int> rows, float* mean)
    {
        new Span<float>(mean, stride).Clear();
        foreach (int row in rows) AddTo(mean, input.Pointer + ((nint)row * stride));
        V share = TSimd.Create(1f / rows.Length);
        for (int d = 0; d < stride; d += step) TSimd.Store(mean + d, TSimd.Multiply(share, TSimd.Load(mean + d)));
    }

    private void AddTo(float* target, float* addend)
    {
        for (int d = 0; d < stride; d += step) TSimd.Store(target + d, TSimd.Add(TSimd.Load(target + d), TSimd.Load(addend + d)));
    }

    private void PrefetchRow(float* row)
    {
        for (int d = 0; d < stride; d += EmbeddingMatrix.Lanes) Sse.Prefetch0(row + d);
    }
}
