using Item2Vec.Data.Columns;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data;

/// <summary>
/// Reads attributes of items from the log itself: columns whose value belongs to the item of the row, such as its category.
/// </summary>
public static class EventAttributes
{
    /// <summary>
    /// Reads columns of a log; an item has the value that most of its rows have; ties go to the first in ordinal order.
    /// </summary>
    /// <param name="inputs">The files or globs of the log, one row per event.</param>
    /// <param name="vocabulary">The items.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="itemColumn">The column of the items, as the report of the reading names it.</param>
    /// <param name="options">Reading options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the reading within a tenth of a second.</param>
    /// <returns>The columns as text, one value per row of the vocabulary; rows without a value do not count.</returns>
    /// <exception cref="Item2VecException">A column is missing, or the log does not have one row per event.</exception>
    public static ItemAttributes Read(
        IReadOnlyList<string> inputs, Vocabulary vocabulary, IReadOnlyList<string> columns, string itemColumn,
        SessionReaderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(itemColumn);
        options ??= new SessionReaderOptions();
        IReadOnlyList<InputFile> files = InputFiles.Resolve(inputs);
        if (files[0].Format == FileFormat.Text) throw NoRows($"'{files[0].Path}'", columns[0]);
        using ScratchDirectory spill = new(options.TempDirectory);
        try
        {
            DuckSettings settings = new() { Threads = options.Threads, MemoryLimit = MemorySize.Parse(options.MemoryLimit),
                TempDirectory = spill.Path };
            using DuckDatabase database = new(settings, null, cancellationToken);
            return Read(database, InputTables.Open(database, files, options), vocabulary, columns, itemColumn);
        }
        catch (DuckException error)
        {
            throw ReadingErrors.Translate(error, $"'{files[0].Path}'");
        }
    }

    private static ItemAttributes Read(DuckDatabase database, InputTable table, Vocabulary vocabulary, IReadOnlyList<string> names,
        string itemColumn)
    {
        TableColumn item = Named(table, itemColumn);
        if (item.IsList) throw NoRows(table.Title, names[0]);
        TableColumn[] columns = [.. names.Select(name => Named(table, name))];
        table.Load(database, [.. columns.Prepend(item).Distinct()]);
        item = IntegralText.Of(database, table, item, []);
        return new ItemAttributes([.. columns.Select(column => column.Name)],
            [.. columns.Select(column => MostFrequent(database, table, vocabulary, item, column))]);
    }

    private static StringColumn MostFrequent(DuckDatabase database, InputTable table, Vocabulary vocabulary, TableColumn item,
        TableColumn column)
    {
        string?[] values = new string?[vocabulary.Count];
        string pairs = $"select {IdColumns.Expression(item)} as item, {column.TextExpression()} as value, count(*) "
            + $"as n from {table.From} group by all";
        using DuckResult result = database.Query(
            $"select item, value from ({pairs}) where item <> '' and value <> '' qualify row_number() "
                + "over (partition by item order by n desc, value) = 1");
        while (result.MoveNext())
        {
            DuckChunk chunk = result.Current;
            for (int i = 0; i < chunk.Count; i++)
                if (vocabulary.TryGetRow(chunk[0].Utf8(i), out int row)) values[row] = chunk[1].Text(i);
        }

        return StringColumn.Of(values);
    }

    private static TableColumn Named(InputTable table, string name) => table.Find(name) ?? throw new Item2VecException(
        $"{table.Title} has no column '{name}' to take metadata from; "
            + $"its columns are {string.Join(", ", table.Columns.Select(column => column.Name))}",
        "name one of them, or give a table of the items that has it: ItemTable.Read", ErrorCode.Usage);

    private static Item2VecException NoRows(string title, string column) => new(
        $"{title} has not one row an event, so no column '{column}' can say anything of an item",
            "give a table of the items that has it: ItemTable.Read", ErrorCode.Usage);
}
