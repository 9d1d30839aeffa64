using System.Data;
using Item2Vec.Data.Columns;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data;

/// <summary>Reads attributes of items (titles, categories, brands, ...) from a table with one row per item.</summary>
public static class ItemTable
{
    /// <summary>Reads a table of items, aligned to the rows of a vocabulary.</summary>
    /// <param name="path">A .parquet, .csv, .tsv or .jsonl file (also gzipped) or a glob.</param>
    /// <param name="vocabulary">The items; others in the table are counted and skipped.</param>
    /// <param name="options">Reading options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the reading within a tenth of a second.</param>
    /// <returns>All columns except the id as text: title, name and description first, the others in file order.</returns>
    /// <exception cref="Item2VecException">The table is missing or invalid.</exception>
    public static ItemAttributes Read(
        string path, Vocabulary vocabulary, ItemTableOptions? options = null, CancellationToken cancellationToken = default)
        => ReadWithReport(path, vocabulary, options, cancellationToken).Attributes;

    /// <summary>Reads a table of items and reports what was read and skipped.</summary>
    /// <inheritdoc cref="Read(string, Vocabulary, ItemTableOptions?, CancellationToken)"/>
    public static ItemTableResult ReadWithReport(
        string path, Vocabulary vocabulary, ItemTableOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(vocabulary);
        options ??= new ItemTableOptions();
        return With(path, options, (database, table) => new ItemTableReading(database, table, options).Run(vocabulary),
            cancellationToken);
    }

    /// <summary>Reads a table of items from a data reader, aligned to the rows of a vocabulary.</summary>
    /// <param name="rows">The reader, before its first row; it is read to the end of its result and stays the caller's.</param>
    /// <param name="vocabulary">The items; others in the table are counted and skipped.</param>
    /// <param name="options">Reading options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the reading between two rows.</param>
    /// <returns>All columns except the id as text: title, name and description first, the others in the reader's order.</returns>
    /// <exception cref="Item2VecException">The rows are not those of items.</exception>
    public static ItemAttributes Read(
        IDataReader rows, Vocabulary vocabulary, ItemTableOptions? options = null, CancellationToken cancellationToken = default)
        => ReadWithReport(rows, vocabulary, options, cancellationToken).Attributes;

    /// <summary>Reads a table of items from a data reader and reports what was read and skipped.</summary>
    /// <inheritdoc cref="Read(IDataReader, Vocabulary, ItemTableOptions?, CancellationToken)"/>
    public static ItemTableResult ReadWithReport(
        IDataReader rows, Vocabulary vocabulary, ItemTableOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(vocabulary);
        options ??= new ItemTableOptions();
        return With(ReaderTable.Name, options, database => new ShapedTable(database, new ReaderTable(database, rows), []),
            (database, table) => new ItemTableReading(database, table, options).Run(vocabulary), cancellationToken);
    }

    /// <summary>
    /// Checks a table of items before the items are known: opens it and resolves its columns.
    /// </summary>
    /// <inheritdoc cref="Read(string, Vocabulary, ItemTableOptions?, CancellationToken)"/>
    public static void Check(string path, ItemTableOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new ItemTableOptions();
        With(path, options, (database, table) => new ItemTableReading(database, table, options).FindColumns(), cancellationToken);
    }

    internal static T With<T>(string path, ItemTableOptions options, Func<DuckDatabase, InputTable, T> use,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<InputFile> files = InputFiles.Resolve([path]);
        if (files[0].Format == FileFormat.Text)
            throw new Item2VecException($"'{files[0].Path}' is text; a table of items was expected",
                "give a .parquet, .csv, .tsv or .jsonl file");
        return With($"'{files[0].Path}'", options, database => InputTables.Open(database, files), use, cancellationToken);
    }

    private static T With<T>(string title, ItemTableOptions options, Func<DuckDatabase, InputTable> open,
        Func<DuckDatabase, InputTable, T> use, CancellationToken cancellationToken)
    {
        using ScratchDirectory spill = new(null);
        try
        {
            DuckSettings settings = new() { Threads = options.Threads, MemoryLimit = MemorySize.Parse(null), TempDirectory = spill.Path };
            using DuckDatabase database = new(settings, null, cancellationToken);
            return use(database, open(database));
        }
        catch (DuckException error)
        {
            throw ReadingErrors.Translate(error, title);
        }
    }
}

/// <summary>Options for reading a table of items.</summary>
public sealed record ItemTableOptions
{
    /// <summary>The column with the item's id. Default: detected by name.</summary>
    public string? ItemColumn { get; init; }

    /// <summary>
    /// Whether the rows are users: the id column is detected by the names of users. Default: false.
    /// </summary>
    public bool OfUsers { get; init; }

    /// <summary>The columns to keep, in this order. Default: all.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>
    /// Whether items of the table that are not in the vocabulary join it, after its own and with a count of 0, so that they can be placed
    /// by their metadata. Default: false.
    /// </summary>
    public bool AddItems { get; init; }

    /// <summary>
    /// Whether a null inside a list is kept as the word null, to preserve positions; otherwise it is skipped. Default: false.
    /// </summary>
    public bool KeepNulls { get; init; }

    /// <summary>The number of threads; 0 for every processor. Default: 0.</summary>
    public int Threads { get; init; }

    internal string Noun => OfUsers ? "user" : "item";
}

/// <summary>The items' attributes and a report.</summary>
/// <param name="Attributes">The columns, one value per row of the vocabulary.</param>
/// <param name="Report">What was read and skipped.</param>
public sealed record ItemTableResult(ItemAttributes Attributes, ItemTableReport Report)
{
    /// <summary>
    /// The items that the columns describe: the given vocabulary, followed by those added by <see cref="ItemTableOptions.AddItems"/>.
    /// </summary>
    public required Vocabulary Items { get; init; }

    /// <summary>Whether an item has a row in the table, by its row in <see cref="Items"/>.</summary>
    public required IReadOnlyList<bool> Described { get; init; }
}

/// <summary>Reports the reading of a table of items.</summary>
/// <param name="ItemColumn">The column with the id, as spelled in the file.</param>
/// <param name="Rows">Rows in the table.</param>
/// <param name="Matched">Items of the vocabulary that have a row.</param>
/// <param name="Unmatched">Items of the vocabulary that have none.</param>
/// <param name="NotInVocabulary">Rows of items that are not in the vocabulary.</param>
/// <param name="Duplicates">Rows of items that an earlier row has described; the first row wins.</param>
/// <param name="EmptyItems">Rows without an id.</param>
public sealed record ItemTableReport(
    string ItemColumn, long Rows, long Matched, long Unmatched, long NotInVocabulary, long Duplicates, long EmptyItems)
{
    /// <summary>Items added to the vocabulary: <see cref="ItemTableOptions.AddItems"/>.</summary>
    public long Added { get; init; }
}

/// <summary>One reading of a table of items.</summary>
internal sealed class ItemTableReading(DuckDatabase database, InputTable table, ItemTableOptions options)
{
    private static readonly string[] First = ["title", "name", "description"];

    /// <summary>The column of ids and the columns to keep.</summary>
    public (TableColumn Key, TableColumn[] Columns) FindColumns()
    {
        TableColumn key = Key();
        return (key, Columns(key));
    }

    public ItemTableResult Run(Vocabulary vocabulary)
    {
        (TableColumn key, TableColumn[] columns) = FindColumns();
        table.Load(database, [key, .. columns]);
        key = IntegralText.Of(database, table, key, []);
        IdColumns.Check(database, table, key, options.Noun);
        int known = vocabulary.Count;
        if (options.AddItems) vocabulary = Longer(vocabulary, key);
        string?[][] values = [.. columns.Select(_ => new string?[vocabulary.Count])];
        bool[] seen = new bool[vocabulary.Count];
        long rows = 0, matched = 0, others = 0, duplicates = 0, empty = 0;
        string selected = string.Concat(columns.Select(column => $", {column.TextExpression(options.KeepNulls)}"));
        using DuckResult result = database.Query(
            $"select {IdColumns.Expression(key)}{selected} from {table.From} order by {table.RowNumber}");
        while (result.MoveNext())
        {
            DuckChunk chunk = result.Current;
            rows += chunk.Count;
            for (int i = 0; i < chunk.Count; i++)
            {
                if (chunk[0].IsNull(i) || chunk[0].Utf8(i).IsEmpty)
                {
                    empty++;
                }
                else if (!vocabulary.TryGetRow(chunk[0].Utf8(i), out int row))
                {
                    others++;
                }
                else if (seen[row])
                {
                    duplicates++;
                }
                else
                {
                    seen[row] = true;
                    matched++;
                    for (int column = 0; column < columns.Length; column++) values[column][row] = chunk[column + 1].Text(i);
                }
            }
        }

        ItemAttributes attributes = new([.. columns.Select(column => column.Name)], values.Select(StringColumn.Of));
        int added = vocabulary.Count - known;
        return new ItemTableResult(attributes,
            new ItemTableReport(key.Name, rows, matched - added, vocabulary.Count - matched, others, duplicates, empty) { Added = added })
        {
            Items = vocabulary,
            Described = seen,
        };
    }

    /// <summary>The vocabulary followed by the table's other items, in table order.</summary>
    private Vocabulary Longer(Vocabulary vocabulary, TableColumn key)
    {
        VocabularyBuilder longer = new();
        for (int row = 0; row < vocabulary.Count; row++) longer.Add(vocabulary.Utf8(row), vocabulary.CountOf(row));
        string id = IdColumns.Expression(key);
        using DuckResult result = database.Query(
            $"select {id} from {table.From} where {id} <> '' group by 1 order by min({table.RowNumber})");
        while (result.MoveNext())
        {
            DuckColumn ids = result.Current[0];
            for (int i = 0; i < result.Current.Count; i++)
                if (!vocabulary.TryGetRow(ids.Utf8(i), out _)) longer.Add(ids.Utf8(i), 0);
        }

        return longer.Build();
    }

    private TableColumn Key()
    {
        if (options.ItemColumn is not null) return Named(options.ItemColumn);
        return ColumnAliases.Find(table.Columns, options.OfUsers ? ColumnAliases.UserKey : ColumnAliases.ItemKey, IdColumns.Suits)
            ?? throw new Item2VecException(
            $"{table.Title} has no column that is known to hold {options.Noun} ids; its columns are {Names()}",
                $"rename the column with the ids to {options.Noun}_id");
    }

    private TableColumn[] Columns(TableColumn key)
    {
        if (options.Columns is not null) return [.. options.Columns.Select(Named)];
        return
        [
            .. table.Columns.Where(column => column != key)
                .OrderBy(column => Array.IndexOf(First, column.Name.ToLowerInvariant()) is >= 0 and int at ? at : First.Length),
        ];
    }

    private TableColumn Named(string name) => table.Find(name) ?? throw new Item2VecException(
        $"{table.Title} has no column '{name}'; its columns are {Names()}", "give one of them");

    private string Names() => string.Join(", ", table.Columns.Select(column => column.Name));
}
