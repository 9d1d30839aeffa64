using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// The step sizes of row-wise AdaGrad for a block. With a row's gradient e and d dimensions, the accumulator becomes
/// <c>G = G * (1 - 1 / memory) + |e|^2 / d</c>, then the row moves by <c>rate / sqrt(G + 1 / d) * e</c>. One instance per thread.
/// </summary>
/// <remarks>
/// Duchi et al. 2011, with one accumulator per row as in StarSpace and PyTorch-BigGraph (Lerer et al. 2019). Three choices:
/// <list type="bullet">
/// <item>The accumulator is updated before the move, which bounds the root mean square of a step by the rate.</item>
/// <item>A row starts as if it had seen a gradient of length 1 (the term 1 / d). Otherwise the first step has full length however small
/// the gradient is, and with shared negatives rare items end up far from the origin after too few pairs to justify it.</item>
/// <item><c>|e_i|^2</c> is approximated by <c>sum_j g_ij^2 |o_j|^2</c>: without the cross terms there is no second pass over the rows,
/// and the vectors are as good.</item>
/// </list>
/// </remarks>
internal sealed unsafe class AdaGradSteps<V, TSimd> : IDisposable
    where V : struct
    where TSimd : struct, ISimd<V>
{
    /// <summary>Initial capacity, in inputs.</summary>
    private const int Block = 128;

    /// <summary>Floats per array in <see cref="outputLanes"/>.</summary>
    private const int Stride = EmbeddingMatrix.Lanes;

    private readonly RowAccumulators accumulators;
    private readonly float keep;
    private readonly float perDimension;
    private readonly NativeBuffer<float> outputLanes = NativeBuffer<float>.Allocate(4 * Stride);
    private NativeBuffer<float> inputLanes = NativeBuffer<float>.Allocate(4 * Block);
    private NativeBuffer<float> shares = NativeBuffer<float>.Allocate(Block);
    private int capacity = Block;

    public AdaGradSteps(RowAccumulators accumulators, int dimensions)
    {
        this.accumulators = accumulators;
        keep = (float)(1 - (1 / accumulators.Memory));
        perDimension = 1f / dimensions;
    }

    /// <summary>The factor of each input's gradient.</summary>
    public float* InputScales => inputLanes.Pointer;

    /// <summary>The factor of each output's gradient.</summary>
    public float* OutputScales => outputLanes.Pointer;

    /// <summary>For inputs that are means: the step of each row relative to that of the mean, input by input.</summary>
    public float* Shares => shares.Pointer;

    /// <summary>Squared lengths of the inputs, written with the scores; then the mean squares of their gradients.</summary>
    public float* InputSquares => inputLanes.Pointer + capacity;

    /// <summary>
    /// Squared lengths of the outputs, written with the first scores; then the mean squares of their gradients.
    /// </summary>
    public float* OutputSquares => outputLanes.Pointer + Stride;

    private float* InputSums => inputLanes.Pointer + (2 * capacity);

    private float* OutputSums => outputLanes.Pointer + (2 * Stride);

    /// <summary>Gathers the accumulators of a block. Independent of the scores, so that the loads overlap with computing them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(nint* sums, int outputs, ReadOnlySpan<int> inputs, int inputCount)
    {
        if (inputCount + Stride > capacity) Grow(inputCount);
        float* gathered = OutputSums;
        for (int j = 0; j < outputs; j++) gathered[j] = *(float*)sums[j];
        gathered = InputSums;
        float* sumOf = accumulators.Input.Pointer;
        for (int i = 0; i < inputs.Length; i++) gathered[i] = sumOf[inputs[i]];
    }

    /// <summary>Computes the squared gradients of a block from its step sizes, and the scales of its outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scale(nint* sums, int outputs, int inputs, float* g, float rate)
    {
        float* inputSquares = InputSquares;

        // Lanes beyond the outputs belong to no pair; their squares are multiplied by 0.
        Vector256<float> ofOutputs = Vector256.Load(OutputSquares) * perDimension;
        Vector256<float> sum = Vector256<float>.Zero;
        for (int i = 0; i < inputs; i += 4)
        {
            // The lanes of missing inputs are written but never read.
            Vector256<float> a = Square(g), b = Square(g + 8), c = Square(g + 16), d = Square(g + 24);
            sum += a * inputSquares[i];
            if (i + 1 < inputs) sum += b * inputSquares[i + 1];
            if (i + 2 < inputs) sum += c * inputSquares[i + 2];
            if (i + 3 < inputs) sum += d * inputSquares[i + 3];
            Sums(a * ofOutputs, b * ofOutputs, c * ofOutputs, d * ofOutputs).Store(inputSquares + i);
            g += 4 * SgdBlock.ScoreStride;
        }

        float* squares = OutputSquares;
        float* before = OutputSums;
        (sum * perDimension).Store(squares);
        Step(before, squares, rate, OutputScales, outputs);
        bool repeated = false;
        for (int j = 0; j < outputs; j++)
        {
            float* row = (float*)sums[j];
            if (*row == before[j]) *row = squares[j];
            else repeated = AddAgain(row, before[j], squares[j]);
        }

        if (!repeated) return;
        for (int j = 0; j < outputs; j++) before[j] = *(float*)sums[j];
        Quotients(before, rate, OutputScales, outputs);
    }

    /// <summary>Computes the scales of inputs that are single rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ScaleRows(ReadOnlySpan<int> rows, float rate)
    {
        float* sums = accumulators.Input.Pointer;
        float* before = InputSums;
        float* squares = InputSquares;
        Step(before, squares, rate, InputScales, rows.Length);
        bool repeated = false;
        for (int i = 0; i < rows.Length; i++)
        {
            float* row = sums + rows[i];
            if (*row == before[i]) *row = squares[i];
            else repeated = AddAgain(row, before[i], squares[i]);
        }

        if (!repeated) return;
        for (int i = 0; i < rows.Length; i++) before[i] = sums[rows[i]];
        Quotients(before, rate, InputScales, rows.Length);
    }

    /// <summary>
    /// Computes the scales of inputs that are means of rows. Each row has its own accumulator and gets the whole gradient; the scale of the
    /// mean is the mean of theirs.
    /// </summary>
    /// <param name="rows">The rows, input by input.</param>
    /// <param name="ends">The end of each input's rows, relative to <paramref name="start"/>.</param>
    /// <param name="start">The origin of the ends.</param>
    /// <param name="rate">The learning rate.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ScaleGroups(ReadOnlySpan<int> rows, ReadOnlySpan<int> ends, int start, float rate)
    {
        if (rows.Length + Stride > shares.Length) shares = shares.Resize(2L * (rows.Length + Stride));
        float* sums = accumulators.Input.Pointer;
        float* shareOf = shares.Pointer;
        float* squares = InputSquares;
        for (int i = 0, member = 0; i < ends.Length; i++)
            for (; member < ends[i] - start; member++) sums[rows[member]] = (sums[rows[member]] * keep) + squares[i];
        for (int member = 0; member < rows.Length; member++) shareOf[member] = sums[rows[member]];
        Quotients(shareOf, 1, shareOf, rows.Length);
        for (int i = 0, first = 0; i < ends.Length; i++)
        {
            int end = ends[i] - start;
            float mean = 0;
            for (int member = first; member < end; member++) mean += shareOf[member];
            mean /= end - first;
            for (; first < end; first++) shareOf[first] /= mean;
            InputScales[i] = rate * mean;
        }
    }

    public void Dispose()
    {
        outputLanes.Dispose();
        inputLanes.Dispose();
        shares.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Square(float* g)
    {
        Vector256<float> factor = Vector256.Load(g);
        return factor * factor;
    }

    /// <summary>The horizontal sum of each vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        if (!Avx.IsSupported) return Vector128.Create(Vector256.Sum(a), Vector256.Sum(b), Vector256.Sum(c), Vector256.Sum(d));
        Vector256<float> halves = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
        return halves.GetLower() + halves.GetUpper();
    }

    /// <summary>
    /// Updates the accumulator of a row that has changed since the block began. All accumulators of a block are updated before any row
    /// moves: a row that occurs twice takes both steps with both gradients in its accumulator.
    /// </summary>
    private bool AddAgain(float* sum, float before, float after)
    {
        *sum = (*sum * keep) + (after - (before * keep));
        return true;
    }

    /// <summary>
    /// Replaces the squares by <c>G * keep + square</c> and writes <c>rate / sqrt(G + 1 / d)</c>. Four at a time, the width in which the
    /// squares were stored.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Step(float* sums, float* squares, float rate, float* scales, int count)
    {
        for (int i = 0; i < count; i += Vector128<float>.Count)
        {
            Vector128<float> sum = (Vector128.Load(sums + i) * keep) + Vector128.Load(squares + i);
            sum.Store(squares + i);
            Quotient(sum, rate).Store(scales + i);
        }
    }

    /// <summary>Writes <c>rate / sqrt(G + 1 / d)</c>.</summary>
    private void Quotients(float* sums, float rate, float* scales, int count)
    {
        for (int i = 0; i < count; i += Vector128<float>.Count) Quotient(Vector128.Load(sums + i), rate).Store(scales + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<float> Quotient(Vector128<float> sums, float rate)
        => Vector128.Create(rate) / Vector128.Sqrt(sums + Vector128.Create(perDimension));

    private void Grow(int inputs)
    {
        capacity = 2 * (inputs + Stride);
        inputLanes.Dispose();
        inputLanes = NativeBuffer<float>.Allocate(4L * capacity);
    }
}
