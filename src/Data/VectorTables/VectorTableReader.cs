using DuckDB.NET.Native;
using Item2Vec.Data.Columns;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Inputs;
using Item2Vec.Data.Reports;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Formats;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using static Item2Vec.Data.VectorTables.VectorTableColumns;

namespace Item2Vec.Data.VectorTables;

/// <summary>Reads a Parquet table of vectors in two passes: ids, counts and attributes, then the vectors, streamed into a matrix.</summary>
/// <remarks>DuckDB rather than Parquet.Net, which holds a whole row group in memory and does not support every encoding.</remarks>
internal sealed class VectorTableReader
{
    private const string FloatList = "FLOAT[]";

    private readonly DuckDatabase database;
    private readonly InputTable table;
    private readonly string path;
    private readonly VectorFormatOptions options;
    private readonly RowErrors errors;
    private readonly TableColumn item;
    private readonly TableColumn vector;
    private readonly TableColumn? count;
    private readonly TableColumn? outputVector;
    private readonly TableColumn[] attributes;

    private VectorTableReader(DuckDatabase database, InputTable table, string path, VectorFormatOptions options)
    {
        this.database = database;
        this.table = table;
        this.path = path;
        this.options = options;
        errors = new RowErrors(path, "row");
        item = table.Find(Item) ?? ColumnAliases.Find(table.Columns, ColumnAliases.ItemKey, IdColumns.Suits)
            ?? throw Missing(Item, "the ids");
        vector = table.Find(Vector) ?? throw Missing(Vector, "lists of numbers");
        count = table.Find(Count);
        outputVector = table.Find(OutputVector);
        attributes = [.. table.Columns.Where(column => column != item && !IsTaken(column.Name))];
        if (!IdColumns.Suits(item) || item.Kind == ColumnKind.Real) throw Holds(item, "texts or whole numbers");
        if (count is not null && count.Kind is not (ColumnKind.Integer or ColumnKind.Real)) throw Holds(count, "whole numbers");
        foreach (TableColumn list in new[] { vector, outputVector }.OfType<TableColumn>())
            if (!list.IsList || list.ElementKind is not (ColumnKind.Integer or ColumnKind.Real)) throw Holds(list, "lists of numbers");
    }

    /// <summary>Reads a table.</summary>
    /// <exception cref="Item2VecException">There is no such file, or it is damaged or not such a table; the message names the
    /// row.</exception>
    public static ItemVectors Read(string path, VectorFormatOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new Item2VecException($"{path}: there is no such file", "check the path", ErrorCode.InputMissing);
        InputFile file = new(path, FileFormat.Parquet, Gzip: false);
        FileChecks.Check(file);
        try
        {
            using DuckDatabase database = new();
            return new VectorTableReader(database, InputTables.Open(database, [file]), path, options).Read();
        }
        catch (DuckException error)
        {
            throw new Item2VecException(
                $"{path}: {ReadingErrors.Clean(error.Message)}", "the file is damaged; write or copy it again", ErrorCode.BadData, error);
        }
    }

    private ItemVectors Read()
    {
        (Vocabulary vocabulary, ItemAttributes known, int[] rowOf) = ReadItems();
        EmbeddingMatrix? input = null;
        EmbeddingMatrix? output = null;
        try
        {
            string lists = Expression(vector) + (outputVector is null ? string.Empty : $", {Expression(outputVector)}");
            using DuckResult result = database.Query($"select {table.RowNumber}, {lists} from {table.From}");
            while (result.MoveNext())
            {
                DuckChunk chunk = result.Current;
                ReadOnlySpan<long> fileRows = chunk[0].Values<long>();
                Fill(vector, new ListColumn(chunk[1]), fileRows, rowOf, ref input);
                if (outputVector is not null) Fill(outputVector, new ListColumn(chunk[2]), fileRows, rowOf, ref output);
            }

            if (output is not null && output.Dimensions != input!.Dimensions)
            {
                throw new Item2VecException(
                    $"{path}: the vectors have {input.Dimensions} numbers, the output vectors {output.Dimensions}",
                    "both must have as many");
            }

            return new ItemVectors(vocabulary, input!, output, known);
        }
        catch
        {
            input?.Dispose();
            output?.Dispose();
            throw;
        }
    }

    /// <summary>The ids in descending order of their counts, as in a vocabulary, and for each row of the file its row there.</summary>
    private (Vocabulary Vocabulary, ItemAttributes Attributes, int[] RowOf) ReadItems()
    {
        VocabularyBuilder inFileOrder = new(inFallingOrder: false);
        List<long> counts = [];
        List<string?>[] values = [.. attributes.Select(_ => new List<string?>())];
        string counted = count is null ? "0::BIGINT" : WholeNumber(count);
        string texts = string.Concat(attributes.Select(column => $", {column.TextExpression()}"));
        using DuckResult result = database.Query(
            $"select {IdColumns.Expression(item)}, {counted}{texts} from {table.From} order by {table.RowNumber}");
        while (result.MoveNext())
        {
            DuckChunk chunk = result.Current;
            DuckColumn items = chunk[0];
            DuckColumn numbers = chunk[1];
            for (int i = 0; i < chunk.Count; i++)
            {
                errors.Next();
                if (items.IsNull(i) || items.Utf8(i).IsEmpty) throw errors.Here("the id is missing");
                if (items.Utf8(i).Length > Vocabulary.MaxItemBytes)
                    throw errors.Here($"the id has {items.Utf8(i).Length} bytes, at most {Vocabulary.MaxItemBytes} are possible");
                if (numbers.IsNull(i) || numbers.Values<long>()[i] < 0)
                    throw errors.Here("the count is no whole number of 0 or more", "leave the column out where counts are not known");
                inFileOrder.Add(items.Utf8(i), numbers.Values<long>()[i]);
                counts.Add(numbers.Values<long>()[i]);
                for (int column = 0; column < values.Length; column++) values[column].Add(chunk[column + 2].Text(i));
            }
        }

        if (counts.Count == 0)
            throw new Item2VecException($"{path}: the table has no rows, one or more were expected", "check how the file was written");
        if (!inFileOrder.TryBuild(out Vocabulary? vocabulary, out int first, out int second))
            throw errors.At(second, $"the id is the same as that of row {errors.Number(first)}", "every id must be there once");
        int[] order = [.. Enumerable.Range(0, counts.Count).OrderByDescending(row => counts[row])];
        int[] rowOf = new int[order.Length];
        VocabularyBuilder falling = new();
        for (int row = 0; row < order.Length; row++)
        {
            rowOf[order[row]] = row;
            falling.Add(vocabulary.Utf8(order[row]), counts[order[row]]);
        }

        IEnumerable<StringColumn> columns = values.Select(column => StringColumn.Of([.. order.Select(row => column[row])]));
        ItemAttributes known = new([.. attributes.Select(column => column.Name)], columns);
        return (falling.Build(), known, rowOf);
    }

    private void Fill(TableColumn column, ListColumn lists, ReadOnlySpan<long> fileRows, int[] rowOf, ref EmbeddingMatrix? matrix)
    {
        for (int i = 0; i < fileRows.Length; i++)
        {
            int fileRow = (int)fileRows[i];
            int length = lists.Length(i);
            if (length < 0) throw errors.At(fileRow, $"'{column.Name}' is null, a list of numbers was expected");
            if (length is 0 or > VectorChecks.MaxDimensions)
                throw errors.At(fileRow, $"'{column.Name}' has the length {length}, 1 to {VectorChecks.MaxDimensions} is possible");
            matrix ??= VectorChecks.Allocate(rowOf.Length, length, path);
            if (length != matrix.Dimensions)
            {
                throw errors.At(
                    fileRow,
                    $"'{column.Name}' has the length {length}, {matrix.Dimensions} was expected as in the rows before",
                    "all vectors of a table have the same number of dimensions");
            }

            Span<float> row = matrix.Row(rowOf[fileRow]);
            if (column.Type == FloatList) lists.Values<float>(i).CopyTo(row);
            else Narrow(lists.Values<double>(i), row);
            for (int at = 0; at < row.Length; at++)
            {
                if (lists.IsNull(i, at)) throw errors.At(fileRow, $"number {at + 1} of '{column.Name}' is null");
                if (!float.IsFinite(row[at])) throw errors.At(fileRow, $"number {at + 1} of '{column.Name}' is not finite as a float32");
            }

            if (options.RejectOverflow && VectorChecks.Overflow(row) is { } problem)
                throw errors.At(fileRow, $"'{column.Name}': {problem}", "scale the vectors down");
        }
    }

    private static void Narrow(ReadOnlySpan<double> numbers, Span<float> row)
    {
        for (int at = 0; at < row.Length; at++) row[at] = (float)numbers[at];
    }

    private static string Expression(TableColumn list) => $"{Sql.Name(list.Name)}::{(list.Type == FloatList ? FloatList : "DOUBLE[]")}";

    /// <summary>Data frames turn counts with gaps into floating point.</summary>
    private static string WholeNumber(TableColumn column)
    {
        string name = Sql.Name(column.Name);
        string cast = $"try_cast({name} as BIGINT)";
        return column.Kind == ColumnKind.Integer ? cast : $"case when {name} = trunc({name}) then {cast} end";
    }

    private Item2VecException Missing(string column, string content) => new(
        $"{path}: the table has no column '{column}'; its columns are {string.Join(", ", table.Columns.Select(known => known.Name))}",
        $"rename the column with {content} to {column}");

    private Item2VecException Holds(TableColumn column, string expected)
        => new($"{path}: column '{column.Name}' holds {column.Type}; {expected} were expected", "write the column again with that type");
}

/// <summary>A column of lists in a chunk.</summary>
internal readonly ref struct ListColumn(DuckColumn lists)
{
    private readonly DuckColumn lists = lists;
    private readonly DuckColumn elements = lists.Elements;
    private readonly ReadOnlySpan<DuckDBListEntry> entries = lists.Values<DuckDBListEntry>();

    /// <summary>The number of elements; -1 for null.</summary>
    public int Length(int row) => lists.IsNull(row) ? -1 : checked((int)entries[row].Length);

    public bool IsNull(int row, int element) => elements.MayHaveNulls && elements.IsNull((int)entries[row].Offset + element);

    public ReadOnlySpan<T> Values<T>(int row)
        where T : unmanaged
        => elements.Values<T>().Slice((int)entries[row].Offset, (int)entries[row].Length);
}
