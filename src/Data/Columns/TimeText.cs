using System.Globalization;
using Item2Vec.Data.DuckDb;
using Item2Vec.Data.Options;
using Item2Vec.Data.Tables;
using Item2Vec.Embeddings.Common;

namespace Item2Vec.Data.Columns;

/// <summary>A column of texts as times: all of them numbers, all of them ISO 8601, or all of them in a given format.</summary>
internal sealed class TimeText(DuckDatabase database, InputTable table, TableColumn column)
{
    private const int Sampled = 1000;

    /// <summary>An offset or zone after the time of day.</summary>
    private const string HasOffset = @":[0-9.,]+ ?([zZ]|UTC|GMT|[+-][0-9]{2}(:?[0-9]{2})?)$";

    private readonly string stored = column.Kind switch
    {
        ColumnKind.Text => Sql.Name(column.Name),
        ColumnKind.Real => $"{Sql.Name(column.Name)}::BIGINT::VARCHAR",
        _ => $"{Sql.Name(column.Name)}::VARCHAR",
    };

    /// <summary>The value; null where it is empty or a word for it, which no time can be.</summary>
    private string text = string.Empty;

    /// <summary>Whether a sample of the column can be read as times.</summary>
    /// <param name="database">The database.</param>
    /// <param name="from">The <c>from</c> clause of the sample.</param>
    /// <param name="column">The column.</param>
    /// <param name="formats">The given formats.</param>
    public static bool Suits(DuckDatabase database, string from, TableColumn column, IReadOnlyList<string> formats)
    {
        string text = NullWords.Without(Sql.Name(column.Name));
        string read = formats.Count > 0 ? Formatted("s", formats) : $"coalesce(try_cast(s as DOUBLE), epoch_us({Iso("s")}))";
        long unread = database.Number(
            $"select count(*) from (select {text} as s from {from} where {text} is not null limit {Sampled}) where {read} is null");
        return unread == 0;
    }

    public OrderColumn Read(IReadOnlyList<string> formats)
    {
        text = formats.Count > 0 ? NullWords.Without(stored) : $"nullif({stored}, '')";
        if (formats.Count > 0) return ReadFormatted(formats);
        OrderColumn? found = ReadAs(looksLikeNumbers: LooksLikeNumbers());
        if (found is not null) return found;
        text = NullWords.Without(stored);
        return ReadAs(looksLikeNumbers: LooksLikeNumbers()) ?? throw Unreadable([]);
    }

    private static string Iso(string text) => $"try_cast({text} as TIMESTAMPTZ)";

    private static string Formatted(string text, IReadOnlyList<string> formats) => $"epoch_us(try_strptime({text}, {Sql.List(formats)}))";

    private bool LooksLikeNumbers() => database.Number(
        $"select count(*) filter (try_cast(s as DOUBLE) is not null) * 2 - count(*) "
            + $"from (select {text} as s from {table.From} where {text} is not null limit {Sampled})") > 0;

    /// <summary>The column, or null if a value is none of the kind.</summary>
    private OrderColumn? ReadAs(bool looksLikeNumbers)
    {
        string number = $"try_cast({text} as DOUBLE)";
        string epoch = $"epoch_us({Iso(text)})";
        string odd = looksLikeNumbers ? $"regexp_matches({text}, '[^0-9 +-]')" : $"regexp_matches({text}, '{HasOffset}')";
        long values, read, marked;
        using (DuckResult result = database.Query(
            $"select count({text}), count({(looksLikeNumbers ? number : epoch)}), count(*) filter ({odd}) from {table.From}"))
        {
            result.MoveNext();
            (values, read, marked) = (result.Current[0].Values<long>()[0], result.Current[1].Values<long>()[0],
                result.Current[2].Values<long>()[0]);
        }

        if (read < values) return null;
        if (looksLikeNumbers)
            return marked == 0
                ? EpochColumn.Of(database, table, column, $"try_cast({text} as BIGINT)", isReal: false)
                : EpochColumn.Of(database, table, column, $"case when isfinite({number}) then {number} end", isReal: true);
        return new OrderColumn(epoch, false, values, 1e6) { Meaning = Meaning(values, marked), Warnings = MixedOffsets(values, marked) };
    }

    private string Meaning(long values, long offsets)
    {
        if (values == 0) return "empty";
        string example = database.Text($"select {text} from {table.From} where {text} is not null order by {table.RowNumber} limit 1")!;
        if (offsets > 0) return $"{Shown(example)}, {(offsets == values ? "offsets read" : "offsets read, UTC without one")}";
        return example.Contains(':', StringComparison.Ordinal) ? $"{Shown(example)}, no offset, read as UTC" : $"{Shown(example)}, dates";
    }

    private string[] MixedOffsets(long values, long offsets) => offsets == 0 || offsets == values ? [] :
        [string.Create(CultureInfo.InvariantCulture,
            $"{table.Title}: {values - offsets:N0} of {values:N0} values of column '{column.Name}' have no offset from UTC, as the others "
                + $"have, and are read as UTC")];

    private OrderColumn ReadFormatted(IReadOnlyList<string> formats)
    {
        string epoch = Formatted(text, formats);
        long values, read;
        try
        {
            using DuckResult result = database.Query($"select count({text}), count({epoch}) from {table.From}");
            result.MoveNext();
            (values, read) = (result.Current[0].Values<long>()[0], result.Current[1].Values<long>()[0]);
        }
        catch (DuckException error) when (error.Message.Contains("format specifier", StringComparison.Ordinal))
        {
            throw new Item2VecException(
                $"{string.Join(", ", formats.Select(format => $"'{format}'"))} is no format of times: {error.Message}",
                "write it with the letters of strptime, such as '%d.%m.%Y %H:%M:%S'", ErrorCode.Usage, error)
            {
                Option = nameof(SessionReaderOptions.TimeFormats),
            };
        }

        if (read < values) throw Unreadable(formats);
        bool zoned = formats.Any(format => format.Contains("%z", StringComparison.OrdinalIgnoreCase));
        return new OrderColumn(epoch, false, values, 1e6)
        {
            Meaning = $"{string.Join(" or ", formats)}, {(zoned ? "offsets read" : "read as UTC")}",
        };
    }

    /// <summary>The error for values that are no times: with the first one, and the format that would fit all of them.</summary>
    private Item2VecException Unreadable(IReadOnlyList<string> formats)
    {
        string number = $"try_cast({text} as DOUBLE) is not null";
        string time = formats.Count > 0 ? $"{Formatted(text, formats)} is not null" : $"{Iso(text)} is not null";
        string neither = formats.Count > 0 ? $"not ({time})" : $"not ({time}) and not ({number})";
        if (First(neither) is { } bad)
        {
            string[] fitting = Fitting(neither);
            string how = fitting.Length == 0
                ? "say how it is written with TimeFormats, " : $"read it with TimeFormats = {string.Join(" or ", fitting)}, ";
            return new Item2VecException(
                $"{bad.Place}: column '{column.Name}' holds text ('{bad.Value}'); a time, a date or a number was expected",
                how + OrderColumn.Hint) { Option = nameof(SessionReaderOptions.TimeColumn) };
        }

        (string numberPlace, string oneNumber, long numbers) = First(number)!.Value;
        (string timePlace, string oneTime, long times) = First(time)!.Value;
        return new Item2VecException(
            string.Create(CultureInfo.InvariantCulture, $"column '{column.Name}' holds numbers in {numbers:N0} rows (the first is "
                + $"'{oneNumber}' in {numberPlace}) and dates in {times:N0} (the first is '{oneTime}' in {timePlace})"),
            "write all times in the same way; " + OrderColumn.Hint) { Option = nameof(SessionReaderOptions.TimeColumn) };
    }

    /// <summary>The first row that meets a condition, its value, and how many do; null if none does.</summary>
    private (string Place, string Value, long Count)? First(string condition)
    {
        string rows = $"from {table.From} where {text} is not null and {condition}";
        long count = database.Number($"select count(*) {rows}");
        if (count == 0) return null;
        long row = database.Number($"select min({table.RowNumber}) {rows}");
        string value = database.Text($"select any_value({text}) from {table.From} where {table.RowNumber} = {row}") ?? string.Empty;
        return (table.Locate(row), Shown(value), count);
    }

    /// <summary>The formats that fit all of a sample of the values, quoted.</summary>
    private string[] Fitting(string condition)
    {
        string counts = string.Join(", ", TimeFormats.Known.Select(format => $"count(try_strptime(s, {Sql.Text(format)}))"));
        using DuckResult result = database.Query(
            $"select count(*), {counts} from (select distinct {text} as s from {table.From} where {text} is not null and {condition} "
                + $"limit {Sampled})");
        List<string> fitting = [];
        if (!result.MoveNext()) return [];
        for (int i = 0; i < TimeFormats.Known.Count; i++)
            if (result.Current[i + 1].Values<long>()[0] == result.Current[0].Values<long>()[0]) fitting.Add($"'{TimeFormats.Known[i]}'");
        return [.. fitting.Take(2)];
    }

    private static string Shown(string value) => value.Length > 40 ? value[..40] + "..." : value;
}

/// <summary>Formats of times that are suggested, the most usual first.</summary>
internal static class TimeFormats
{
    private static readonly string[] Days =
    [
        "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%y", "%m/%d/%y", "%d/%m/%y", "%Y.%m.%d", "%d %b %Y", "%d %B %Y",
        "%b %d, %Y", "%B %d, %Y", "%m %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%Y%m%d", "%Y-%m-%d", "%Y/%m/%d",
    ];

    private static readonly string[] Hours =
        ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %H:%M:%S", ", %I:%M:%S %p", " %H:%M:%S.%f"];

    public static IReadOnlyList<string> Known { get; } =
    [
        .. Days.SelectMany(day => Hours.Select(hour => day + hour)), "%d/%b/%Y:%H:%M:%S %z", "%a %b %d %H:%M:%S %z %Y",
        "%a %b %d %H:%M:%S %Y", "%a, %d %b %Y %H:%M:%S %z", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%SZ",
    ];
}
