namespace Item2Vec.Embeddings.Corpus;

/// <summary>Attributes of items: named text columns (title, category, brand, ...), one value per row of the vocabulary.</summary>
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

    /// <summary>
    /// The column displayed with an item: the first called title, name, label or description, in that order; null if there is none.
    /// </summary>
    public string? TitleColumn { get; }

    /// <summary>The item's value in <see cref="TitleColumn"/>, or null.</summary>
    public string? Title(int row) => TitleColumn is string column ? Value(row, column) : null;

    /// <summary>The value of an item in a column; null if it has none or there is no such column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is such a column, but <paramref name="row"/> is out of range.</exception>
    public string? Value(int row, string column)
    {
        for (int i = 0; i < columns.Length; i++)
            if (Names[i] == column) return columns[i][row];
        return null;
    }

    /// <summary>These columns and those of others with other names.</summary>
    /// <exception cref="ArgumentException">The others have another number of items.</exception>
    public ItemAttributes And(ItemAttributes others)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (columns.Concat(others.columns).Select(column => column.Count).Distinct().Count() > 1)
            throw new ArgumentException("The columns have different numbers of rows.", nameof(others));
        int[] added = [.. Enumerable.Range(0, others.columns.Length).Where(i => !Names.Contains(others.Names[i]))];
        return new ItemAttributes([.. Names, .. added.Select(i => others.Names[i])], [.. columns, .. added.Select(i => others.columns[i])]);
    }

    /// <summary>The columns of some of the items only.</summary>
    internal ItemAttributes Take(int[] rows) => new(Names, columns.Select(column => StringColumn.Of([.. rows.Select(row => column[row])])));

    /// <summary>The same columns for more items, without values.</summary>
    public ItemAttributes PaddedTo(int count)
        => columns.All(column => column.Count == count)
            ? this
            : new(
                Names, columns.Select(
                    column => StringColumn.Of([.. Enumerable.Range(0, count).Select(row => row < column.Count ? column[row] : null)])));

    /// <summary>The number of a column, exact or ignoring case; -1 if there is none.</summary>
    public int IndexOf(string column)
    {
        int exact = Array.FindIndex([.. Names], name => name == column);
        return exact >= 0 ? exact : Array.FindIndex([.. Names], name => string.Equals(name, column, StringComparison.OrdinalIgnoreCase));
    }
}
