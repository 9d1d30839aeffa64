using System.Globalization;
using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using static Item2Vec.Data.Tests.Corpora;

namespace Item2Vec.Data.Tests;

/// <summary>Times as logs have them: what they are understood as, and that the order follows.</summary>
public sealed class TimeTests : IDisposable
{
    private static readonly SessionReaderOptions Gap = All with { SessionGap = TimeSpan.FromMinutes(30) };
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("csv", "b|2023-10-29T02:05:00+01:00", "a|2023-10-29T02:40:00+02:00", "2023-10-29T02:05:00+01:00, offsets read")]
    [InlineData("jsonl", "b|2023-10-29T02:05:00+01:00", "a|2023-10-29T02:40:00+02:00", "2023-10-29T02:05:00+01:00, offsets read")]
    [InlineData("parquet", "b|2023-10-29T02:05:00+01:00", "a|2023-10-29T02:40:00+02:00", "2023-10-29T02:05:00+01:00, offsets read")]
    [InlineData("csv", "b|2023-10-29 02:05:00.5+01", "a|2023-10-29 02:40:00.123+02", "2023-10-29 02:05:00.5+01, offsets read")]
    [InlineData("csv", "b|2019-10-01 00:00:01 UTC", "a|2019-10-01 00:00:00 UTC", "2019-10-01 00:00:01 UTC, offsets read")]
    [InlineData("csv", "b|2024-01-02T00:00:00Z", "a|2024-01-01T23:00:00Z", "2024-01-02T00:00:00Z, offsets read")]
    [InlineData("csv", "b|2023/11/14 22:13:21", "a|2023/11/14 22:13:20", "2023/11/14 22:13:21, no offset, read as UTC")]
    [InlineData("csv", "b|2024-02-01", "a|2024-01-31", "2024-02-01, dates")]
    [InlineData("csv", "b|1700000001", "a|1700000000", "epoch seconds, 2023-11-14 to 2023-11-14")]
    [InlineData("csv", "b|1700000000.75", "a|1700000000.25", "epoch seconds, 2023-11-14 to 2023-11-14")]
    [InlineData("csv", "b|1700000001000", "a|1700000000000", "epoch milliseconds, 2023-11-14 to 2023-11-14")]
    [InlineData("csv", "b|1700000000000001", "a|1700000000000000", "epoch microseconds, 2023-11-14 to 2023-11-14")]
    [InlineData("csv", "b|1700000000000000001", "a|1700000000000000000", "epoch nanoseconds, 2023-11-14 to 2023-11-14")]
    [InlineData("csv", "b|20240201", "a|20240131", "dates written as numbers (%Y%m%d)")]
    [InlineData("csv", "b|2024020100", "a|2024013123", "dates written as numbers (%Y%m%d%H)")]
    [InlineData("csv", "b|20231115221320", "a|20231114221320", "dates written as numbers (%Y%m%d%H%M%S)")]
    [InlineData("csv", "b|45322.25", "a|45321", "spreadsheet days (since 1899-12-30)")]
    [InlineData("csv", "b|12", "a|7", "numbers without a unit")]
    public void A_time_is_reported_as_it_was_understood(string format, string first, string second, string meaning)
    {
        string[][] rows = [first.Split('|'), second.Split('|')];
        string path = format switch
        {
            "csv" => folder.Write("e.csv", "user_id,item_id,timestamp\n" + string.Concat(rows.Select(row => $"u,{row[0]},{row[1]}\n"))),
            "jsonl" => folder.Write("e.jsonl", string.Concat(rows.Select(
                row => $"{{\"user_id\":\"u\",\"item_id\":\"{row[0]}\",\"timestamp\":\"{row[1]}\"}}\n"))),
            _ => folder.Copy("e.parquet", $"select 'u' as user_id, i as item_id, t as timestamp from (values "
                + string.Join(", ", rows.Select(row => $"('{row[0]}', '{row[1]}')")) + ") v(i, t)"),
        };
        ReadResult result = Read(path);
        Assert.Equal(["a b"], Sessions(result.Corpus));
        Assert.Equal(meaning, result.Report.Times);
        Assert.Empty(result.Report.Warnings);
    }

    [Fact]
    public void Offsets_count_for_pauses_too()
    {
        string path = folder.Write(
            "e.csv", "user_id,item_id,timestamp\nu,a,2023-10-29T02:40:00+02:00\n"
                + "u,b,2023-10-29T02:05:00+01:00\nu,c,2023-10-29T02:45:00+01:00\n");
        Assert.Equal(["a b", "c"], Sessions(path, Gap));
    }

    [Fact]
    public void Values_without_an_offset_among_others_are_counted()
    {
        string path = folder.Write("e.csv", "user_id,item_id,timestamp\nu,b,2023-11-14 22:14:20Z\nu,a,2023-11-14 22:13:20\n");
        ReadResult result = Read(path);
        Assert.Equal(["a b"], Sessions(result.Corpus));
        Assert.Contains(
            "1 of 2 values of column 'timestamp' have no offset", Assert.Single(result.Report.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TIMESTAMP WITH TIME ZONE", "timestamps with a zone")]
    [InlineData("TIMESTAMP", "timestamps without a zone, read as UTC")]
    [InlineData("DATE", "dates")]
    public void A_timestamp_says_whether_it_has_a_zone(string type, string meaning)
    {
        string path = folder.Copy("e.parquet", $"select 'u' as user_id, i as item_id, (TIMESTAMP '2024-01-09' - to_days(i))::{type} as ts "
            + "from range(3) t(i)");
        ReadResult result = Read(path);
        Assert.Equal(["2 1 0"], Sessions(result.Corpus));
        Assert.Equal(meaning, result.Report.Times);
    }

    /// <summary>60 sessions of 4 events; one row is something else.</summary>
    [Theory]
    [InlineData(1, 0, "253402300799", "no time between 1990 and 2100 in 1 row")]
    [InlineData(1, 0, "0", "no time between 1990 and 2100 in 1 row")]
    [InlineData(1, 7, "1700004020000", "milliseconds in 1 row (converted)")]
    [InlineData(1000, 0, "253402300799000", "no time between 1990 and 2100 in 1 row")]
    [InlineData(1000, 7, "1700004020", "but seconds in 1 row (converted)")]
    [InlineData(1_000_000, 0, "9223372036854775807", "no time between 1990 and 2100 in 1 row")]
    public void One_odd_value_changes_no_session(long unit, int row, string odd, string warning)
    {
        string clean = "user_id,item_id,timestamp\n" + Rows(-1), dirty = "user_id,item_id,timestamp\n" + Rows(row);
        string[] expected = Sessions(folder.Write("clean.csv", clean), Gap);
        ReadResult result = Read(folder.Write("dirty.csv", dirty), Gap);
        Assert.Equal(60, expected.Length);
        Assert.Equal(expected, Sessions(result.Corpus));
        Assert.Contains(warning, Assert.Single(result.Report.Warnings), StringComparison.Ordinal);

        string Rows(int at) => string.Concat(Enumerable.Range(0, 240).Select(i => i == at
            ? $"{i / 8},{i % 8},{odd}\n"
            : string.Create(
                CultureInfo.InvariantCulture, $"{i / 8},{i % 8},{(1_700_000_000L + (i % 8 * 60) + (i % 8 / 4 * 3600)) * unit}\n")));
    }

    [Theory]
    [InlineData("20240131,20240201,20240210", "2024-01-31,2024-02-01,2024-02-10")]
    [InlineData("45322,45323,45332", "2024-01-31,2024-02-01,2024-02-10")]
    [InlineData("20240131000000,20240201000000,20240210000000", "2024-01-31,2024-02-01,2024-02-10")]
    public void Dates_as_numbers_pause_as_dates_do(string numbers, string dates)
    {
        string[] sessions = [.. new[] { numbers, dates }.SelectMany(times => Sessions(
            folder.Write("e.csv", "user_id,item_id,date\n" + string.Concat(times.Split(',').Select((time, i) => $"u,{"abc"[i]},{time}\n"))),
            All with { SessionGap = TimeSpan.FromDays(3) }))];
        Assert.Equal(["a b", "c", "a b", "c"], sessions);
    }

    [Theory]
    [InlineData("31.01.2024 14:05|01.02.2024 09:00", "%d.%m.%Y %H:%M")]
    [InlineData("01/31/2024 2:05 PM|02/01/2024 9:00 AM", "%m/%d/%Y %I:%M %p")]
    [InlineData("01/Feb/2024:10:00:00 +0100|01/Feb/2024:09:30:00 +0000", "%d/%b/%Y:%H:%M:%S %z")]
    [InlineData("09 13, 2009|10 2, 2009", "%m %d, %Y")]
    [InlineData("04 May 2009, 23:08|05 May 2009, 01:00", "%d %b %Y, %H:%M")]
    [InlineData("14-11-2023 22:13:20|14-12-2023 10:00:00", "%d-%m-%Y %H:%M:%S")]
    public void A_format_is_suggested_and_read(string values, string format)
    {
        string[] times = values.Split('|');
        string path = folder.Write("e.tsv", $"session\titem\tts\ns\tb\t{times[1]}\ns\ta\t{times[0]}\n");
        Item2VecException error = Refused(path);
        Assert.Contains($"line 2 of '{path}': column 'ts' holds text ('{times[1]}')", error.Message, StringComparison.Ordinal);
        Assert.Contains($"TimeFormats = '{format}'", error.Hint, StringComparison.Ordinal);
        ReadResult result = Read(path, All with { TimeFormats = ["%d", format] });
        Assert.Equal(["a b"], Sessions(result.Corpus));
        Assert.StartsWith($"%d or {format}", result.Report.Times, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_readings_of_an_ambiguous_date_are_suggested()
        => Assert.Contains("TimeFormats = '%m/%d/%Y' or '%d/%m/%Y'",
            Refused(folder.Write("e.csv", "session,item,ts\ns,a,1/2/2024\ns,b,3/4/2024\n")).Hint, StringComparison.Ordinal);

    [Fact]
    public void A_format_that_is_none_is_a_usage_error()
    {
        string path = folder.Write("e.csv", "session,item,ts\ns,a,1\ns,b,2\n");
        Item2VecException error = Refused(path, All with { TimeFormats = ["%Q"] });
        Assert.Equal((ErrorCode.Usage, nameof(SessionReaderOptions.TimeFormats)), (error.Code, error.Option));
        Assert.NotEmpty((All with { TimeFormats = [""] }).Problems());
    }

    [Fact]
    public void Numbers_and_dates_in_one_column_are_told_with_their_places()
    {
        string one = folder.Write("a.csv", "session,item,ts\ns,a,2024-01-01\ns,b,2024-01-02\n");
        string two = folder.Write("b.csv", "session,item,ts\ns,c,2024-01-03\ns,d,1704067200\n");
        Item2VecException error = Assert.Throws<Item2VecException>(() => SessionReader.Read([one, two], All));
        Assert.Contains($"numbers in 1 rows (the first is '1704067200' in line 3 of '{two}')", error.Message, StringComparison.Ordinal);
        Assert.Contains($"dates in 3 (the first is '2024-01-01' in line 2 of '{one}')", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NULL")]
    [InlineData("NaT")]
    [InlineData("None")]
    [InlineData("nan")]
    public void A_word_for_null_is_no_time(string word)
    {
        ReadResult result = Read(folder.Write("e.csv", $"session,item,ts\ns,a,2024-01-02\ns,b,{word}\ns,c,2024-01-03\n"));
        Assert.Equal(["a b c"], Sessions(result.Corpus));
        Assert.Contains("column 'ts' is empty in 1 of 3 rows", Assert.Single(result.Report.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Ties_are_counted_unless_a_finer_column_decides()
    {
        ReadReport report = Read(folder.Write(
            "e.csv", "session,item,date\ns,a,2024-01-02\ns,b,2024-01-02\ns,c,2024-01-03\nt,a,2024-01-02\n")).Report;
        Assert.Equal(1, report.TiedEvents);
        ReadResult finer = Read(folder.Write(
            "d.csv", "sessionId;itemId;timeframe;eventdate\ns;c;3000;2016-05-09\ns;a;1000;2016-05-09\ns;b;2000;2016-05-09\n"),
            All with { TimeColumn = "eventdate" });
        Assert.Equal(["a b c"], Sessions(finer.Corpus));
        Assert.Equal(("eventdate, then timeframe, then file order", 0), (finer.Report.Ordering, finer.Report.TiedEvents));
    }
}
