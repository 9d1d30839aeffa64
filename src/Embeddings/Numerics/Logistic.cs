using System.Runtime.CompilerServices;
using Item2Vec.Embeddings.Numerics.Simd;

namespace Item2Vec.Embeddings.Numerics;

/// <summary>
/// Turns scores into step sizes, <c>rate * (label - sigmoid(score))</c>, and keeps the loss: <c>log(1 + e^-|score|)</c>, and the score's
/// size where its sign is the wrong one.
/// </summary>
/// <remarks>
/// The logarithm is taken once in many windows: lane by lane the factors <c>1 + e^-|score|</c> are multiplied until they might overflow.
/// </remarks>
internal sealed unsafe class Logistic<V, TSimd> : IDisposable
    where V : struct
    where TSimd : struct, ISimd<V>
{
    /// <summary>Factors of at most 2 that fit into a float before the logarithm is taken.</summary>
    private const int MaxFactors = 100;

    private const double Log2 = 0.6931471805599453;

    /// <summary>Labels and rates of one input's scores, twice over: the widest register holds two inputs.</summary>
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

    /// <summary>Sets what the scores to come belong to.</summary>
    /// <param name="outputCount">Outputs of each input; the first of them are the positives.</param>
    /// <param name="positives">The positives among them.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="pairWeight">A factor of each pair's step and loss.</param>
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

    /// <summary>Works on the scores of one or two inputs in place.</summary>
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

        // Lanes without a pair hold the score 0 and added log 2 each.
        loss -= weight * (padded - (inputs * outputs)) * Log2;
    }

    /// <summary>Takes pairs of score 0 out of the loss again.</summary>
    public void Forget(int pairs) => loss -= weight * pairs * Log2;

    public void Dispose() => labels.Dispose();

    /// <summary>The loss since it was last taken.</summary>
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
