using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data;

/// <summary>Where a pause cuts a session.</summary>
/// <param name="Units">The longest pause, in units of the time.</param>
/// <param name="IsReal">Whether times are <see cref="OrderedDouble"/>s.</param>
internal sealed record GapRule(double Units, bool IsReal)
{
    /// <summary>The rule for times of this order.</summary>
    /// <exception cref="Item2VecException">Some event has no time.</exception>
    public static GapRule Of(TimeSpan gap, EventOrder order, InputTable table, ColumnPlan plan)
    {
        TimeUnit unit = TimeUnit.Of(order, table, plan, "a session gap", "--session-gap");
        return new GapRule(gap.TotalSeconds * unit.PerSecond, unit.IsReal);
    }

    public bool Cuts(long before, long after)
        => IsReal ? OrderedDouble.Value(after) - OrderedDouble.Value(before) > Units : (double)after - before > Units;
}

/// <summary>Doubles as integers of the same order.</summary>
internal static class OrderedDouble
{
    public static long Key(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return bits ^ ((bits >> 63) & long.MaxValue);
    }

    public static double Value(long key) => BitConverter.Int64BitsToDouble(key ^ ((key >> 63) & long.MaxValue));
}
