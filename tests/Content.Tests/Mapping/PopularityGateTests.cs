using Item2Vec.Content.Mapping;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Tests.Mapping;

public class PopularityGateTests
{
    [Fact]
    public void Trust_is_one_half_at_the_gate_and_rises()
    {
        PopularityGate gate = new(2, Math.Log(11));
        Assert.Equal(0.5, gate.Trust(10), 1e-12);
        Assert.Equal(1 / (1 + Math.Exp(-2 * (Math.Log(101) - Math.Log(11)))), gate.Trust(100), 1e-12);
        Assert.True(gate.Trust(0) < gate.Trust(3));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(300)]
    public void The_count_from_which_behavior_is_right_is_found(int border)
    {
        // Below the border content tells the right item, above it behavior does.
        RandomSource random = new(7);
        GateCase[] cases = [.. Enumerable.Range(0, 4000).Select(_ =>
        {
            long count = (long)Math.Exp(random.NextFloat() * 8);
            return count < border ? new GateCase(count, -0.5, 0.5) : new GateCase(count, 0.5, -0.5);
        })];
        PopularityGate gate = PopularityGate.Learn(cases);
        Assert.InRange(Math.Exp(gate.Middle), border / 1.5, border * 1.5);
        Assert.True(gate.Slope > 1, $"slope {gate.Slope}");
    }

    [Fact]
    public void Where_behavior_is_always_right_it_is_trusted_from_the_first_events_on()
    {
        GateCase[] cases = [.. Enumerable.Range(1, 500).Select(count => new GateCase(count, 0.4, 0.1))];
        Assert.True(PopularityGate.Learn(cases).Trust(2) > 0.8);
    }

    [Fact]
    public void The_gate_that_is_applied_is_as_likely_as_the_best_there_is()
    {
        // Behavior tells more than content at every count and both together tell most: trust is above one half even at no events.
        RandomSource random = new(5);
        GateCase[] cases = Mixed(ref random), others = Mixed(ref random);
        PopularityGate gate = PopularityGate.Learn(cases);
        Assert.True(gate.Middle < 0, $"middle {gate.Middle}");
        PopularityGate best = Enumerable.Range(1, 40)
            .SelectMany(slope => Enumerable.Range(-40, 60).Select(middle => new PopularityGate(slope * 0.1, middle * 0.5)))
            .MaxBy(other => other.LogLikelihood(cases))!;
        Assert.InRange(gate.LogLikelihood(cases), best.LogLikelihood(cases) - 8, double.MaxValue);
        Assert.True(gate.LogLikelihood(others) > PopularityGate.Open.LogLikelihood(others) + 20, "on cases that it was not learned from");
    }

    [Fact]
    public void Content_that_tells_nothing_leaves_all_where_it_is()
    {
        RandomSource random = new(6);
        GateCase[] cases = [.. Enumerable.Range(0, 3000).Select(i => new GateCase(1 + i, 0.3, random.NextFloat() - 0.6))];
        Assert.Same(PopularityGate.Open, PopularityGate.Learn(cases));
        Assert.Equal(1, PopularityGate.Open.Trust(0));
    }

    private static GateCase[] Mixed(ref RandomSource random)
    {
        GateCase[] cases = new GateCase[4000];
        for (int i = 0; i < cases.Length; i++)
            cases[i] = new GateCase(
                (long)Math.Exp(random.NextFloat() * 3), 0.3 + random.NextFloat() - 0.5, 0.08 + random.NextFloat() - 0.5);
        return cases;
    }
}
