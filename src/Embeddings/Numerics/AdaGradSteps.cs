using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// How far each row of a block moves under row-wise AdaGrad: with e the row's gradient and d the dimensions, first
/// <c>G = G * (1 - 1 / memory) + |e|^2 / d</c>, then the row moves by <c>rate / sqrt(G + 1 / d) * e</c>. One instance per thread.
/// </summary>
/// <remarks>
/// Duchi et al. 2011, with one sum for each row as in StarSpace and PyTorch-BigGraph (Lerer et al. 2019). The sum is taken before the move,
/// which then
/// is at most the rate in each coordinate. A row begins as if it had taken a gradient of length 1: without that its first step has the
/// rate's length however small the gradient, and where a window shares its negatives, rare items end up far out on a side that they met too
/// few others to know. In place of <c>|e_i|^2</c> stands <c>sum_j g_ij^2 |o_j|^2</c>, which leaves out the products of different rows and
/// spares a second sweep; vectors are as
/// good.
/// </remarks>
internal sealed unsafe class AdaGradSteps<V, TSimd> : IDisposable
    where V : struct
    where TSimd : struct, ISimd<V>
{
    /// <summary>Inputs there is room for at first.</summary>
    private const int Block = 128;

    /// <summary>Floats from one use of the lanes of outputs to the next.</summary>
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

    /// <summary>What the gradient of each input is multiplied by.</summary>
    public float* InputScales => inputLanes.Pointer;

    /// <summary>What the gradient of each output is multiplied by.</summary>
    public float* OutputScales => outputLanes.Pointer;

    /// <summary>How far each row of inputs that are means moves beside the mean, input after input.</summary>
    public float* Shares => shares.Pointer;

    /// <summary>The squared lengths of the inputs, to be written with the scores; then the mean squares of their gradients.</summary>
    public float* InputSquares => inputLanes.Pointer + capacity;

    /// <summary>
    /// The squared lengths of the outputs, to be written with the first scores; then the mean squares of their gradients.
    /// </summary>
    public float* OutputSquares => outputLanes.Pointer + Stride;

    private float* InputSums => inputLanes.Pointer + (2 * capacity);

    private float* OutputSums => outputLanes.Pointer + (2 * Stride);

    /// <summary>Takes what a block needs and does not hang on its scores, so that it is there by the time the step sizes are.</summary>
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

    /// <summary>Takes in the gradients of a block from its step sizes, and works out the scales of its outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Scale(nint* sums, int outputs, int inputs, float* g, float rate)
    {
        float* inputSquares = InputSquares;

        // Lanes beyond the outputs hold step sizes of no pair; their square is multiplied by 0.
        Vector256<float> ofOutputs = Vector256.Load(OutputSquares) * perDimension;
        Vector256<float> sum = Vector256<float>.Zero;
        for (int i = 0; i < inputs; i += 4)
        {
            // Of inputs that are not there only lanes are written that nobody reads.
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

    /// <summary>Works out the scales of inputs that are one row each.</summary>
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
    /// Works out the scales of inputs that are means of rows: each row has a sum of its own and takes the whole gradient, the mean moves as
    /// their mean does.
    /// </summary>
    /// <param name="rows">The rows, input after input.</param>
    /// <param name="ends">Where the rows of each input end, counted from <paramref name="start"/>.</param>
    /// <param name="start">What the ends are counted from.</param>
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

    /// <summary>The sums of the lanes of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        if (!Avx.IsSupported) return Vector128.Create(Vector256.Sum(a), Vector256.Sum(b), Vector256.Sum(c), Vector256.Sum(d));
        Vector256<float> halves = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
        return halves.GetLower() + halves.GetUpper();
    }

    /// <summary>
    /// Adds to the sum of a row that has been added to since the block began. All rows of a block are added before any moves: one that
    /// stands in it twice takes both steps with both in its sum.
    /// </summary>
    private bool AddAgain(float* sum, float before, float after)
    {
        *sum = (*sum * keep) + (after - (before * keep));
        return true;
    }

    /// <summary>
    /// Writes <c>G * keep + square</c> in place of the squares, and <c>rate / sqrt(G + 1 / d)</c>, four at a time: the registers in which
    /// the squares were written.
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
