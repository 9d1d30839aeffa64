using DuckDB.NET.Native;
using Item2Vec.Data.Columns;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Tables;

namespace Item2Vec.Data.Rows;

/// <summary>Streams rows of whole sessions, as lists or delimited texts, out of DuckDB in file order.</summary>
internal static class TableRows
{
    private const int Row = 0, Items = 1, User = 2;

    /// <param name="database">The database.</param>
    /// <param name="table">The rows.</param>
    /// <param name="plan">The columns.</param>
    /// <param name="encoder">Takes the sessions.</param>
    /// <param name="numbered">Whether a session without a user has the number of its row for one.</param>
    public static void Read(DuckDatabase database, InputTable table, ColumnPlan plan, SessionEncoder encoder, bool numbered)
    {
        // A scan keeps the order of rows if configured to; the row numbers verify that it did.
        database.Execute("set preserve_insertion_order = true");
        string items = plan.Item.IsList ? $"{Sql.Name(plan.Item.Name)}::VARCHAR[]" : Sql.Name(plan.Item.Name);
        string user = plan.User is null ? string.Empty : $", {IdColumns.Expression(plan.User)}";
        TokenSplitter? splitter = plan.Delimiter is null ? null : new TokenSplitter(plan.Delimiter);
        long row = -1, count = 0;
        byte[] number = new byte[20];
        Func<string> where = () => table.Locate(row);
        using DuckResult result = database.Query($"select {table.RowNumber}, {items}{user} from {table.From}");
        while (result.MoveNext())
        {
            DuckChunk chunk = result.Current;
            ReadOnlySpan<long> rows = chunk[Row].Values<long>();
            for (int i = 0; i < rows.Length; i++)
            {
                if (rows[i] <= row) throw new InvalidOperationException($"Row {rows[i]} came after row {row}.");
                row = rows[i];
                if (splitter is null) AddList(chunk[Items], i, encoder, where);
                else AddText(chunk[Items], i, splitter, encoder, where);
                count++;
                if (plan.User is not null) encoder.EndSession(chunk[User].IsNull(i) ? [] : chunk[User].Utf8(i), where);
                else encoder.EndSession(numbered ? SessionNumber.Of(count, number) : [], where);
            }
        }
    }

    private static void AddList(DuckColumn lists, int row, SessionEncoder encoder, Func<string> where)
    {
        if (lists.IsNull(row)) return;
        DuckDBListEntry entry = lists.Values<DuckDBListEntry>()[row];
        DuckColumn elements = lists.Elements;
        for (ulong i = entry.Offset; i < entry.Offset + entry.Length; i++)
            encoder.Add(elements.IsNull((int)i) ? [] : elements.Utf8((int)i), where);
    }

    private static void AddText(DuckColumn texts, int row, TokenSplitter splitter, SessionEncoder encoder, Func<string> where)
    {
        if (texts.IsNull(row)) return;
        ReadOnlySpan<byte> text = texts.Utf8(row);
        while (splitter.Next(ref text, out ReadOnlySpan<byte> item)) encoder.Add(item, where);
    }
}
