using System.Data;
using System.Text;
using Item2Vec.Data.DuckDb;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Tables;

/// <summary>
/// The rows of a data reader. The first are looked at to choose the columns; then the needed ones of all rows go into a temporary table,
/// which spills like any other: memory does not grow with the number of rows.
/// </summary>
internal sealed class ReaderTable : InputTable
{
    /// <summary>The name in messages.</summary>
    public const string Name = "the data reader";

    private const string Table = "input";
    private const string SampleTable = "sample";
    private const int Sampled = 5_000;
    private readonly IDataReader reader;
    private readonly List<object?[]> sample = [];
    private readonly List<string> notes = [];
    private readonly ReaderColumn[] columns;
    private byte[] utf8 = new byte[256];

    /// <param name="database">Where the rows go.</param>
    /// <param name="reader">The reader, before its first row; read to the end of its result, and disposed by the caller.</param>
    public ReaderTable(DuckDatabase database, IDataReader reader)
        : base([])
    {
        this.reader = reader;
        if (reader.FieldCount == 0)
            throw new Item2VecException($"{Name} has no columns", "execute a query that returns rows, and give its open reader");
        string[] names = [.. Enumerable.Range(0, reader.FieldCount).Select(NameOf)];
        if (names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new Item2VecException($"{Name} has {twice.Count()} columns called '{twice.Key}'", "name them apart in the query");
        while (sample.Count < Sampled && Next(database.Cancellation) is { } row) sample.Add(row);
        ReaderColumn[] all = [.. names.Select((name, at) => new ReaderColumn(
            at, name, ReaderColumn.KindOf(DeclaredType(at), sample.Select(row => row[at]).OfType<object>())))];
        columns = [.. all.Where(column => column.Kind != ReaderKind.Other)];
        foreach (ReaderColumn other in all.Where(column => column.Kind == ReaderKind.Other))
            notes.Add($"Column '{other.Name}' is left out: it holds values of the type {TypeName(other.Ordinal)}.");
        Columns = [.. columns.Select(column => column.Column)];
        if (columns.Length == 0) return;
        Fill(database, SampleTable, columns, appender =>
        {
            foreach (object?[] row in sample) Add(appender, columns, row);
        });
    }

    public override IReadOnlyList<TableColumn> Columns { get; }

    public override string From => Table;

    public override string RowNumber => "rowid";

    public override string Title => Name;

    public override IReadOnlyList<string> Notes => notes;

    /// <summary>Rows read so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Called after every few thousand rows.</summary>
    public Action? Read { get; init; }

    public override void Load(DuckDatabase database, IReadOnlyList<TableColumn> used)
    {
        ReaderColumn[] needed = [.. columns.Where(column => used.Any(one => one.Name == column.Name))];
        Fill(database, Table, needed, appender =>
        {
            Rows = 0;
            foreach (object?[] row in sample) Add(appender, needed, row);
            sample.Clear();
            object?[] next = new object?[reader.FieldCount];
            while (reader.Read())
            {
                // In ascending order, which is the only one that a sequential reader allows.
                foreach (ReaderColumn column in needed) next[column.Ordinal] = Value(column.Ordinal);
                database.Cancellation.ThrowIfCancellationRequested();
                if (Add(appender, needed, next)) Read?.Invoke();
            }
        });
    }

    public override T Peek<T>(IReadOnlyList<TableColumn> columns, Func<string, T> query) => query(SampleTable);

    public override string Locate(long rowNumber) => $"row {rowNumber + 1} of {Name}";

    private static void Fill(DuckDatabase database, string table, ReaderColumn[] columns, Action<DuckAppender> fill)
    {
        database.Execute(
            $"create temp table {table} ({string.Join(", ", columns.Select(column => $"{Sql.Name(column.Name)} {column.Stored}"))})");
        using DuckAppender appender = database.Append(table, [.. columns.Select(column => column.Stored)]);
        fill(appender);
        appender.Flush();
    }

    /// <summary>Adds a row; returns whether a chunk is full.</summary>
    private bool Add(DuckAppender appender, ReaderColumn[] needed, object?[] row)
    {
        for (int at = 0; at < needed.Length; at++)
        {
            object? value = row[needed[at].Ordinal];
            if (value is null) appender.Null(at);
            else if (!Set(appender, at, needed[at].Kind, value)) throw Mismatch(needed[at], value);
        }

        Rows++;
        return appender.EndRow();
    }

    private bool Set(DuckAppender appender, int at, ReaderKind kind, object value)
    {
        switch (kind)
        {
            case ReaderKind.Integer when Integer(value) is { } number:
                appender.Set(at, number);
                return true;
            case ReaderKind.Unsigned when value is ulong number:
                appender.Set(at, number);
                return true;
            case ReaderKind.Real when value is double or float or decimal or ulong || Integer(value) is not null:
                appender.Set(at, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));
                return true;
            case ReaderKind.Boolean when value is bool truth:
                appender.Set(at, (byte)(truth ? 1 : 0));
                return true;
            case ReaderKind.Time when value is DateTime or DateTimeOffset or DateOnly:
                appender.Set(at, (ReaderColumn.Utc(value) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
                return true;
            case ReaderKind.List when value is System.Collections.IEnumerable list and not string:
                Set(appender, at, ReaderColumn.Json(list));
                return true;
            case ReaderKind.Text:
                Set(appender, at, ReaderColumn.Text(value));
                return true;
            default:
                return false;
        }
    }

    private void Set(DuckAppender appender, int at, string text)
    {
        int needed = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (utf8.Length < needed) utf8 = new byte[needed];
        appender.Set(at, utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8)));
    }

    private static long? Integer(object value) => value switch
    {
        long number => number,
        int number => number,
        short number => number,
        byte number => number,
        uint number => number,
        ushort number => number,
        sbyte number => number,
        _ => null,
    };

    private object?[]? Next(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!reader.Read()) return null;
        object?[] row = new object?[reader.FieldCount];
        for (int at = 0; at < row.Length; at++) row[at] = Value(at);
        return row;
    }

    private object? Value(int ordinal) => reader.GetValue(ordinal) is var value && value is DBNull ? null : value;

    private string NameOf(int ordinal)
        => reader.GetName(ordinal) is { Length: > 0 } name ? name : FormattableString.Invariant($"column{ordinal + 1}");

    private Type? DeclaredType(int ordinal) => reader.GetFieldType(ordinal);

    private string TypeName(int ordinal)
        => (sample.Select(row => row[ordinal]).FirstOrDefault(value => value is not null)?.GetType() ?? DeclaredType(ordinal))?.Name
            ?? "object";

    private Item2VecException Mismatch(ReaderColumn column, object value)
    {
        string text = ReaderColumn.Text(value);
        if (text.Length > 40) text = text[..40] + "...";
        return new Item2VecException(
            FormattableString.Invariant($"row {Rows + 1} of {Name}: column '{column.Name}' holds '{text}' ")
                + $"({value.GetType().Name}); {column.Words} was expected, as in the rows before it",
            "cast the column to one type in the query");
    }
}
