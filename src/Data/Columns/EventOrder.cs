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

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public static EventOrder Find(DuckDatabase database, InputTable table, ColumnPlan plan)
    {
        long rows = table.CountRows(database);
        List<string> notes = [];
        OrderColumn? position = plan.Position is null ? null : OrderColumn.Of(database, table, plan.Position);
        bool positionComplete = position is { Values: var placed, IsReal: false, UnitsPerSecond: 0 } && placed == rows;
        if (plan.Time is not null)
        {
            OrderColumn time = OrderColumn.Of(database, table, plan.Time)
                ?? throw OrderColumn.WrongType(table, plan.Time);
            if (time.Values == rows)
            {
                string words = positionComplete
                    ? $"{plan.Time.Name}, then {plan.Position!.Name}, then {FileOrder}" : $"{plan.Time.Name}, then {FileOrder}";
                return new EventOrder(time.Expression, time.IsReal, positionComplete ? position!.Expression : null, words,
                    Math.Max(1, time.UnitsPerSecond), notes);
            }

            if (plan.TimeGiven && time.Values == 0)
                throw new Item2VecException($"{table.Title}: column '{plan.Time.Name}' holds no time in any row",
                    "give another column with TimeColumn, or leave time out with TimeColumn = none")
                {
                    Option = nameof(SessionReaderOptions.TimeColumn),
                };
            string missing = string.Create(CultureInfo.InvariantCulture,
                $"olumn '{plan.Time.Name}' is empty in {rows - time.Values:N0} of {rows:N0} rows");
            if (positionComplete)
            {
                notes.Add($"C{missing}, so '{plan.Position!.Name}' orders the events.");
            }
            else if (time.Values * 2 >= rows)
            {
                return new EventOrder(time.Expression, time.IsReal, null, $"{plan.Time.Name}, then {FileOrder}",
                    Math.Max(1, time.UnitsPerSecond), notes)
                {
                    HasGaps = true,
                    Warnings = [$"c{missing}; these rows take the time of the row before them in the session"],
                };
            }
            else
            {
                return new EventOrder(null, false, null, FileOrder, 0, notes)
                    { Warnings = [$"c{missing}, so {FileOrder} orders the events"] };
            }
        }

        if (positionComplete)
            return new EventOrder(position!.Expression, false, null, $"{plan.Position!.Name}, then {FileOrder}", 0, notes);
        return new EventOrder(null, false, null, FileOrder, 0, notes);
    }
}
