using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Mapping;

/// <summary>
/// Weighted ridge regression, <c>W = (X' C X + lambda tr(X' C X) I)^-1 X' C Y</c>, with the weighted mean of Y as intercept.
/// </summary>
/// <remarks>Hoerl and Kennard 1970. The sums over the items are computed once and solved for each lambda.</remarks>
internal sealed class Ridge
{
    private readonly int features;
    private readonly int targets;
    private readonly double[] gram;
    private readonly double[] cross;
    private readonly double[] mean;
    private readonly double trace;

    /// <summary>Computes the sums.</summary>
    /// <param name="x">The features of each item; roughly centered.</param>
    /// <param name="y">Its target.</param>
    /// <param name="weights">Its weight.</param>
    public Ridge(float[][] x, float[][] y, double[] weights)
    {
        (features, targets) = (x[0].Length, y[0].Length);
        gram = new double[features * features];
        cross = new double[features * targets];
        mean = new double[targets];
        double weightSum = weights.Sum();
        for (int item = 0; item < x.Length; item++)
            for (int t = 0; t < targets; t++) mean[t] += weights[item] / weightSum * y[item][t];
        Parallel.For(0, features, i =>
        {
            Span<double> gramRow = gram.AsSpan(i * features, i + 1);
            Span<double> crossRow = cross.AsSpan(i * targets, targets);
            for (int item = 0; item < x.Length; item++)
            {
                double factor = weights[item] * x[item][i];
                if (factor == 0) continue;
                ReadOnlySpan<float> features = x[item];
                for (int j = 0; j < gramRow.Length; j++) gramRow[j] += factor * features[j];
                ReadOnlySpan<float> target = y[item];
                for (int t = 0; t < crossRow.Length; t++) crossRow[t] += factor * (target[t] - mean[t]);
            }
        });
        trace = Enumerable.Range(0, features).Sum(i => gram[(i * features) + i]);
    }

    /// <summary>The weighted mean of the targets, independent of the features.</summary>
    public LinearMap Mean() => new(new double[features * targets], mean);

    /// <summary>
    /// The map for a penalty relative to the squared length of all features, so that it is independent of their unit.
    /// </summary>
    public LinearMap Solve(double lambda)
    {
        double[] a = (double[])gram.Clone();
        for (int i = 0; i < features; i++) a[(i * features) + i] += Math.Max(lambda * trace, double.Epsilon);
        double[] b = (double[])cross.Clone();
        if (!Cholesky.Solve(a, features, b, targets))
            throw new InvalidOperationException("The penalized Gram matrix is not positive definite.");
        return new LinearMap(b, mean);
    }
}

/// <summary><c>y = W' x + intercept</c>.</summary>
internal sealed record LinearMap(double[] Weights, double[] Intercept)
{
    public float[] Apply(ReadOnlySpan<float> x)
    {
        double[] sum = (double[])Intercept.Clone();
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] == 0) continue;
            ReadOnlySpan<double> row = Weights.AsSpan(i * sum.Length, sum.Length);
            for (int t = 0; t < sum.Length; t++) sum[t] += x[i] * row[t];
        }

        return Array.ConvertAll(sum, value => (float)value);
    }
}
