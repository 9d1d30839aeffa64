namespace Item2Vec.Embeddings.Corpus;

/// <summary>What is known of the items beside their sessions: named text columns (title, category, brand, ...), one value for each row of the vocabulary.</summary>
/// <remarks>Immutable and thread-safe. A missing value is null.</remarks>
public sealed class ItemAttributes
{
    private static readonly string[] TitleNames = ["title", "name", "label", "description"];
    private readonly StringColumn[] columns;

    internal ItemAttributes(IReadOnlyList<string> names, IEnumerable<StringColumn> columns)
    {
        Names = names;
        this.columns = [.. columns];
        if (this.columns.Length != names.Count) throw new ArgumentException("One name for each column.", nameof(names));
        TitleColumn = TitleNames.Select(title => names.FirstOrDefault(name => title.Equals(name, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(name => name is not null);
    }

    /// <summary>No columns.</summary>
    public static ItemAttributes None { get; } = new([], []);

    /// <summary>The names of the columns, in file order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The columns, in the order of <see cref="Names"/>.</summary>
    internal IReadOnlyList<StringColumn> Columns => columns;

    /// <summary>The column that is shown beside an item: the first called title, name, label or description, in that order; null when there is none.</summary>
    public string? TitleColumn { get; }

    /// <summary>The item's value in <see cref="TitleColumn"/>, or null.</summary>
    public string? Title(int row) => TitleColumn is string column ? Value(row, column) : null;

    /// <summary>The value of an item in a column; null when it has none or there is no such column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is such a column, and <paramref name="row"/> is not one of its rows.</exception>
    public string? Value(int row, string column)
    {
        for (int i = 0; i < columns.Length; i++)
            if (Names[i] == column) return columns[i][row];
        return null;
    }

    /// <summary>These columns and those of others that have other names.</summary>
    /// <exception cref="ArgumentException">The others are of another number of items.</exception>
    public ItemAttributes And(ItemAttributes others)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (columns.Concat(others.columns).Select(column => column.Count).Distinct().Count() > 1) throw new ArgumentException("The columns have different numbers of rows.", nameof(others));
        int[] added = [.. Enumerable.Range(0, others.columns.Length).Where(i => !Names.Contains(others.Names[i]))];
        return new ItemAttributes([.. Names, .. added.Select(i => others.Names[i])], [.. columns, .. added.Select(i => others.columns[i])]);
    }

    /// <summary>The columns of some of the items only.</summary>
    internal ItemAttributes Take(int[] rows) => new(Names, columns.Select(column => StringColumn.Of([.. rows.Select(row => column[row])])));

    /// <summary>The same columns for more items, of which nothing is known.</summary>
    public ItemAttributes PaddedTo(int count)
        => columns.All(column => column.Count == count) ? this : new(Names, columns.Select(column => StringColumn.Of([.. Enumerable.Range(0, count).Select(row => row < column.Count ? column[row] : null)])));

    /// <summary>The number of a column, exact or but for upper and lower case; -1 when there is none.</summary>
    public int IndexOf(string column)
    {
        int exact = Array.FindIndex([.. Names], name => name == column);
        return exact >= 0 ? exact : Array.FindIndex([.. Names], name => string.Equals(name, column, StringComparison.OrdinalIgnoreCase));
    }
}
