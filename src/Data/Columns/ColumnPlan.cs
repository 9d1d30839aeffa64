using Item2Vec.Data.Reports;
using Item2Vec.Data.Tables;

namespace Item2Vec.Data.Columns;

/// <summary>Which column plays which role.</summary>
internal sealed record ColumnPlan
{
    public required SessionLayout Layout { get; init; }

    public required TableColumn Item { get; init; }

    /// <summary>The session, or the user that stands for it; null for one session a row.</summary>
    public TableColumn? Session { get; init; }

    public TableColumn? User { get; init; }

    public TableColumn? Time { get; init; }

    /// <summary>The column that orders events where the time does not; found by name only.</summary>
    public TableColumn? Position { get; init; }

    public TableColumn? Basket { get; init; }

    public TableColumn? Weight { get; init; }

    /// <summary>Which events are goals.</summary>
    public TableColumn? Goal { get; init; }

    /// <summary>
    /// What stands between items; empty for white space; null unless the layout is <see cref="SessionLayout.DelimitedText"/>.
    /// </summary>
    public string? Delimiter { get; init; }

    /// <summary>Whether the time was given, not found.</summary>
    public bool TimeGiven { get; init; }

    public IReadOnlyList<ColumnChoice> Choices { get; init; } = [];

    /// <summary>Whether each row holds a whole session.</summary>
    public bool RowIsSession => Layout != SessionLayout.Events;

    /// <summary>All columns that are read.</summary>
    public IReadOnlyList<TableColumn> Used
        => [.. new[] { Session, Item, User, Time, Position, Basket, Weight, Goal }.OfType<TableColumn>().Distinct()];
}
