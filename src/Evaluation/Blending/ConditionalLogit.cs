using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Evaluation.Blending;

/// <summary>A choice among several alternatives.</summary>
/// <param name="Features">The features of each alternative, row by row.</param>
/// <param name="Offsets">Added to the score of each: the logarithm of how many it represents.</param>
/// <param name="Chosen">The chosen alternative.</param>
internal readonly record struct LogitChoice(float[] Features, float[] Offsets, int Chosen);

/// <summary>
/// Fits the coefficients that maximize the likelihood of choices: <c>P(i) = e^(w . x_i + o_i) / sum of e^(w . x_j + o_j)</c> (McFadden
/// 1974).
/// </summary>
internal static class ConditionalLogit
{
    /// <summary>Sums are computed in this many parts and added in order, so that they do not depend on the threads.</summary>
    private const int Parts = 32;

    /// <summary>Maximum change of a coefficient in a step.</summary>
    private const double MaxStep = 2;

    /// <summary>
    /// Alternatives below this probability are left out of the second derivatives, which say how far a step goes and not where the optimum
    /// is.
    /// </summary>
    private const double Unlikely = 1e-3;

    /// <summary>A step in which no coefficient changes by more than this ends the search.</summary>
    private const double MinStep = 1e-4;

    /// <summary>Newton's method, with a normal prior centered on the start.</summary>
    /// <param name="choices">The choices.</param>
    /// <param name="start">The initial coefficients, and the mean of the prior.</param>
    /// <param name="prior">The inverse variance of the prior, above 0.</param>
    /// <param name="maxSteps">Maximum number of steps.</param>
    /// <param name="parallel">The threads and the cancellation.</param>
    public static double[] Fit(LogitChoice[] choices, double[] start, double prior, int maxSteps, ParallelOptions parallel)
    {
        double[] weights = [.. start];
        for (int step = 0; step < maxSteps; step++)
        {
            Sums sums = Sum(choices, weights, parallel);
            for (int i = 0; i < weights.Length; i++)
            {
                sums.Gradient[i] += prior * (weights[i] - start[i]);
                sums.Hessian[(i * weights.Length) + i] += prior;
            }

            double[] change = sums.Gradient;
            if (!Cholesky.Solve(sums.Hessian, weights.Length, change, columns: 1))
                throw new ArithmeticException("The features of a choice are no numbers.");
            double maxChange = change.Max(Math.Abs);
            double share = Math.Min(1, MaxStep / Math.Max(maxChange, double.Epsilon));
            for (int i = 0; i < weights.Length; i++) weights[i] -= share * change[i];
            if (maxChange < MinStep) break;
        }

        return weights;
    }

    /// <summary>The negative log-likelihood of a choice, in nats.</summary>
    public static double Loss(LogitChoice choice, double[] weights)
        => -Math.Log(Math.Max(Probabilities(choice, weights)[choice.Chosen], double.Epsilon));

    private static Sums Sum(LogitChoice[] choices, double[] weights, ParallelOptions parallel)
    {
        Sums[] parts = new Sums[Parts];
        Parallel.For(0, Parts, parallel, part =>
        {
            Sums sums = new(weights.Length);
            for (int i = part; i < choices.Length; i += Parts) sums.Add(choices[i], Probabilities(choices[i], weights));
            parts[part] = sums;
        });
        for (int part = 1; part < Parts; part++) parts[0].Add(parts[part]);
        return parts[0];
    }

    private static double[] Probabilities(LogitChoice choice, double[] weights)
    {
        double[] scores = new double[choice.Offsets.Length];
        for (int row = 0; row < scores.Length; row++)
        {
            scores[row] = choice.Offsets[row]
                + VectorOperations.Dot(weights, choice.Features.AsSpan(row * weights.Length, weights.Length));
        }

        double highest = scores.Max();
        double sum = 0;
        for (int row = 0; row < scores.Length; row++) sum += scores[row] = Math.Exp(scores[row] - highest);
        for (int row = 0; row < scores.Length; row++) scores[row] /= sum;
        return scores;
    }

    /// <summary>First and second derivatives of the negative log-likelihood.</summary>
    private sealed class Sums(int width)
    {
        public double[] Gradient { get; } = new double[width];

        /// <summary>Row-major; only its lower half is filled.</summary>
        public double[] Hessian { get; } = new double[width * width];

        /// <summary>Mean and covariance of the features under the model, against the features of the chosen alternative.</summary>
        public void Add(LogitChoice choice, double[] probabilities)
        {
            int width = Gradient.Length;
            double[] mean = new double[width];
            double[] likelyMean = new double[width];
            double likely = 0;
            for (int row = 0; row < probabilities.Length; row++)
            {
                ReadOnlySpan<float> features = choice.Features.AsSpan(row * width, width);
                double probability = probabilities[row];
                VectorOperations.AddScaled(probability, features, mean);
                if (probability < Unlikely) continue;
                likely += probability;
                for (int i = 0; i < width; i++)
                {
                    double weighted = probability * features[i];
                    if (weighted == 0) continue;
                    likelyMean[i] += weighted;
                    VectorOperations.AddScaled(weighted, features[..(i + 1)], Hessian.AsSpan(i * width, i + 1));
                }
            }

            for (int i = 0; i < width; i++)
            {
                Gradient[i] += mean[i] - choice.Features[(choice.Chosen * width) + i];
                for (int j = 0; j <= i && likely > 0; j++) Hessian[(i * width) + j] -= likelyMean[i] * likelyMean[j] / likely;
            }
        }

        public void Add(Sums other)
        {
            for (int i = 0; i < Gradient.Length; i++) Gradient[i] += other.Gradient[i];
            for (int i = 0; i < Hessian.Length; i++) Hessian[i] += other.Hessian[i];
        }
    }
}
