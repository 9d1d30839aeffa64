namespace Item2Vec.Cli.Terminal;

/// <summary>A table of texts.</summary>
/// <param name="Columns">The columns' names.</param>
/// <param name="Rows">The cells, one array per row, with as many as there are columns.</param>
internal sealed record TextTable(IReadOnlyList<TextColumn> Columns, IReadOnlyList<string[]> Rows)
{
    /// <summary>A line above the table, or null.</summary>
    public string? Heading { get; init; }

    /// <summary>Whether people see the columns' names.</summary>
    public bool ShowColumnNames { get; init; } = true;
}

/// <summary>A column's name and whether it holds numbers, which are aligned to the right.</summary>
internal readonly record struct TextColumn(string Name, bool IsNumber = false);
