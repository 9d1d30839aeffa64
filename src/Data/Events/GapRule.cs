using Item2Vec.Embeddings;

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
        if (order.UnitsPerSecond > 0 && !order.HasGaps) return new GapRule(gap.TotalSeconds * order.UnitsPerSecond, order.IsReal);
        throw new Item2VecException(
            $"{table.Title}: a session gap needs the time of every event, and column '{plan.Time!.Name}' is empty in some rows",
            "give another column with --time-column, or leave --session-gap out");
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
