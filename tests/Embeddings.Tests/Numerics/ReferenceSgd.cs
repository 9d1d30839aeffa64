using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Tests.Numerics;

/// <summary>The kernel's scalar twin: the same step in double precision, written for reading.</summary>
internal static class ReferenceSgd
{
    /// <summary>Applies the window to copies of the matrices; returns the loss before the step, summed over all pairs.</summary>
    public static double Step(double[][] input, double[][] output, TrainingWindow window)
    {
        double loss = 0;
        for (int part = 0; part < window.PartCount; part++) loss += Part(input, output, window, part);
        return loss;
    }

    /// <summary>The objective of a window, which a step of gradient descent lowers.</summary>
    public static double Loss(double[][] input, double[][] output, TrainingWindow window)
    {
        double loss = 0;
        for (int part = 0; part < window.PartCount; part++)
        {
            int[] outputs = Outputs(window, part);
            for (int bundle = window.Part(part).From; bundle < window.Part(part).To; bundle++)
            {
                double[] x = Mean(input, window.InputGroup(bundle).ToArray());
                for (int j = 0; j < outputs.Length; j++)
                    loss += Weight(window, bundle, j) * Softplus(-Sign(window, j) * Dot(x, output[outputs[j]]));
            }
        }

        return loss;
    }

    public static double[][] Copy(EmbeddingMatrix matrix)
        => [.. Enumerable.Range(0, matrix.Rows).Select(row => matrix.Row(row).ToArray().Select(value => (double)value).ToArray())];

    private static double Part(double[][] input, double[][] output, TrainingWindow window, int part)
    {
        double loss = 0;
        (int from, int to) = window.Part(part);
        int[] outputs = Outputs(window, part);
        double[][] x = [.. Enumerable.Range(from, to - from).Select(Vector)];
        double[][] before = [.. x.Select(vector => vector.ToArray())];
        foreach (int[] some in Blocks(window.PositiveCount, outputs.Length, window.NegativeWeight != 1))
        {
            double[,] weights = new double[x.Length, some.Length];
            for (int i = 0; i < x.Length; i++)
                for (int j = 0; j < some.Length; j++) weights[i, j] = Weight(window, from + i, some[j]);
            loss += Block(
                x, [.. some.Select(j => output[outputs[j]])], [.. some.Select(j => j < window.PositiveCount)], weights, window.Step);
        }

        if (window.IsSimple) return loss;
        for (int i = 0; i < x.Length; i++)
            foreach (int row in window.InputGroup(from + i))
                for (int d = 0; d < x[i].Length; d++) input[row][d] += x[i][d] - before[i][d];
        return loss;

        // A bundle of one row is that row, so that an item that stands twice is one vector here too.
        double[] Vector(int bundle)
            => window.IsSimple ? input[window.InputGroup(bundle)[0]] : Mean(input, window.InputGroup(bundle).ToArray());
    }

    /// <summary>One step of all pairs: every step size comes from the vectors before.</summary>
    private static double Block(double[][] x, double[][] o, bool[] positive, double[,] weights, double step)
    {
        double[,] g = new double[x.Length, o.Length];
        double loss = 0;
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < o.Length; j++)
            {
                double score = Dot(x[i], o[j]);
                g[i, j] = step * weights[i, j] * ((positive[j] ? 1 : 0) - (1 / (1 + Math.Exp(-score))));
                loss += weights[i, j] * Softplus(positive[j] ? -score : score);
            }
        }

        for (int d = 0; d < x[0].Length; d++)
        {
            double[] old = [.. o.Select(vector => vector[d])];
            for (int i = 0; i < x.Length; i++)
            {
                double value = x[i][d];
                for (int j = 0; j < o.Length; j++)
                {
                    x[i][d] += g[i, j] * old[j];
                    o[j][d] += g[i, j] * value;
                }
            }
        }

        return loss;
    }

    /// <summary>Outputs go in blocks of six at most, of about equal size; negatives with a weight apart from the positives.</summary>
    private static IEnumerable<int[]> Blocks(int positives, int outputs, bool apart)
        => apart ? [.. Blocks(0, positives), .. Blocks(positives, outputs)] : Blocks(0, outputs);

    private static IEnumerable<int[]> Blocks(int from, int to)
    {
        int blocks = (to - from + 5) / 6;
        for (int block = 0; block < blocks; block++)
            yield return [.. Enumerable.Range(from, to - from)
                .Where(j => j - from >= (to - from) * block / blocks && j - from < (to - from) * (block + 1) / blocks)];
    }

    /// <summary>What a pair counts: nothing when it is skipped.</summary>
    private static double Weight(TrainingWindow window, int bundle, int output)
        => output >= window.PositiveCount ? window.NegativeWeight : window.Skipped.Contains((bundle, output)) ? 0 : 1;

    private static int Sign(TrainingWindow window, int output) => output < window.PositiveCount ? 1 : -1;

    private static int[] Outputs(TrainingWindow window, int part) => [.. window.Positives, .. window.Negatives(part)];

    private static double[] Mean(double[][] input, int[] rows)
        => [.. Enumerable.Range(0, input[0].Length).Select(d => rows.Average(row => input[row][d]))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Softplus(double value) => Math.Max(value, 0) + Math.Log(1 + Math.Exp(-Math.Abs(value)));
}
