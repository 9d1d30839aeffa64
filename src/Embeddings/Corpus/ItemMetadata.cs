using System.Text;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Embeddings.Corpus;

/// <summary>
/// Metadata of items: the values of each item in some columns (category, brand, genres, ...). A value without events is left out,
/// since nothing could be learned from it.
/// </summary>
/// <remarks>Immutable and thread-safe. An item may have several values in a column, or none.</remarks>
public sealed class ItemMetadata
{
    private readonly MetadataColumn[] columns;

    internal ItemMetadata(Vocabulary items, ItemAttributes attributes, Vocabulary values, MetadataColumn[] columns)
    {
        Items = items;
        Attributes = attributes;
        Values = values;
        this.columns = columns;
    }

    /// <summary>The described items: those of a corpus, in its order, followed by any without events.</summary>
    public Vocabulary Items { get; }

    /// <summary>All attributes of <see cref="Items"/>, row by row, including those that are not metadata.</summary>
    public ItemAttributes Attributes { get; }

    /// <summary>
    /// The values as <c>column=value</c>, grouped by column and in descending order of their counts: the events of the items that have
    /// them.
    /// </summary>
    public Vocabulary Values { get; }

    /// <summary>The names of the columns, in the order of <see cref="Values"/>.</summary>
    public IReadOnlyList<string> Columns => Array.ConvertAll(columns, column => column.Name);

    /// <summary>The number of columns.</summary>
    internal int ColumnCount => columns.Length;

    /// <summary>
    /// Takes columns of the items' attributes as their metadata. Items without events are left out unless they share a value with an item
    /// that has events.
    /// </summary>
    /// <param name="items">The items, row by row as in <paramref name="attributes"/>.</param>
    /// <param name="attributes">Their attributes.</param>
    /// <param name="columnNames">The columns to take; case is ignored if no name is exact.</param>
    /// <param name="separator">What parts the values of an item that has several; null takes every text as one value.</param>
    /// <exception cref="Item2VecException">
    /// A column is missing (<see cref="ErrorCode.Usage"/>), or teaches nothing: it is empty, has one value only, or hardly two items share
    /// one.
    /// </exception>
    public static ItemMetadata Of(Vocabulary items, ItemAttributes attributes, IReadOnlyList<string> columnNames, string? separator = "|")
        => new ItemMetadataBuilder(items, attributes, separator).Build(columnNames);

    /// <summary>The values of an item in a column, as texts without the column's name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or no such column.</exception>
    public string[] Of(int row, string column)
    {
        int at = Array.FindIndex(columns, one => one.Name == column);
        ArgumentOutOfRangeException.ThrowIfNegative(at, nameof(column));
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Items.Count);
        return [.. ValuesOf(row, at).ToArray().Select(value => Values[value][(column.Length + 1)..])];
    }

    /// <summary>The rows of <see cref="Values"/> that belong to a column: [First, First + Count).</summary>
    internal (int First, int Count) Range(int column) => (columns[column].First, columns[column].Count);

    /// <summary>The rows of <see cref="Values"/> that an item has in a column.</summary>
    internal ReadOnlySpan<int> ValuesOf(int row, int column) => columns[column].ValuesOf(row);

    /// <summary>
    /// The metadata of some of the items, with their own counts: values are recounted and reordered, and a value without events is left
    /// out.
    /// </summary>
    /// <param name="some">The items, all of which have events.</param>
    /// <param name="rows">For each of them its row in <see cref="Items"/>.</param>
    /// <exception cref="Item2VecException">A column no longer separates items.</exception>
    internal ItemMetadata For(Vocabulary some, int[] rows)
    {
        VocabularyBuilder kept = new(inFallingOrder: false);
        MetadataColumn[] ofSome = Array.ConvertAll(columns, column => Recount(column.Take(rows), some, kept));
        return new ItemMetadata(some, Attributes.Take(rows), kept.Build(), ofSome);
    }

    /// <summary>The number of items with events that have no value.</summary>
    public int Undescribed
        => Enumerable.Range(0, Items.Count)
            .Count(row => Items.CountOf(row) > 0 && !Array.Exists(columns, column => column.ValuesOf(row).Length > 0));

    /// <summary>The number of items without events, which are placed by their metadata.</summary>
    public int WithoutEvents => Items.CountUnseen();

    /// <summary>Identifies the metadata of a corpus: columns, values, and which items have them.</summary>
    internal ulong ContentHash()
    {
        ulong hash = CorpusIdentity.HashOf(Values);
        foreach (MetadataColumn column in columns) hash = IdHash.Mix(hash + column.ContentHash());
        return IdHash.Mix(hash + (ulong)Items.Count);
    }

    /// <summary>A column whose values are counted over other items, and added in descending order of these counts.</summary>
    private MetadataColumn Recount(MetadataColumn column, Vocabulary items, VocabularyBuilder kept)
    {
        long[] counts = new long[Values.Count];
        for (int item = 0; item < items.Count; item++)
            foreach (int value in column.ValuesOf(item)) counts[value] += items.CountOf(item);
        int[] order = [.. Enumerable.Range(column.First, column.Count).Where(value => counts[value] > 0)
            .OrderByDescending(value => counts[value]).ThenBy(value => Values[value], StringComparer.Ordinal)];
        if (order.Length < 2)
        {
            throw new Item2VecException(
                $"metadata: the items of the training part have {order.Length} of the values of column '{column.Name}', "
                + "which tells nothing apart",
                "hold out less, or leave it out of ItemMetadata.Of");
        }

        int first = kept.Count;
        int[] rowOf = new int[Values.Count];
        foreach (int value in order)
        {
            rowOf[value] = kept.Count;
            kept.Add(Values[value], counts[value]);
        }

        return column with { First = first, Count = order.Length, Rows = Array.ConvertAll(column.Rows, value => rowOf[value]) };
    }
}

/// <summary>A column of metadata: for each item a run of value rows.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="First">The first of its value rows.</param>
/// <param name="Count">The number of its values.</param>
/// <param name="Offsets">Item r has <paramref name="Rows"/> [Offsets[r], Offsets[r + 1]).</param>
/// <param name="Rows">Value rows, item by item.</param>
internal sealed record MetadataColumn(string Name, int First, int Count, int[] Offsets, int[] Rows)
{
    public ReadOnlySpan<int> ValuesOf(int row) => Rows.AsSpan(Offsets[row], Offsets[row + 1] - Offsets[row]);

    /// <summary>The column of some of the items only.</summary>
    public MetadataColumn Take(int[] items)
    {
        int[] offsets = new int[items.Length + 1];
        for (int i = 0; i < items.Length; i++) offsets[i + 1] = offsets[i] + ValuesOf(items[i]).Length;
        return this with { Offsets = offsets, Rows = [.. items.SelectMany(item => ValuesOf(item).ToArray())] };
    }

    public ulong ContentHash()
    {
        ulong hash = 0;
        foreach (int offset in Offsets) hash = IdHash.Mix(hash + (ulong)offset + 1);
        foreach (int row in Rows) hash = IdHash.Mix(hash + (ulong)row + 1);
        return hash;
    }
}

/// <summary>The name of a metadata value across columns: <c>column=value</c>. The column ends at the first <c>=</c>.</summary>
public static class MetadataToken
{
    /// <summary>Ends the name of the column.</summary>
    public const char Separator = '=';

    /// <summary>The token of a value of a column.</summary>
    public static string Of(string column, string value) => $"{column}{Separator}{value}";

    /// <summary>The column of a token, or the whole text if it has none.</summary>
    internal static ReadOnlySpan<byte> Column(ReadOnlySpan<byte> token)
    {
        int at = token.IndexOf((byte)Separator);
        return at < 0 ? token : token[..at];
    }

    /// <inheritdoc cref="Column(ReadOnlySpan{byte})"/>
    public static string Column(string token) => token.Split(Separator, 2)[0];

    /// <summary>The columns of tokens grouped by column, in order, and the number of values of each.</summary>
    public static IReadOnlyList<(string Column, int Values)> Columns(Vocabulary tokens)
    {
        List<(string Column, int Values)> columns = [];
        using Lease lease = tokens.Acquire();
        for (int row = 0; row < tokens.Count; row++)
        {
            ReadOnlySpan<byte> column = Column(tokens.Utf8(row));
            if (row == 0 || !column.SequenceEqual(Column(tokens.Utf8(row - 1)))) columns.Add((Encoding.UTF8.GetString(column), 0));
            columns[^1] = (columns[^1].Column, columns[^1].Values + 1);
        }

        return columns;
    }
}
