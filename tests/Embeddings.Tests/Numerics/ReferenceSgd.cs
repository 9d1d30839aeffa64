using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Embeddings.Tests.Numerics;

/// <summary>The kernel's scalar twin: the same step in double precision, written for reading.</summary>
internal static class ReferenceSgd
{
    /// <summary>Applies the window to copies of the matrices; returns the loss before the step, summed over all pairs.</summary>
    public static double Step(double[][] input, double[][] output, TrainingWindow window)
    {
        double loss = 0;
        for (int tile = 0; tile < window.TileCount; tile++) loss += Tile(input, output, window, tile);
        return loss;
    }

    /// <summary>The objective of a window, which a step of gradient descent lowers.</summary>
    public static double Loss(double[][] input, double[][] output, TrainingWindow window)
    {
        double loss = 0;
        for (int tile = 0; tile < window.TileCount; tile++)
        {
            int[] outputs = Outputs(window, tile);
            for (int bundle = window.Tile(tile).From; bundle < window.Tile(tile).To; bundle++)
            {
                double[] x = Mean(input, window.Bundle(bundle).ToArray());
                for (int j = 0; j < outputs.Length; j++) loss += Softplus(-Sign(window, j) * Dot(x, output[outputs[j]]));
            }
        }

        return loss;
    }

    public static double[][] Copy(EmbeddingMatrix matrix)
        => [.. Enumerable.Range(0, matrix.Rows).Select(row => matrix.Row(row).ToArray().Select(value => (double)value).ToArray())];

    private static double Tile(double[][] input, double[][] output, TrainingWindow window, int tile)
    {
        double loss = 0;
        (int from, int to) = window.Tile(tile);
        int[] outputs = Outputs(window, tile);
        double[][] x = [.. Enumerable.Range(from, to - from).Select(bundle => Mean(input, window.Bundle(bundle).ToArray()))];
        double[][] g = new double[outputs.Length][];
        for (int j = 0; j < outputs.Length; j++)
        {
            g[j] = new double[x.Length];
            for (int i = 0; i < x.Length; i++)
            {
                double score = Dot(x[i], output[outputs[j]]);
                double label = j < window.PositiveCount ? 1 : 0;
                g[j][i] = window.Step * (label - (1 / (1 + Math.Exp(-score))));
                loss += Softplus(-Sign(window, j) * score);
            }
        }

        double[][] errors = [.. x.Select(row => new double[row.Length])];
        for (int d = 0; d < x[0].Length; d++)
        {
            for (int j = 0; j < outputs.Length; j++)
            {
                double old = output[outputs[j]][d];
                for (int i = 0; i < x.Length; i++)
                {
                    errors[i][d] += g[j][i] * old;
                    output[outputs[j]][d] += g[j][i] * x[i][d];
                }
            }
        }

        for (int i = 0; i < x.Length; i++)
            foreach (int row in window.Bundle(from + i))
                for (int d = 0; d < errors[i].Length; d++) input[row][d] += errors[i][d];
        return loss;
    }

    private static int Sign(TrainingWindow window, int output) => output < window.PositiveCount ? 1 : -1;

    private static int[] Outputs(TrainingWindow window, int tile) => [.. window.Positives, .. window.Negatives(tile)];

    private static double[] Mean(double[][] input, int[] rows)
        => [.. Enumerable.Range(0, input[0].Length).Select(d => rows.Average(row => input[row][d]))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Softplus(double value) => Math.Max(value, 0) + Math.Log(1 + Math.Exp(-Math.Abs(value)));
}
