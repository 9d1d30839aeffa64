using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// How far each row of a block moves under row-wise AdaGrad: with e the row's gradient and d the dimensions, first
/// <c>G = G * (1 - 1 / memory) + |e|^2 / d</c>, then the row moves by <c>rate / sqrt(G) * e</c>. One instance per thread.
/// </summary>
/// <remarks>
/// Duchi et al. 2011, with one sum for each row as in StarSpace and PyTorch-BigGraph (Lerer et al. 2019). The sum is taken before the move: a first step is then about the rate in each
/// coordinate, whatever the gradient, where moving first would divide by zero. In place of <c>|e_i|^2</c> stands <c>sum_j g_ij^2 |o_j|^2</c>, which leaves out
/// the products of different rows and spares a second pass over them; vectors are as good.
/// </remarks>
internal sealed unsafe class AdaGradSteps<V, TSimd> : IDisposable
    where V : struct
    where TSimd : struct, ISimd<V>
{
    /// <summary>Keeps the quotient finite where a row has had no gradient yet.</summary>
    private const float Epsilon = 1e-10f;

    /// <summary>Inputs there is room for at first.</summary>
    private const int Block = 128;

    private readonly RowAccumulators accumulators;
    private readonly float keep;
    private readonly float perDimension;
    private readonly NativeBuffer<float> outputLanes = NativeBuffer<float>.Allocate(2 * EmbeddingMatrix.Lanes);
    private NativeBuffer<float> inputLanes = NativeBuffer<float>.Allocate(2 * Block);
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

    /// <summary>The mean squares of the inputs' gradients.</summary>
    private float* Squares => inputLanes.Pointer + capacity;

    /// <summary>Takes in the gradients of a block from its step sizes and the rows as they are, and works out the scales of its outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(float** o, ReadOnlySpan<nint> outputSums, float** x, int inputs, int length, float* g, float rate)
    {
        if (inputs + EmbeddingMatrix.Lanes > capacity) Grow(inputs);
        float* outputSquares = outputLanes.Pointer + EmbeddingMatrix.Lanes;
        float* inputSquares = Squares;
        RowSquares<V, TSimd>.Take(o, outputSums.Length, length, outputSquares);
        for (int i = 0; i < inputs; i += SgdBlock.MaxOutputs)
            RowSquares<V, TSimd>.Take(x + i, Math.Min(SgdBlock.MaxOutputs, inputs - i), length, inputSquares + i);

        // Lanes beyond the outputs hold step sizes of no pair; their square is multiplied by 0.
        Vector256<float> ofOutputs = Vector256.Load(outputSquares) * perDimension;
        Vector256<float> sum = Vector256<float>.Zero;
        for (int i = 0; i < inputs; i++)
        {
            Vector256<float> factor = Vector256.Load(g + (i * SgdBlock.ScoreStride));
            factor *= factor;
            sum += factor * inputSquares[i];
            inputSquares[i] = Vector256.Sum(factor * ofOutputs);
        }

        (sum * perDimension).Store(outputSquares);
        for (int j = 0; j < outputSums.Length; j++) Add((float*)outputSums[j], outputSquares[j]);
        for (int j = 0; j < outputSums.Length; j++) outputSquares[j] = *(float*)outputSums[j];
        Scale(outputSquares, outputSums.Length, rate, OutputScales);
    }

    /// <summary>Works out the scales of inputs that are one row each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ScaleRows(ReadOnlySpan<int> rows, float rate)
    {
        float* sums = accumulators.Input.Pointer;
        float* squares = Squares;
        for (int i = 0; i < rows.Length; i++) Add(sums + rows[i], squares[i]);
        for (int i = 0; i < rows.Length; i++) squares[i] = sums[rows[i]];
        Scale(squares, rows.Length, rate, InputScales);
    }

    /// <summary>
    /// Works out the scales of inputs that are means of rows: each row has a sum of its own and takes the whole gradient, the mean moves as their mean does.
    /// </summary>
    /// <param name="rows">The rows, input after input.</param>
    /// <param name="ends">Where the rows of each input end, counted from <paramref name="start"/>.</param>
    /// <param name="start">What the ends are counted from.</param>
    /// <param name="rate">The learning rate.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void ScaleGroups(ReadOnlySpan<int> rows, ReadOnlySpan<int> ends, int start, float rate)
    {
        if (rows.Length + EmbeddingMatrix.Lanes > shares.Length) shares = shares.Resize(2L * (rows.Length + EmbeddingMatrix.Lanes));
        float* sums = accumulators.Input.Pointer;
        float* shareOf = shares.Pointer;
        float* squares = Squares;
        for (int i = 0, member = 0; i < ends.Length; i++)
            for (; member < ends[i] - start; member++) Add(sums + rows[member], squares[i]);
        for (int member = 0; member < rows.Length; member++) shareOf[member] = sums[rows[member]];
        Scale(shareOf, rows.Length, 1, shareOf);
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

    /// <summary>Adds to the sum of a row. All rows of a block are added before any is read: one that stands in it twice takes both steps with both in its sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(float* sum, float square) => *sum = (*sum * keep) + square;

    /// <summary>Writes <c>rate / sqrt(G)</c>, in whole registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale(float* sums, int count, float rate, float* scales)
    {
        V numerator = TSimd.Create(rate);
        V epsilon = TSimd.Create(Epsilon);
        for (int i = 0; i < count; i += TSimd.Width)
            TSimd.Store(scales + i, TSimd.Divide(numerator, TSimd.SquareRoot(TSimd.Add(TSimd.Load(sums + i), epsilon))));
    }

    private void Grow(int inputs)
    {
        capacity = 2 * (inputs + EmbeddingMatrix.Lanes);
        inputLanes.Dispose();
        inputLanes = NativeBuffer<float>.Allocate(2L * capacity);
    }
}
