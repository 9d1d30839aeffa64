using Item2Vec.Data.Options;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using static Item2Vec.Data.Tests.Corpora;

namespace Item2Vec.Data.Tests;

/// <summary>Columns inside of columns, missing values, files that differ, and the ways a CSV file may be written.</summary>
public sealed class ShapeTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("select 's' as session, {'id': 'i' || i} as thing from range(2) t(i)", "thing.id", "i0 i1")]
    [InlineData("select 's' as session, {'a': {'b.c': i}} as thing from range(2) t(i)", "thing.a.b.c", "0 1")]
    [InlineData("select 's' as session, map {'k': 'i' || i, 'l': 'x'} as props from range(2) t(i)", "props.k", "i0 i1")]
    [InlineData("select 's' as session, [{'key': 'k', 'value': 'i' || i}, {'key': 'l', 'value': 'x'}] as params from range(2) t(i)",
        "params.k", "i0 i1")]
    [InlineData("select 's' as session, {'params': [{'key': 'k', 'value': {'string_value': null, 'int_value': i}}]} as event "
        + "from range(2) t(i)", "event.params.k", "0 1")]
    [InlineData("select 's' as session, ('{\"a\": {\"b\": \"i' || i || '\"}}')::JSON as thing from range(2) t(i)", "thing.a.b", "i0 i1")]
    [InlineData("select 's' as session, [{'code': 'a' || i, 'n': 1}, {'code': 'b' || i, 'n': 2}] as list from range(2) t(i)", "list.code",
        "a0 b0 a1 b1")]
    [InlineData("select [{'code': 'a' || i}, {'code': 'b'}] as list from range(2) t(i)", "list.code", "a0 b|a1 b")]
    [InlineData("select 'i' || i as \"item.x\", 's' as session from range(2) t(i)", "item.x", "i0 i1")]
    public void Columns_inside_of_columns_are_given_by_path(string query, string path, string sessions)
    {
        string file = folder.Copy("e.parquet", query);
        Assert.Equal(sessions.Split('|'), Sessions(file, All with { ItemColumn = path }));
        Item2VecException error = Refused(file, All with { ItemColumn = path + "x" });
        Assert.Contains($"column '{path}x'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("('\"a' || i || '\"')::JSON", "a0 a1")]
    [InlineData("('' || i)::JSON", "0 1")]
    [InlineData("('[\"a' || i || '\", \"b\"]')::JSON", "a0 b|a1 b")]
    public void A_json_column_holds_what_it_says(string json, string sessions)
    {
        string column = sessions.Contains('|', StringComparison.Ordinal) ? "items" : "item";
        string file = folder.Copy("e.parquet", $"select '\"s\"'::JSON as session, {json} as {column} from range(2) t(i)");
        Assert.Equal(sessions.Split('|'), Sessions(file));
    }

    [Fact]
    public void Json_columns_of_an_item_table_lose_their_quotes_and_lists_are_several_values()
    {
        using SessionCorpus corpus = Read(folder.Write("e.csv", "session,item\ns,a\ns,b\n")).Corpus;
        string items = folder.Copy(
            "i.parquet",
            "select i as item_id, ('\"T ' || i || '\"')::JSON as title, '[\"x\", \"y\"]'::JSON as cats from (values ('a'), ('b')) v(i)");
        ItemAttributes read = ItemTable.Read(items, corpus.Vocabulary);
        Assert.Equal(["title", "cats"], read.Names);
        Assert.Equal(["T a", "x|y"], read.Columns.Select(column => column[0]));
    }

    [Theory]
    [InlineData("BIGINT", "DOUBLE", "1 2 3 4")]
    [InlineData("INTEGER", "UBIGINT", "1 2 3 4")]
    [InlineData("VARCHAR", "UUID", null)]
    public void Ids_of_two_types_are_united(string first, string second, string? sessions)
    {
        string Query(string type, int from) => type == "UUID"
            ? "select 's' as session, uuid() as item, 1 as ts from range(2)"
            : $"select 's' as session, i::{type} as item, i as ts from range({from}, {from + 2}) t(i)";
        folder.Copy("a.parquet", Query(first, 1));
        folder.Copy("b.parquet", Query(second, 3));
        string[] read = Sessions(folder["*.parquet"]);
        Assert.Equal(4, Assert.Single(read).Split(' ').Length);
        if (sessions is not null) Assert.Equal([sessions], read);
    }

    [Theory]
    [InlineData("TIMESTAMP", "TIMESTAMP_NS")]
    [InlineData("TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE")]
    [InlineData("TIMESTAMP WITH TIME ZONE", "TIMESTAMP")]
    [InlineData("DATE", "TIMESTAMP")]
    [InlineData("BIGINT", "DOUBLE")]
    public void Times_of_two_types_are_united(string first, string second)
    {
        static string Time(string type, int day) => type is "BIGINT" or "DOUBLE"
            ? $"({1_700_000_000 + (day * 86_400)})::{type}" : $"TIMESTAMP '2024-01-0{day}'::{type}";
        const string columns = "select 's' as session, i as item, t as ts";
        folder.Copy("a.parquet", $"{columns} from (values ('b', {Time(first, 2)}), ('d', {Time(first, 4)})) v(i, t)");
        folder.Copy("b.parquet", $"{columns} from (values ('c', {Time(second, 3)}), ('a', {Time(second, 1)})) v(i, t)");
        ReadResult result = Read(folder["*.parquet"]);
        Assert.Equal(["a b c d"], Sessions(result.Corpus));
        Assert.Empty(result.Report.Warnings);
    }

    [Fact]
    public void A_file_without_a_value_in_a_column_has_no_say_in_its_type()
    {
        folder.Copy("a.parquet", "select 's' as session, i as item, null::INTEGER as user_id from range(2) t(i)");
        folder.Copy("b.parquet", "select 't' as session, i as item, 'u' as user_id from range(2) t(i)");
        Assert.Equal(["-: 0 1", "u: 0 1"], WithUsers(Read(folder["*.parquet"]).Corpus));
    }

    [Fact]
    public void Partition_columns_and_directories_of_parts_are_read()
    {
        foreach (string day in (string[])["2024-01-02", "2024-01-01"])
        {
            Directory.CreateDirectory(folder[$"log.parquet/day={day}"]);
            folder.Copy($"log.parquet/day={day}/part-0.parquet", $"select 'u' as user_id, '{day[^1]}' || i as item from range(2) t(i)");
        }

        folder.Write("log.parquet/_SUCCESS", "");
        Assert.Equal(["10 11 20 21"], Sessions(folder["log.parquet"], All with { TimeColumn = "day" }));
        Assert.Equal(["10 11", "20 21"], Sessions(folder["log.parquet"], All with { SessionColumn = "day" }));
    }

    [Theory]
    [InlineData("NULL")]
    [InlineData("null")]
    [InlineData("None")]
    [InlineData("nan")]
    [InlineData("NaN")]
    [InlineData(@"\N")]
    [InlineData("N/A")]
    [InlineData("-")]
    public void Words_for_a_missing_value_are_missing_when_said_so(string word)
    {
        string csv = folder.Write("e.csv", $"session,item\ns,a\ns,{word}\ns,b\n");
        string parquet = folder.Copy("e.parquet", $"select * from (values ('s', 'a'), ('s', '{word}'), ('s', 'b')) v(session, item)");
        string lists = folder.Copy("l.parquet", $"select ['a', '{word}', 'b'] as items");
        foreach (string path in (string[])[csv, parquet, lists])
        {
            ReadResult result = Read(path, All with { NullWords = ["?", word] });
            Assert.Equal(["a b"], Sessions(result.Corpus));
            Assert.Equal(1, result.Report.EmptyItems);
        }

        Assert.Contains($"'{word}' is among the items, with 1 events", Assert.Single(Read(csv).Report.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void NaN_in_json_is_missing()
        => Assert.Equal(["a b"], Sessions(folder.Write(
            "e.jsonl",
            "{\"session\":1,\"item\":\"a\"}\n{\"session\":1,\"item\":NaN}\n"
                + "{\"session\":1,\"item\":\"b\"}\n{\"session\":1,\"item\":null}\n"),
            All with { AllowLoss = true }));

    [Fact]
    public void Integers_written_as_floats_are_the_same_ids()
    {
        folder.Write("day1.csv", "user_id,item\n7,101\n7,102\n");
        folder.Write("day2.csv", "user_id,item\n7.0,101.0\n7.0,\n8.0,103.0\n");
        ReadResult result = Read(folder["day*.csv"]);
        Assert.Equal(["7: 101 102 101", "8: 103"], WithUsers(result.Corpus));
        Assert.Contains(
            "Column 'item' holds whole numbers, 2 of them written like 101.0, which is the same id as 101.", result.Report.Notes);

        // One value that is none leaves all as they are.
        Assert.Equal(["101 101.0 x"], Sessions(folder.Write("e.csv", "session,item\ns,101\ns,101.0\ns,x\n")));
        using SessionCorpus corpus = result.Corpus;
        string items = folder.Write("items.csv", "item_id,title\n101.0,A\n102.0,B\n");
        Assert.Equal(2, ItemTable.ReadWithReport(items, corpus.Vocabulary).Report.Matched);
    }

    [Fact]
    public void Files_without_names_of_columns_are_read_with_given_ones()
    {
        string path = folder.Write("e.csv", "s,b,2\ns,a,1\n");
        SessionReaderOptions named = All with { ColumnNames = ["session", "item", "ts"] };
        Assert.Equal(["a b"], Sessions(path, named));
        Assert.Contains(
            $"line 2 of '{folder.Write("f.csv", "s,b,2\ns,a,x\n")}'", Refused(folder["f.csv"], named).Message, StringComparison.Ordinal);
        Assert.Equal(["b a"], Sessions(path, All with { HasHeader = false, SessionColumn = "column1", ItemColumn = "column2" }));
        Item2VecException error = Refused(path, All with { ColumnNames = ["session", "item"] });
        Assert.Equal((ErrorCode.Usage, nameof(SessionReaderOptions.ColumnNames)), (error.Code, error.Option));
        Assert.NotEmpty((All with { ColumnNames = ["a", "A"] }).Problems());
    }

    [Fact]
    public void Quotation_marks_are_text_when_said_so()
        => Assert.Equal(["\"Heroes\" 12\" mix"], Sessions(
            folder.Write("e.tsv", "session\titem\ns\t\"Heroes\"\ns\t12\" mix\n"), All with { Quotes = false }));

    [Fact]
    public void Compression_is_known_by_content()
    {
        folder.Write("e.csv.gz", "session,item\ns,a\ns,b\n");
        File.Copy(folder["e.csv.gz"], folder["plain.csv"]);
        Assert.Equal(["a b"], Sessions(folder["plain.csv"]));
        folder.Copy("z.csv.zst", "select 's' as session, i as item from range(3) t(i)", "format csv, header, compression zstd");
        Assert.Equal(["0 1 2"], Sessions(folder["z.csv.zst"]));
        folder.Copy("z.jsonl", "select 's' as session, i as item from range(3) t(i)", "format json, compression zstd");
        Assert.Equal(["0 1 2"], Sessions(folder["z.jsonl"]));
    }

    [Theory]
    [InlineData("e.csv.bz2", "BZh91AY&SY", "bzip2", "bunzip2")]
    [InlineData("e.csv", "BZh91AY&SY", "bzip2", "bunzip2")]
    [InlineData("e.jsonl.xz", "\u00fd7zXZ\0", "xz", "unxz")]
    [InlineData("e.zip", "PK\u0003\u0004", null, null)]
    [InlineData("e.csv.zip", "PK\u0003\u0004..", "zip", "unzip")]
    [InlineData("e.txt.zst", "(\u00b5/\u00fd..", "Zstandard", "unzstd")]
    public void A_compression_that_is_not_read_is_named(string file, string head, string? name, string? command)
    {
        Item2VecException error = Refused(folder.Write(file, [.. head.Select(c => (byte)c)]));
        Assert.Contains(name is null ? "extension" : $"is compressed with {name}", error.Message, StringComparison.Ordinal);
        if (command is not null) Assert.Contains($"'{command}'", error.Hint, StringComparison.Ordinal);
    }
}
