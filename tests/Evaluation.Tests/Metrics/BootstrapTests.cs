using Item2Vec.Evaluation.Cases;
using Item2Vec.Evaluation.Metrics;
namespace Item2Vec.Evaluation.Tests.Metrics;

public sealed class BootstrapTests
{
    private static EvaluationCase[] Cases(int sessions, int casesOfSession)
        => [.. Enumerable.Range(0, sessions * casesOfSession)
            .Select(i => new EvaluationCase(i / casesOfSession, default, default, 1, false))];

    /// <summary>
    /// Also with more sessions than groups. The tolerance is about four standard errors of an interval's width from 1,000 resamples.
    /// </summary>
    [Theory]
    [InlineData(400)]
    [InlineData(5000)]
    public void An_interval_is_as_wide_as_the_standard_error_says(int sessions)
    {
        Random random = new(1);
        double[] values = [.. Enumerable.Range(0, sessions).Select(_ => random.NextDouble() < 0.3 ? 1.0 : 0.0)];
        Estimate estimate = new Bootstrap(Cases(sessions, 1), 1000, seed: 1).Estimate(i => values[i], _ => true);
        double mean = values.Average();
        double expected = 2 * 1.96 * Math.Sqrt(mean * (1 - mean) / sessions);
        Assert.Equal(mean, estimate.Value, 1e-12);
        Assert.InRange(mean, estimate.Low, estimate.High);
        Assert.InRange(estimate.High - estimate.Low, expected * 0.85, expected * 1.15);
    }

    [Fact]
    public void Cases_of_one_session_are_drawn_together()
    {
        // Ten copies of each session's one number say no more than one.
        Random random = new(1);
        double[] values = [.. Enumerable.Range(0, 400).Select(_ => random.NextDouble())];
        Estimate once = new Bootstrap(Cases(400, 1), 1000, seed: 1).Estimate(i => values[i], _ => true);
        Estimate copied = new Bootstrap(Cases(400, 10), 1000, seed: 1).Estimate(i => values[i / 10], _ => true);
        Assert.Equal(once.Value, copied.Value, 1e-9);
        Assert.Equal(once.Low, copied.Low, 1e-9);
        Assert.Equal(once.High, copied.High, 1e-9);
    }

    [Fact]
    public void An_estimate_over_a_part_is_over_that_part_alone()
    {
        Bootstrap bootstrap = new(Cases(100, 1), 200, seed: 1);
        Estimate even = bootstrap.Estimate(i => i % 2 == 0 ? 1 : -5, i => i % 2 == 0);
        Assert.Equal(new Estimate(1, 1, 1), even);
        Assert.True(double.IsNaN(bootstrap.Estimate(_ => 1, _ => false).Value));
    }
}
