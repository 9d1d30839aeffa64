using Item2Vec.Data.Columns;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data;

/// <summary>Reads a table of items without a log: every item that it describes.</summary>
public static class ItemCatalog
{
    /// <summary>Reads all items of a table.</summary>
    /// <param name="path">A .parquet, .csv, .tsv or .jsonl file (also gzipped) or a glob.</param>
    /// <param name="options">The columns; null for all.</param>
    /// <param name="cancellationToken">Cancels the reading within a tenth of a second.</param>
    /// <returns>The items in table order, without counts, and their columns. If an item has several rows, the first
    /// is used.</returns>
    /// <exception cref="Item2VecException">The table is missing or invalid, or has no items.</exception>
    public static (Vocabulary Items, ItemTableResult Table) Read(string path, ItemTableOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        options ??= new ItemTableOptions();
        Vocabulary items = ItemTable.With(path, options, (database, table) => ReadIds(database, table, options), cancellationToken);
        if (items.Count == 0)
            throw new Item2VecException($"'{path}' describes no item: its column of ids is empty", "give the table of the items");
        return (items, ItemTable.ReadWithReport(path, items, options, cancellationToken));
    }

    private static Vocabulary ReadIds(DuckDatabase database, InputTable table, ItemTableOptions options)
    {
        (TableColumn key, _) = new ItemTableReading(database, table, options).FindColumns();
        table.Load(database, [key]);
        IdColumns.Check(database, table, key, "item");
        string id = IdColumns.Expression(key);
        VocabularyBuilder items = new();
        using DuckResult result = database.Query(
            $"select {id} from {table.From} where {id} <> '' group by 1 order by min({table.RowNumber})");
        while (result.MoveNext())
        {
            DuckColumn ids = result.Current[0];
            for (int i = 0; i < result.Current.Count; i++) items.Add(ids.Utf8(i), 0);
        }

        return items.Build();
    }
}
