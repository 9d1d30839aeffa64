using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Tests.Numerics;

/// <summary>The kernel's scalar twin: the same step in double precision, written for reading.</summary>
internal static class ReferenceSgd
{
    /// <summary>Applies the window to copies of the matrices; returns the loss before the step, summed over all pairs.</summary>
    public static double Step(double[][] input, double[][] output, TrainingWindow window, ReferenceSums? sums = null)
    {
        double loss = 0;
        for (int part = 0; part < window.PartCount; part++) loss += Part(input, output, window, part, sums);
        return loss;
    }

    /// <summary>The objective of a window, which a step of gradient descent lowers.</summary>
    public static double Loss(double[][] input, double[][] output, TrainingWindow window)
    {
        double loss = 0;
        for (int part = 0; part < window.PartCount; part++)
        {
            int[] outputs = Outputs(window, part);
            for (int group = window.Part(part).From; group < window.Part(part).To; group++)
            {
                double[] x = Mean(input, window.InputGroup(group).ToArray());
                for (int j = 0; j < outputs.Length; j++)
                    loss += Weight(window, group, j) * Softplus(-Sign(window, j) * Dot(x, output[outputs[j]]));
            }
        }

        return loss;
    }

    public static double[][] Copy(EmbeddingMatrix matrix)
        => [.. Enumerable.Range(0, matrix.Rows).Select(row => matrix.Row(row).ToArray().Select(value => (double)value).ToArray())];

    private static double Part(double[][] input, double[][] output, TrainingWindow window, int part, ReferenceSums? sums)
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
            int[] rows = [.. some.Select(j => outputs[j])];
            double[,] g = StepSizes(
                x, [.. rows.Select(row => output[row])], [.. some.Select(j => j < window.PositiveCount)], weights, window.Step, ref loss);
            if (sums is null) Move(x, [.. rows.Select(row => output[row])], g);
            else
                sums.Move(
                    x, [.. Enumerable.Range(from, to - from).Select(group => window.InputGroup(group).ToArray())], rows, g, input, output,
                    window);
        }

        if (window.IsSimple || sums is not null) return loss;
        for (int i = 0; i < x.Length; i++)
            foreach (int row in window.InputGroup(from + i))
                for (int d = 0; d < x[i].Length; d++) input[row][d] += x[i][d] - before[i][d];
        return loss;

        // An input group of one row is that row, so that an item that stands twice is one vector here too.
        double[] Vector(int group)
            => window.IsSimple ? input[window.InputGroup(group)[0]] : Mean(input, window.InputGroup(group).ToArray());
    }

    /// <summary>Of all pairs from the vectors before; adds their loss.</summary>
    private static double[,] StepSizes(double[][] x, double[][] o, bool[] positive, double[,] weights, double step, ref double loss)
    {
        double[,] g = new double[x.Length, o.Length];
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < o.Length; j++)
            {
                double score = Dot(x[i], o[j]);
                g[i, j] = step * weights[i, j] * ((positive[j] ? 1 : 0) - (1 / (1 + Math.Exp(-score))));
                loss += weights[i, j] * Softplus(positive[j] ? -score : score);
            }
        }

        return g;
    }

    private static void Move(double[][] x, double[][] o, double[,] g)
    {
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
    private static double Weight(TrainingWindow window, int group, int output)
        => output >= window.PositiveCount ? window.NegativeWeight : window.Skipped.Contains((group, output)) ? 0 : 1;

    private static int Sign(TrainingWindow window, int output) => output < window.PositiveCount ? 1 : -1;

    private static int[] Outputs(TrainingWindow window, int part) => [.. window.Positives, .. window.Negatives(part)];

    private static double[] Mean(double[][] input, int[] rows)
        => [.. Enumerable.Range(0, input[0].Length).Select(d => rows.Average(row => input[row][d]))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Softplus(double value) => Math.Max(value, 0) + Math.Log(1 + Math.Exp(-Math.Abs(value)));
}

/// <summary>The scalar twin of row-wise AdaGrad: what each row's squared gradients have added up to.</summary>
internal sealed class ReferenceSums(int inputRows, int outputRows, double memory)
{
    public double[] Input { get; } = new double[inputRows];

    public double[] Output { get; } = new double[outputRows];

    /// <summary>
    /// Moves all rows of a block; <paramref name="inputs"/> are the rows that each of <paramref name="x"/> is the mean of, or is.
    /// </summary>
    public void Move(double[][] x, int[][] inputs, int[] outputs, double[,] g, double[][] input, double[][] output, TrainingWindow window)
    {
        int dimensions = x[0].Length;
        double[][] o = [.. outputs.Select(row => output[row].ToArray())];
        for (int i = 0; i < x.Length; i++)
            foreach (int row in inputs[i])
                Add(Input, row, Enumerable.Range(0, o.Length).Sum(j => g[i, j] * g[i, j] * Square(o[j])) / dimensions);
        for (int j = 0; j < o.Length; j++)
            Add(Output, outputs[j], Enumerable.Range(0, x.Length).Sum(i => g[i, j] * g[i, j] * Square(x[i])) / dimensions);
        for (int d = 0; d < dimensions; d++)
        {
            double[] ofOutputs = new double[o.Length];
            for (int i = 0; i < x.Length; i++)
            {
                double ofInput = 0;
                for (int j = 0; j < o.Length; j++)
                {
                    ofInput += g[i, j] * o[j][d];
                    ofOutputs[j] += g[i, j] * x[i][d];
                }

                foreach (int row in inputs[i]) input[row][d] += Scale(Input[row]) * ofInput;
                if (!window.IsSimple) x[i][d] += inputs[i].Average(row => Scale(Input[row])) * ofInput;
            }

            for (int j = 0; j < o.Length; j++) output[outputs[j]][d] += Scale(Output[outputs[j]]) * ofOutputs[j];
        }

        double Scale(double sum) => window.Rate / Math.Sqrt(sum + (1.0 / dimensions));
    }

    private void Add(double[] sums, int row, double square) => sums[row] = (sums[row] * (1 - (1 / memory))) + square;

    private static double Square(double[] vector) => vector.Sum(value => value * value);
}
