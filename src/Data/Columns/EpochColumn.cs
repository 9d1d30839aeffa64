using System.Globalization;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Tables;

namespace Item2Vec.Data.Columns;

/// <summary>
/// A column of numbers as times: epochs, dates written as numbers, spreadsheet days. The bulk of the values decides which, never the
/// largest.
/// </summary>
/// <remarks>
/// The years 1990 to 2100 are a range of their own in each unit, and in each way to write a date as a number; only dates with an hour
/// (2024013114) share theirs with epoch seconds of 2033 to 2036, and these need every value to be such a date.
/// </remarks>
internal static class EpochColumn
{
    private const double FirstSecond = 631_152_000, LastSecond = 4_102_444_800;
    private const double FirstDay = 32_874, LastDay = 73_051;
    private static readonly (string Name, double PerSecond)[] Units =
        [("seconds", 1), ("milliseconds", 1e3), ("microseconds", 1e6), ("nanoseconds", 1e9)];
    private static readonly (string Format, string Low, string High)[] Dates =
    [
        ("%Y%m%d%H", "1990010100", "2100123123"), ("%Y%m%d", "19900101", "21001231"),
        ("%Y%m%d%H%M", "199001010000", "210012312359"), ("%Y%m%d%H%M%S", "19900101000000", "21001231235959"),
    ];

    /// <param name="database">The database with the table.</param>
    /// <param name="table">The table.</param>
    /// <param name="column">The column, for messages.</param>
    /// <param name="number">Its value as BIGINT or DOUBLE.</param>
    /// <param name="isReal">Whether that is a DOUBLE.</param>
    public static OrderColumn Of(DuckDatabase database, InputTable table, TableColumn column, string number, bool isReal)
    {
        (long values, double min, double max) = Range(database, table, number);
        OrderColumn plain = new(number, isReal, values, 0);
        if (values == 0) return plain;
        if (Array.Find(Units, unit => min >= FirstSecond * unit.PerSecond && max <= LastSecond * unit.PerSecond) is { Name: not null } all)
            return DateOf(database, table, column, plain, 0) ?? plain with
            {
                UnitsPerSecond = all.PerSecond, Meaning = $"epoch {all.Name}, {Day(min / all.PerSecond)} to {Day(max / all.PerSecond)}",
            };
        if (min >= FirstDay && max <= LastDay)
            return plain with { UnitsPerSecond = 1 / 86_400.0, Meaning = "spreadsheet days (since 1899-12-30)" };
        long[] inUnit = Count(database, table, Units.Select(unit => IsIn(number, unit.PerSecond)));
        if (inUnit.Sum() * 2 > values) return Bulk(table, column, plain, inUnit);
        long[] dates = Count(database, table, Dates.Select(date => $"{number} between {date.Low} and {date.High}"));
        int most = Array.IndexOf(dates, dates.Max());
        return (dates[most] * 2 > values ? DateOf(database, table, column, plain, most) : null) ?? plain;
    }

    /// <summary>The unit of most values; others are converted if they are times in another unit, and are none if they are not.</summary>
    private static OrderColumn Bulk(InputTable table, TableColumn column, OrderColumn plain, long[] inUnit)
    {
        int most = Array.IndexOf(inUnit, inUnit.Max());
        double perSecond = Units[most].PerSecond;
        string cases = string.Concat(Enumerable.Range(0, Units.Length).OrderByDescending(unit => inUnit[unit])
            .Where(unit => inUnit[unit] > 0)
            .Select(unit => $" when {IsIn(plain.Expression, Units[unit].PerSecond)} then {Converted(unit)}"));
        long times = inUnit.Sum();
        List<string> odd = [.. Enumerable.Range(0, Units.Length).Where(unit => unit != most && inUnit[unit] > 0)
            .Select(unit => $"{Units[unit].Name} in {Rows(inUnit[unit])} (converted)")];
        if (times < plain.Values)
            odd.Add($"no time between 1990 and 2100 in {Rows(plain.Values - times)} (the time of the row before in the session counts)");
        return plain with
        {
            Expression = $"case{cases} end",
            Values = times,
            UnitsPerSecond = perSecond,
            Meaning = $"epoch {Units[most].Name}",
            Implausible = plain.Values - times,
            Warnings = [$"{table.Title}: column '{column.Name}' holds epoch {Units[most].Name}, but {string.Join(" and ", odd)}"],
        };

        string Converted(int unit)
        {
            double factor = perSecond / Units[unit].PerSecond;
            if (factor == 1) return plain.Expression;
            return factor > 1
                ? $"{plain.Expression} * {Text(factor)}" : $"{plain.Expression} {(plain.IsReal ? "/" : "//")} {Text(1 / factor)}";
        }
    }

    /// <summary>The column as dates of a form, or null if that is not what most values are.</summary>
    private static OrderColumn? DateOf(DuckDatabase database, InputTable table, TableColumn column, OrderColumn plain, int form)
    {
        (string format, string low, string high) = Dates[form];
        string date = $"try_strptime({plain.Expression}::BIGINT::VARCHAR, '{format}')";
        string epoch = $"epoch_us(case when {plain.Expression} between {low} and {high} then {date} end)";
        if (form == 0 && database.Number(
            $"select count({epoch}) from (select * from {table.From} where {plain.Expression} is not null limit 100)") < 1) return null;
        long dates = database.Number($"select count({epoch}) from {table.From}");
        if (form == 0 ? dates < plain.Values : dates * 2 <= plain.Values) return null;
        return new OrderColumn(epoch, false, dates, 1e6)
        {
            Meaning = $"dates written as numbers ({format})",
            Implausible = plain.Values - dates,
            Warnings = dates == plain.Values ? [] :
            [
                $"{table.Title}: column '{column.Name}' holds dates written as numbers, but no date in {Rows(plain.Values - dates)} (the "
                    + "time of the row before in the session counts)",
            ],
        };
    }

    private static (long Values, double Min, double Max) Range(DuckDatabase database, InputTable table, string number)
    {
        using DuckResult result = database.Query(
            $"select count({number}), min({number})::DOUBLE, max({number})::DOUBLE from {table.From}");
        result.MoveNext();
        long values = result.Current[0].Values<long>()[0];
        return values == 0 ? (0, 0, 0) : (values, result.Current[1].Values<double>()[0], result.Current[2].Values<double>()[0]);
    }

    private static long[] Count(DuckDatabase database, InputTable table, IEnumerable<string> conditions)
    {
        string[] all = [.. conditions.Select(condition => $"count(*) filter ({condition})")];
        using DuckResult result = database.Query($"select {string.Join(", ", all)} from {table.From}");
        result.MoveNext();
        long[] counts = new long[all.Length];
        for (int i = 0; i < all.Length; i++) counts[i] = result.Current[i].Values<long>()[0];
        return counts;
    }

    private static string IsIn(string number, double perSecond)
        => $"{number} between {Text(FirstSecond * perSecond)} and {Text(LastSecond * perSecond)}";

    private static string Text(double whole) => whole.ToString("F0", CultureInfo.InvariantCulture);

    private static string Day(double seconds)
        => DateTimeOffset.FromUnixTimeSeconds((long)seconds).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Rows(long count)
        => string.Create(CultureInfo.InvariantCulture, $"{count:N0} row{(count == 1 ? string.Empty : "s")}");
}
