using Item2Vec.Content.Mapping;
using Item2Vec.Embeddings.Numerics;

namespace Item2Vec.Content.Tests.Mapping;

public class PopularityGateTests
{
    [Fact]
    public void Trust_is_one_half_at_the_gate_and_rises()
    {
        PopularityGate gate = new(2, 10);
        Assert.Equal(0.5, gate.Trust(10), 1e-12);
        Assert.Equal(1 / (1 + Math.Exp(-2 * (Math.Log(101) - Math.Log(11)))), gate.Trust(100), 1e-12);
        Assert.True(gate.Trust(0) < gate.Trust(3));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(300)]
    public void The_count_from_which_behaviour_is_right_is_found(int border)
    {
        // Below the border content tells the right item, above it behaviour does.
        RandomSource random = new(7);
        GateCase[] cases = [.. Enumerable.Range(0, 4000).Select(_ =>
        {
            long count = (long)Math.Exp(random.NextFloat() * 8);
            return count < border ? new GateCase(count, -0.5, 0.5) : new GateCase(count, 0.5, -0.5);
        })];
        PopularityGate gate = PopularityGate.Learn(cases);
        Assert.InRange(gate.Half, border / 1.5, border * 1.5);
        Assert.True(gate.Slope > 1, $"slope {gate.Slope}");
    }

    [Fact]
    public void Where_behaviour_is_always_right_it_is_trusted_from_the_first_events_on()
    {
        GateCase[] cases = [.. Enumerable.Range(1, 500).Select(count => new GateCase(count, 0.4, 0.1))];
        Assert.True(PopularityGate.Learn(cases).Trust(2) > 0.8);
    }
}
