using System.Text;
using Item2Vec.Embeddings.Common;

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

    /// <summary>Takes attributes from rows in memory, by the items' ids.</summary>
    /// <typeparam name="TId">The type of the ids: a string, an integer type or <see cref="Guid"/>; see <see cref="ItemId"/>.</typeparam>
    /// <typeparam name="TRow">What describes an item.</typeparam>
    /// <param name="items">The items; rows of others are ignored, and an item without a row has no values.</param>
    /// <param name="rows">A row for each id, such as a dictionary; of several for an id the first is used.</param>
    /// <param name="columns">The name of each column, and its value in a row: null or empty for none.</param>
    /// <exception cref="ArgumentException">Ids are of another type, or two columns have one name.</exception>
    public static ItemAttributes Of<TId, TRow>(
        Vocabulary items, IEnumerable<KeyValuePair<TId, TRow>> rows, params IReadOnlyList<(string Name, Func<TRow, string?> Value)> columns)
        where TId : notnull
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        string[] names = [.. columns.Select(column => column.Name)];
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
            throw new ArgumentException("The names of the columns are all different.", nameof(columns));
        string?[][] values = Array.ConvertAll(names, _ => new string?[items.Count]);
        bool[] seen = new bool[items.Count];
        foreach ((TId id, TRow row) in rows)
        {
            if (!items.TryGetRow(ItemId.Of(id), out int at) || seen[at]) continue;
            seen[at] = true;
            for (int column = 0; column < names.Length; column++) values[column][at] = columns[column].Value(row);
        }

        return new ItemAttributes(names, values.Select(StringColumn.Of));
    }

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

    /// <summary>The values of a column. Reads all of it.</summary>
    /// <param name="column">Its name, exact or ignoring case.</param>
    /// <param name="maxFrequent">How many of its values to name.</param>
    /// <exception cref="Item2VecException">There is no such column (<see cref="ErrorCode.Usage"/>).</exception>
    public ColumnSummary Summarize(string column, int maxFrequent = 10)
    {
        int at = Required(column);
        return ColumnSummary.Of(Names[at], columns[at], maxFrequent);
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

    /// <summary>
    /// These columns with the values of others: of the rows that the others describe, or of all rows, which lose what the others lack.
    /// </summary>
    /// <param name="others">The values. A column is found by its name, exact or ignoring case; one that is not here is added.</param>
    /// <param name="described">Whether the others describe a row; null for all.</param>
    /// <exception cref="ArgumentException">The columns have different numbers of rows.</exception>
    public ItemAttributes With(ItemAttributes others, IReadOnlyList<bool>? described = null)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (columns.Concat(others.columns).Select(column => column.Count).Append(described?.Count ?? -1).Where(count => count >= 0)
            .Distinct().Count() > 1)
            throw new ArgumentException("The columns have different numbers of rows.", nameof(others));
        ItemAttributes all = this;
        for (int i = 0; i < others.columns.Length; i++)
        {
            StringColumn values = others.columns[i];
            StringColumn? before = all.Find(others.Names[i]);
            all = all.Put(others.Names[i], described is null ? values : Merged(before, values, described));
        }

        return all;
    }

    /// <summary>These columns with other values for some rows; null or an empty text removes a value.</summary>
    /// <param name="rows">The number of items.</param>
    /// <param name="changes">The new values by column and row.</param>
    internal ItemAttributes With(int rows, IReadOnlyDictionary<string, Dictionary<int, string?>> changes)
    {
        ItemAttributes all = this;
        foreach ((string name, Dictionary<int, string?> values) in changes)
        {
            StringColumn? before = all.Find(name);
            Dictionary<int, byte[]> texts = values.ToDictionary(value => value.Key, value => Encoding.UTF8.GetBytes(value.Value ?? ""));
            all = all.Put(name, (before ?? StringColumn.Of(rows, _ => default)).With(texts));
        }

        return all;
    }

    /// <summary>The other columns.</summary>
    /// <param name="column">The name, exact or ignoring case.</param>
    /// <exception cref="Item2VecException">There is no such column (<see cref="ErrorCode.Usage"/>).</exception>
    public ItemAttributes Without(string column)
    {
        int at = Required(column);
        return new ItemAttributes([.. Names.Where((_, i) => i != at)], columns.Where((_, i) => i != at));
    }

    private int Required(string column)
        => IndexOf(column) is >= 0 and int at
            ? at
            : throw new Item2VecException(
                $"the items have no column '{column}'", Names.Count == 0 ? null : $"columns: {string.Join(", ", Names)}", ErrorCode.Usage);

    private static StringColumn Merged(StringColumn? before, StringColumn values, IReadOnlyList<bool> described)
        => StringColumn.Of(values.Count, row => described[row] ? values.Utf8(row) : Text(before, row));

    private static ReadOnlySpan<byte> Text(StringColumn? column, int row) => column is null ? default : column.Utf8(row);

    private StringColumn? Find(string column) => IndexOf(column) is >= 0 and int at ? columns[at] : null;

    private ItemAttributes Put(string name, StringColumn values)
    {
        int at = IndexOf(name);
        return at < 0
            ? new ItemAttributes([.. Names, name], [.. columns, values])
            : new ItemAttributes(Names, columns.Select((column, i) => i == at ? values : column));
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

    /// <summary>The same texts, in the same memory, for more rows, which have none.</summary>
    internal ItemAttributes WithRoom(int rows) => new(Names, columns.Select(column => column.WithRoom(rows)));

    /// <summary>The number of a column, exact or ignoring case; -1 if there is none.</summary>
    public int IndexOf(string column)
    {
        int exact = Array.FindIndex([.. Names], name => name == column);
        return exact >= 0 ? exact : Array.FindIndex([.. Names], name => string.Equals(name, column, StringComparison.OrdinalIgnoreCase));
    }
}
