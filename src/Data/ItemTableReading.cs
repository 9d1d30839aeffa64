using Item2Vec.Data.DuckDb;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data;

/// <summary>One reading of a table of items.</summary>
internal sealed class ItemTableReading(DuckDatabase database, InputTable table, ItemTableOptions options)
{
    private static readonly string[] First = ["title", "name", "description"];

    /// <summary>The column of the ids and the columns to keep.</summary>
    public (TableColumn Key, TableColumn[] Columns) FindColumns()
    {
        TableColumn key = Key();
        return (key, Columns(key));
    }

    public ItemTableResult Run(Vocabulary vocabulary, CancellationToken cancellation)
    {
        (TableColumn key, TableColumn[] columns) = FindColumns();
        Task check = GzipCheck.Start(table.Files, cancellation);
        table.Load(database, [key, .. columns]);
        check.GetAwaiter().GetResult();
        IdColumns.Check(database, table, key, options.Noun);
        int known = vocabulary.Count;
        if (options.AddItems) vocabulary = Longer(vocabulary, key);
        string?[][] values = [.. columns.Select(_ => new string?[vocabulary.Count])];
        bool[] seen = new bool[vocabulary.Count];
        long rows = 0, matched = 0, others = 0, duplicates = 0, empty = 0;
        string selected = string.Concat(columns.Select(column => $", {Text(column, options.KeepNulls)}"));
        using DuckResult result = database.Query($"select {IdColumns.Expression(key)}{selected} from {table.From} order by {table.RowNumber}");
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
        return new ItemTableResult(attributes, new ItemTableReport(key.Name, rows, matched - added, vocabulary.Count - matched, others, duplicates, empty) { Added = added })
        {
            Items = vocabulary,
        };
    }

    /// <summary>The vocabulary and, behind its items, those of the table that it lacks, in the table's order.</summary>
    private Vocabulary Longer(Vocabulary vocabulary, TableColumn key)
    {
        VocabularyBuilder longer = new();
        for (int row = 0; row < vocabulary.Count; row++) longer.Add(vocabulary.Utf8(row), vocabulary.CountOf(row));
        string id = IdColumns.Expression(key);
        using DuckResult result = database.Query($"select {id} from {table.From} where {id} <> '' group by 1 order by min({table.RowNumber})");
        while (result.MoveNext())
        {
            DuckColumn ids = result.Current[0];
            for (int i = 0; i < result.Current.Count; i++)
                if (!vocabulary.TryGetRow(ids.Utf8(i), out _)) longer.Add(ids.Utf8(i), 0);
        }

        return longer.Build();
    }

    public static string Text(TableColumn column, bool keepNulls = false)
        => column.IsList ? $"array_to_string({(keepNulls ? $"list_transform({Sql.Name(column.Name)}, x -> coalesce(x::VARCHAR, 'null'))" : Sql.Name(column.Name))}, '|')" : $"{Sql.Name(column.Name)}::VARCHAR";

    private TableColumn Key()
    {
        if (options.ItemColumn is not null) return Named(options.ItemColumn);
        return ColumnAliases.Find(table.Columns, options.OfUsers ? ColumnAliases.UserKey : ColumnAliases.ItemKey, IdColumns.Suits) ?? throw new Item2VecException(
            $"{table.Title} has no column that is known to hold {options.Noun} ids; its columns are {Names()}", $"rename the column with the ids to {options.Noun}_id");
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
