using Item2Vec.Embeddings.Numerics;
using Item2Vec.Evaluation.Blending;

namespace Item2Vec.Evaluation.Tests.Blending;

/// <summary>The coefficients of a conditional logit, on choices made by one that is known.</summary>
public sealed class ConditionalLogitTests
{
    private const int Things = 12;
    private static readonly double[] Planted = [1.5, -0.7, 0];
    private static readonly ParallelOptions Parallel = new();

    private static LogitChoice[] Choices(int count, int seed = 1)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            float[] signs = [.. Enumerable.Range(0, Things * Planted.Length).Select(_ => (float)((random.NextDouble() * 2) - 1))];
            double[] weights = [.. Enumerable.Range(0, Things)
                .Select(row => Math.Exp(Enumerable.Range(0, Planted.Length).Sum(i => Planted[i] * signs[(row * Planted.Length) + i])))];
            double at = random.NextDouble() * weights.Sum();
            int chosen = 0;
            while (chosen < Things - 1 && (at -= weights[chosen]) > 0) chosen++;
            return new LogitChoice(signs, new float[Things], chosen);
        })];
    }

    /// <summary>The mean of the negative log-likelihood.</summary>
    private static double Loss(LogitChoice[] choices, double[] weights) => choices.Average(choice =>
    {
        double[] scores = [.. choice.Offsets.Select(
            (offset, row) => offset + weights.Select((weight, i) => weight * choice.Features[(row * weights.Length) + i]).Sum())];
        return Math.Log(scores.Sum(Math.Exp)) - scores[choice.Chosen];
    });

    [Fact]
    public void What_made_the_choices_is_found()
    {
        double[] found = ConditionalLogit.Fit(Choices(6000), [0, 0, 0], 1e-3, 20, Parallel);
        for (int i = 0; i < Planted.Length; i++) Assert.Equal(Planted[i], found[i], 0.1);
    }

    [Fact]
    public void The_coefficients_found_are_the_likeliest()
    {
        LogitChoice[] choices = Choices(400);
        double[] found = ConditionalLogit.Fit(choices, [0, 0, 0], 1e-9, 50, Parallel);
        double least = Loss(choices, found);
        for (int i = 0; i < Planted.Length; i++)
        {
            foreach (double change in (double[])[-0.05, 0.05])
            {
                double[] other = [.. found];
                other[i] += change;
                Assert.True(Loss(choices, other) > least);
            }
        }
    }

    [Fact]
    public void Few_choices_leave_the_coefficients_where_they_start()
    {
        double[] found = ConditionalLogit.Fit(Choices(2), [0.3, 0.4, 0.5], 1e4, 20, Parallel);
        Assert.Equal([0.3, 0.4, 0.5], found.Select(value => Math.Round(value, 2)));
    }

    [Fact]
    public void An_offset_stands_for_many_alike()
    {
        // Two kinds of things; the second kind is there once, for nine. A blind chooser takes it nine times of ten.
        LogitChoice[] choices =
            [.. Enumerable.Range(0, 1000).Select(i => new LogitChoice([1, 0], [0, (float)Math.Log(9)], i % 10 == 0 ? 0 : 1))];
        Assert.Equal(0, ConditionalLogit.Fit(choices, [1], 1e-6, 30, Parallel)[0], 1e-3);
    }

    [Fact]
    public void A_linear_system_is_solved()
    {
        double[] solution = [9, 15, 10];
        Assert.True(Cholesky.Solve([4, 0, 0, 2, 5, 0, -1, 1, 3], 3, solution, 1));
        double[,] whole = { { 4, 2, -1 }, { 2, 5, 1 }, { -1, 1, 3 } };
        double[] right = [9, 15, 10];
        for (int row = 0; row < 3; row++)
            Assert.Equal(right[row], Enumerable.Range(0, 3).Sum(column => whole[row, column] * solution[column]), 1e-12);
        Assert.False(Cholesky.Solve([1, 0, 2, 1], 2, [1, 1], 1));
    }
}
