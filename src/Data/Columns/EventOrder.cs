using System.Globalization;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Columns;

/// <summary>
/// The order of a session's events: by a complete time, else by a complete position, else by a time that at least half of the rows have
/// (the others take the time of the previous row of the session), else in file order.
/// </summary>
/// <param name="Time">The expression to order by (a BIGINT, or a DOUBLE if <paramref name="IsReal"/>), or null for file order.</param>
/// <param name="IsReal">Whether <paramref name="Time"/> is a DOUBLE.</param>
/// <param name="Position">An expression (BIGINT) that orders events of equal time, or null.</param>
/// <param name="Words">The order in words.</param>
/// <param name="UnitsPerSecond">Units of <paramref name="Time"/> per second; 0 for a position or none.</param>
/// <param name="Notes">Notes for the user.</param>
internal sealed record EventOrder(string? Time, bool IsReal, string? Position, string Words, double UnitsPerSecond,
    IReadOnlyList<string> Notes)
{
    private const string FileOrder = ReadReport.FileOrder;

    /// <summary>
    /// Whether <see cref="Time"/> is null in some rows; these take the time of the previous row in their session and the files.
    /// </summary>
    public bool HasGaps { get; init; }

    /// <summary>Whether some rows have no value at all, rather than one that is no time.</summary>
    public bool HasEmpty { get; init; }

    /// <summary>How the times were understood; null if no time orders the events.</summary>
    public string? Meaning { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public static EventOrder Find(DuckDatabase database, InputTable table, ColumnPlan plan, IReadOnlyList<string> formats)
    {
        long rows = table.CountRows(database);
        List<string> notes = [];
        string? position = plan.Position is null ? null : OrderColumn.Position(database, table, plan.Position, rows);
        if (plan.Time is not null)
        {
            OrderColumn time = OrderColumn.Of(database, table, plan.Time, formats)
                ?? throw OrderColumn.WrongType(table, plan.Time);
            if (time.Values + time.Implausible == rows && time.Values * 2 >= rows)
            {
                string words = position is not null
                    ? $"{plan.Time.Name}, then {plan.Position!.Name}, then {FileOrder}" : $"{plan.Time.Name}, then {FileOrder}";
                return Of(time, position, words) with { HasGaps = time.Implausible > 0 };
            }

            if (plan.TimeGiven && time.Values == 0)
                throw new Item2VecException($"{table.Title}: column '{plan.Time.Name}' holds no time in any row",
                    "give another column with TimeColumn, or leave time out with TimeColumn = none")
                {
                    Option = nameof(SessionReaderOptions.TimeColumn),
                };
            string missing = string.Create(CultureInfo.InvariantCulture,
                $"olumn '{plan.Time.Name}' is empty in {rows - time.Values:N0} of {rows:N0} rows");
            if (position is not null)
            {
                notes.Add($"C{missing}, so '{plan.Position!.Name}' orders the events.");
            }
            else if (time.Values * 2 >= rows)
            {
                return Of(time, null, $"{plan.Time.Name}, then {FileOrder}") with
                {
                    HasGaps = true,
                    HasEmpty = true,
                    Warnings = [$"c{missing}; these rows take the time of the row before them in the session", .. time.Warnings],
                };
            }
            else
            {
                return new EventOrder(null, false, null, FileOrder, 0, notes)
                    { Warnings = [$"c{missing}, so {FileOrder} orders the events"] };
            }
        }

        if (position is not null)
            return new EventOrder(position, false, null, $"{plan.Position!.Name}, then {FileOrder}", 0, notes);
        return new EventOrder(null, false, null, FileOrder, 0, notes);

        EventOrder Of(OrderColumn time, string? second, string words) => new(
            time.Expression, time.IsReal, second, words, time.UnitsPerSecond > 0 ? time.UnitsPerSecond : 1, notes)
        {
            Meaning = time.Meaning, Warnings = time.Warnings,
        };
    }
}
