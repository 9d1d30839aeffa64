namespace Item2Vec.Data.RankedTables;

/// <summary>What the rows of a table of answers have.</summary>
public sealed record RankedTableOptions
{
    /// <summary>Whether rows say if their answer is what is popular (<see cref="RankedAnswer.IsPopular"/>). Default false.</summary>
    public bool HasPopular { get; init; }

    /// <summary>Whether a quote stands before cells of text formats that a spreadsheet would take for formulas. Default false.</summary>
    public bool GuardCells { get; init; }
}
