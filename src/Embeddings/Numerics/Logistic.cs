using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// Turns scores into step sizes, <c>rate * (label - sigmoid(score))</c>, and sums the loss: <c>log(1 + e^-|score|)</c>, plus
/// <c>|score|</c> where the sign is wrong.
/// </summary>
/// <remarks>
/// The logarithm is taken once for many windows: each lane multiplies its factors <c>1 + e^-|score|</c> until they might overflow.
/// </remarks>
internal sealed unsafe class Logistic<V, TSimd> : IDisposable
    where V : struct
    where TSimd : struct, ISimd<V>
{
    /// <summary>Factors per lane before the logarithm is taken: each is at most 2, and 2^100 fits into a float.</summary>
    private const int MaxFactors = 100;

    private const double Log2 = 0.6931471805599453;

    /// <summary>The labels of two inputs, as many as fit into the widest register.</summary>
    private const int Pattern = 2 * SgdBlock.ScoreStride;

    private readonly NativeBuffer<float> labels = NativeBuffer<float>.Allocate(Pattern);
    private V product = TSimd.Create(1);
    private V linear = TSimd.Create(0);
    private V rates;
    private int labeled;
    private int outputs;
    private float weight = 1;
    private int factors;
    private double loss;

    /// <summary>Sets the outputs, labels and rate of the following scores.</summary>
    /// <param name="outputCount">Outputs per input, positives first.</param>
    /// <param name="positives">Positives among the outputs.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="pairWeight">Scales the step and the loss of each pair.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Begin(int outputCount, int positives, float rate, float pairWeight)
    {
        if (pairWeight != weight) TakeLogarithm();
        weight = pairWeight;
        rates = TSimd.Create(rate * pairWeight);
        outputs = outputCount;
        if (labeled == positives) return;
        labeled = positives;
        for (int lane = 0; lane < Pattern; lane++) labels[lane] = lane % SgdBlock.ScoreStride < positives ? 1 : 0;
    }

    /// <summary>Replaces the scores of one or two inputs by step sizes, in place.</summary>
    /// <param name="scores">Two rows of <see cref="SgdBlock.ScoreStride"/>, zeros beyond the outputs.</param>
    /// <param name="inputs">1 or 2.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(float* scores, int inputs)
    {
        int padded = Math.Max(inputs * SgdBlock.ScoreStride, TSimd.Width);
        for (int lane = inputs * SgdBlock.ScoreStride; lane < padded; lane++) scores[lane] = 0;
        if (factors + (padded / TSimd.Width) > MaxFactors) TakeLogarithm();
        factors += padded / TSimd.Width;

        V one = TSimd.Create(1);
        V zero = TSimd.Create(0);
        V two = TSimd.Create(2);
        V floor = TSimd.Create(-87);
        V rate = rates;
        V factor = product;
        V sum = linear;
        for (int lane = 0; lane < padded; lane += TSimd.Width)
        {
            V score = TSimd.Load(scores + lane);
            V label = TSimd.Load(labels.Pointer + lane);
            V t = TSimd.ExpOfNegative(TSimd.Max(TSimd.Subtract(zero, TSimd.Abs(score)), floor));
            V denominator = TSimd.Add(one, t);
            V larger = TSimd.Divide(one, denominator);
            V sigmoid = TSimd.IfNonNegative(score, larger, TSimd.Multiply(t, larger));
            TSimd.Store(scores + lane, TSimd.Multiply(rate, TSimd.Subtract(label, sigmoid)));
            V wrong = TSimd.Multiply(score, TSimd.Subtract(one, TSimd.Multiply(two, label)));
            sum = TSimd.Add(sum, TSimd.Max(wrong, zero));
            factor = TSimd.Multiply(factor, denominator);
        }

        product = factor;
        linear = sum;

        // Each lane without a pair has the score 0 and added log 2.
        loss -= weight * (padded - (inputs * outputs)) * Log2;
    }

    /// <summary>Subtracts pairs of score 0 from the loss.</summary>
    public void Forget(int pairs) => loss -= weight * pairs * Log2;

    public void Dispose() => labels.Dispose();

    /// <summary>Returns the loss since the last call, and resets it.</summary>
    public double TakeLoss()
    {
        TakeLogarithm();
        double taken = loss;
        loss = 0;
        return taken;
    }

    private void TakeLogarithm()
    {
        float* lanes = stackalloc float[EmbeddingMatrix.Lanes];
        TSimd.Store(lanes, product);
        for (int lane = 0; lane < TSimd.Width; lane++) loss += weight * Math.Log(lanes[lane]);
        loss += weight * TSimd.Sum(linear);
        product = TSimd.Create(1);
        linear = TSimd.Create(0);
        factors = 0;
    }
}
