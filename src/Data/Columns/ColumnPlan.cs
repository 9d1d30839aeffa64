using Item2Vec.Data.Reports;
using Item2Vec.Data.Tables;

namespace Item2Vec.Data.Columns;

/// <summary>The column of each role.</summary>
internal sealed record ColumnPlan
{
    public required SessionLayout Layout { get; init; }

    public required TableColumn Item { get; init; }

    /// <summary>The session, or the user instead; null for one session per row.</summary>
    public TableColumn? Session { get; init; }

    public TableColumn? User { get; init; }

    public TableColumn? Time { get; init; }

    /// <summary>The column that orders events where the time does not; detected by name only.</summary>
    public TableColumn? Position { get; init; }

    public TableColumn? Basket { get; init; }

    public TableColumn? Weight { get; init; }

    /// <summary>Which events are goals.</summary>
    public TableColumn? Goal { get; init; }

    /// <summary>
    /// The delimiter of items; empty for white space; null unless the layout is <see cref="SessionLayout.DelimitedText"/>.
    /// </summary>
    public string? Delimiter { get; init; }

    /// <summary>Whether the time column was given rather than detected.</summary>
    public bool TimeGiven { get; init; }

    public IReadOnlyList<ColumnChoice> Choices { get; init; } = [];

    /// <summary>Whether each row holds a whole session.</summary>
    public bool RowIsSession => Layout != SessionLayout.Events;

    /// <summary>All columns that are read.</summary>
    public IReadOnlyList<TableColumn> Used
        => [.. new[] { Session, Item, User, Time, Position, Basket, Weight, Goal }.OfType<TableColumn>().Distinct()];
}
