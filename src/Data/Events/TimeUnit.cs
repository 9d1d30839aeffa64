using Item2Vec.Data.Columns;
using Item2Vec.Data.Options;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Events;

/// <summary>The unit of a log's times.</summary>
/// <param name="PerSecond">Units per second.</param>
/// <param name="IsReal">Whether times are <see cref="OrderedDouble"/>s.</param>
internal readonly record struct TimeUnit(double PerSecond, bool IsReal)
{
    /// <summary>The unit of times of this order.</summary>
    /// <param name="order">The order.</param>
    /// <param name="table">The table, for an error.</param>
    /// <param name="plan">Its columns; the time is one of them.</param>
    /// <param name="purpose">What needs the times: <c>a session gap</c>.</param>
    /// <param name="option">The option to remove instead.</param>
    /// <exception cref="Item2VecException">Some event has no time.</exception>
    public static TimeUnit Of(EventOrder order, InputTable table, ColumnPlan plan, string purpose, string option)
    {
        if (order.UnitsPerSecond > 0 && !order.HasEmpty) return new TimeUnit(order.UnitsPerSecond, order.IsReal);
        throw new Item2VecException(
            $"{table.Title}: {purpose} needs the time of every event, and column '{plan.Time!.Name}' is empty in some rows",
            $"give another column with TimeColumn, or leave {option} out") { Option = nameof(SessionReaderOptions.TimeColumn) };
    }

    public double Seconds(long time) => (IsReal ? OrderedDouble.Value(time) : time) / PerSecond;
}

/// <summary>The pause that ends a session.</summary>
/// <param name="Units">The longest pause, in units of the time.</param>
/// <param name="IsReal">Whether times are <see cref="OrderedDouble"/>s.</param>
internal sealed record GapRule(double Units, bool IsReal)
{
    /// <summary>The rule for times of this order.</summary>
    /// <exception cref="Item2VecException">Some event has no time.</exception>
    public static GapRule Of(TimeSpan gap, EventOrder order, InputTable table, ColumnPlan plan)
    {
        TimeUnit unit = TimeUnit.Of(order, table, plan, "a session gap", nameof(SessionReaderOptions.SessionGap));
        return new GapRule(gap.TotalSeconds * unit.PerSecond, unit.IsReal);
    }

    public bool Cuts(long before, long after)
        => IsReal ? OrderedDouble.Value(after) - OrderedDouble.Value(before) > Units : (double)after - before > Units;
}

/// <summary>Doubles as integers with the same order.</summary>
internal static class OrderedDouble
{
    public static long Key(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return bits ^ ((bits >> 63) & long.MaxValue);
    }

    public static double Value(long key) => BitConverter.Int64BitsToDouble(key ^ ((key >> 63) & long.MaxValue));
}
