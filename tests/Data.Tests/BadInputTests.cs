using Item2Vec.Data.Options;
using Item2Vec.Embeddings.Common;
using static Item2Vec.Data.Tests.Corpora;

namespace Item2Vec.Data.Tests;

public sealed class BadInputTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("nothing.csv", "does not exist")]
    [InlineData("*.parquet", "no file matches")]
    [InlineData("no/where/**/*.csv", "no file matches")]
    public void A_missing_file_is_missing_input(string name, string says)
    {
        Item2VecException error = Refused(folder[name]);
        Assert.Equal(ErrorCode.InputMissing, error.Code);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_no_file()
    {
        Item2VecException error = Refused(folder[""]);
        Assert.Equal(ErrorCode.InputMissing, error.Code);
        Assert.Contains("*.parquet", error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("e.parquet")]
    [InlineData("e.csv")]
    [InlineData("e.jsonl")]
    [InlineData("e.txt")]
    public void An_empty_file_is_refused(string name) => Says(Refused(folder.Write(name, "")), "is empty", name);

    [Theory]
    [InlineData("e.csv", "session,item\n")]
    [InlineData("e.txt", "\n \n\n")]
    public void A_file_without_events_is_refused(string name, string text) => Says(Refused(folder.Write(name, text)), "no ", name);

    [Fact]
    public void A_parquet_file_without_rows_is_refused()
        => Says(Refused(folder.Copy("e.parquet", "select 's' as session, 'i' as item where false")), "has no rows", "e.parquet");

    [Fact]
    public void A_file_that_is_not_parquet_is_refused()
    {
        Says(Refused(folder.Write("e.parquet", "session,item\na,b\n")), "is not a Parquet file", "e.parquet");
        Says(Refused(folder.Write("short.parquet", "PAR1")), "is not a Parquet file", "short.parquet");
    }

    [Fact]
    public void A_truncated_parquet_file_is_refused()
    {
        byte[] whole = File.ReadAllBytes(folder.Copy("whole.parquet", "select i % 10 as session, i as item from range(10000) t(i)"));
        Says(Refused(folder.Write("cut.parquet", whole[..(whole.Length / 2)])), "is not a whole Parquet file", "cut.parquet");
        Says(Refused(folder.Write("hole.parquet", [.. whole[..4], .. whole[^2000..]])), "hole.parquet");
    }

    [Fact]
    public void Damaged_parquet_pages_are_refused()
    {
        byte[] bytes = File.ReadAllBytes(
            folder.Copy("e.parquet", "select md5((i % 10)::VARCHAR) as session, md5(i::VARCHAR) as item from range(10000) t(i)"));
        for (int i = 100; i < 20_000; i++) bytes[i] ^= 0x5a;
        Says(Refused(folder.Write("e.parquet", bytes)), "'" + folder["e.parquet"] + "' cannot be read");
    }

    [Theory]
    [InlineData("item_id", "sessions or users", "SessionColumn")]
    [InlineData("session_id,when", "items", "ItemColumn")]
    public void A_missing_column_is_told_with_the_columns_there_are(string header, string what, string option)
    {
        string[] names = header.Split(',');
        Item2VecException error = Refused(folder.Copy("e.parquet", $"select {string.Join(", ", names.Select(name => $"1 as {name}"))}"));
        Says(error, what, string.Join(", ", names));
        Assert.Contains(option, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_given_column_that_is_not_there_is_told_with_the_columns_there_are()
        => Says(Refused(folder.Write("e.csv", "session,item\ns,a\n"), All with { UserColumn = "who" }), "no column 'who'", "session, item");

    [Fact]
    public void Text_in_the_time_column_is_told_with_its_place()
    {
        string path = folder.Write("e.csv", "session,item,ts\ns,a,2024-01-13\ns,b,2024-13-01\n");
        Item2VecException error = Refused(path);
        Says(error, "line 3 of '" + path + "'", "column 'ts' holds text ('2024-13-01')");
        Assert.Contains("TimeColumn = none", error.Hint, StringComparison.Ordinal);
        path = folder.Copy("e.parquet", "select 's' as session, i as item, 'tea' as time from range(3) t(i)");
        Says(Refused(path), "row 1 of '" + path + "'", "holds text ('tea')");
    }

    [Theory]
    [InlineData("true", "item_id")]
    [InlineData("DATE '2024-01-01'", "session_id")]
    [InlineData("{'a': 1}", "user_id")]
    public void A_column_of_another_type_is_no_id(string value, string column)
    {
        string others = string.Concat(
            new[] { "session_id", "item_id", "user_id" }.Where(name => name != column).Select(name => $", 1 as {name}"));
        SessionReaderOptions options = column switch
        {
            "item_id" => All with { ItemColumn = column },
            "session_id" => All with { SessionColumn = column },
            _ => All with { UserColumn = column },
        };
        Says(
            Refused(folder.Copy("e.parquet", $"select {value} as {column}{others}"), options), $"column '{column}' holds", "were expected");
    }

    [Fact]
    public void Fractions_are_no_ids()
        => Says(
            Refused(folder.Copy("e.parquet", "select 's' as session, x as item from (values (1.0::DOUBLE), (2.5::DOUBLE)) v(x)")),
            "fractions",
            "row 2 of");

    [Fact]
    public void A_time_of_another_type_is_refused()
        => Says(Refused(folder.Copy("e.parquet", "select 's' as session, 'i' as item, [1] as ts")), "column 'ts' holds INTEGER[]");

    [Theory]
    [InlineData("item", "select 's' as session, null::VARCHAR as item from range(3)")]
    [InlineData("session", "select null::VARCHAR as session, 'i' as item from range(3)")]
    [InlineData("item", "select '1' as session, '' as item from range(3)")]
    [InlineData("items", "select [null, '']::VARCHAR[] as items from range(3)")]
    public void A_column_that_is_empty_in_every_row_is_refused(string column, string query)
        => Says(Refused(folder.Copy("e.parquet", query)), $"column '{column}' is empty in every row");

    [Theory]
    [InlineData("e.csv", "session,item\ns,a\ns,b\nt,a\n")]
    [InlineData("e.txt", "a b\na\n")]
    public void Items_that_are_all_rare_are_refused_with_the_largest_count(string name, string text)
        => Says(
            Refused(folder.Write(name, text), new SessionReaderOptions { MinCount = 5 }),
            "every item is below the minimum count of 5", "occurs 2 times");

    [Theory]
    [InlineData("e.csv", "session,item\ns,a\nt,b\nu,a\n")]
    [InlineData("e.txt", "a\nb\na\n")]
    public void Sessions_of_one_item_only_are_refused(string name, string text)
        => Says(Refused(folder.Write(name, text)), "none of the 3 sessions has two items");

    [Theory]
    [InlineData("e.csv")]
    [InlineData("e.txt")]
    [InlineData("e.jsonl")]
    public void An_id_has_at_most_64_KiB(string name)
    {
        foreach (int length in new[] { 65_536, 65_537 })
        {
            string item = new('x', length);
            string path = folder.Write(name, name switch
            {
                "e.csv" => $"session,item\ns,a\ns,{item}\n",
                "e.txt" => $"a\n{item} a\n",
                _ => $"{{\"session\":1,\"items\":[\"a\",\"b\"]}}\n{{\"session\":1,\"items\":[\"a\",\"{item}\"]}}\n",
            });
            if (length == 65_536) Assert.Contains(Sessions(path), session => session.Length == length + 2);
            else Says(Refused(path), "has an id of 65537 bytes ('xxxxxxxxxxxxxxxxxxxx...')", name, "at most 65536 bytes");
            if (length == 65_537) Says(Refused(path), name == "e.csv" ? "line 3 of" : " 2 of");
        }
    }

    [Fact]
    public void An_unknown_extension_is_refused() => Says(Refused(folder.Write("e.xlsx", "x")), "e.xlsx", "extension");

    [Fact]
    public void Files_of_two_kinds_are_refused()
        => Says(
            Assert.Throws<Item2VecException>(
                () => SessionReader.Read([folder.Write("a.csv", "session,item\n"), folder.Write("b.txt", "a b")], All)),
            "different kinds", "a.csv", "b.txt");

    [Fact]
    public void Files_with_other_columns_are_refused()
    {
        folder.Write("a.csv", "session,item\ns,a\n");
        folder.Write("b.csv", "session,item,ts\ns,a,1\n");
        Says(Refused(folder["*.csv"]), "do not have the same columns", "a.csv", "b.csv", "'ts'");
        folder.Copy("a.parquet", "select 1 as session, 1 as item");
        folder.Copy("b.parquet", "select 1 as session, 1 as thing");
        Says(Refused(folder["*.parquet"]), "do not have the same columns", "'item'");
        folder.Copy("b.parquet", "select 1 as session, '007' as item");
        Says(Refused(folder["*.parquet"]), "Column 'item' holds INTEGER", "VARCHAR");
    }

    [Fact]
    public void A_line_with_too_many_or_too_few_fields_is_told_with_its_place()
    {
        Says(Refused(folder.Write("e.csv", "session,item\ns,a\ns,b,c\n")), "e.csv", "Line: 3", "Expected Number of Columns: 2 Found: 3");
        Says(Refused(folder.Write("f.csv", "session,item,ts\ns,a,1\ns,b\n")), "f.csv", "Line: 3", "Expected Number of Columns: 3 Found: 2");
    }

    [Fact]
    public void An_open_quote_is_refused() => Says(Refused(folder.Write("e.csv", "session,item\ns,a\ns,\"b\ns,c\n")), "e.csv", "quote");

    [Fact]
    public void A_column_named_twice_is_refused() => Says(Refused(folder.Write("e.csv", "session,item,Item\ns,a,b\n")), "'item' twice");

    [Fact]
    public void Malformed_json_is_told_with_its_place()
        => Says(
            Refused(folder.Write("e.jsonl", "{\"session\":1,\"item\":\"a\"}\n{\"session\":1,\"item\":}\n")), "e.jsonl", "Malformed JSON",
            "line");

    [Theory]
    [InlineData("e.csv")]
    [InlineData("e.txt")]
    [InlineData("e.jsonl")]
    public void Text_that_is_not_UTF_8_is_refused(string name)
    {
        byte[] text = name switch
        {
            "e.csv" => [.. "session,item\ns,a\ns,"u8, 0xff, 0xfe, .. "\n"u8],
            "e.txt" => [.. "a b\na "u8, 0xff, 0xfe, .. "\n"u8],
            _ => [.. "{\"session\":1,\"item\":\""u8, 0xff, 0xfe, .. "\"}\n"u8],
        };
        Says(Refused(folder.Write(name, text)), name);
    }

    [Theory]
    [InlineData("e.csv.gz")]
    [InlineData("e.jsonl.gz")]
    [InlineData("e.txt.gz")]
    public void A_file_that_is_not_gzip_is_refused(string name)
    {
        File.WriteAllText(folder[name], "session,item\ns,a\ns,b\ns,c\n");
        Says(Refused(folder[name]), "is not a gzip file", name);
    }

    [Theory]
    [InlineData("e.csv.gz")]
    [InlineData("e.txt.gz")]
    public void A_truncated_gzip_file_is_refused(string name)
    {
        Random random = new(1);
        string lines = "session,item\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"s{i % 100},{random.Next()}\n"));
        byte[] whole = File.ReadAllBytes(folder.Write(name, lines));
        File.WriteAllBytes(folder[name], whole[..(whole.Length / 2)]);
        Says(Refused(folder[name]), name, "cannot be read to its end");
    }

    [Fact]
    public void Gzip_files_may_be_put_one_behind_the_other()
    {
        byte[] first = File.ReadAllBytes(folder.Write("1.txt.gz", "a b\n"));
        byte[] second = File.ReadAllBytes(folder.Write("2.txt.gz", "c d\n"));
        File.WriteAllBytes(folder["both.txt.gz"], [.. first, .. second]);
        Assert.Equal(["a b", "c d"], Sessions(folder["both.txt.gz"]));
        first = File.ReadAllBytes(folder.Write("1.csv.gz", "session,item\ns,a\n"));
        second = File.ReadAllBytes(folder.Write("2.csv.gz", "s,b\n"));
        File.WriteAllBytes(folder["both.csv.gz"], [.. first, .. second]);
        Assert.Equal(["a b"], Sessions(folder["both.csv.gz"]));
    }

    [Fact]
    public void An_unreadable_file_is_missing_input()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName == "root") return;
        string path = folder.Write("e.csv", "session,item\ns,a\n");
        File.SetUnixFileMode(path, UnixFileMode.None);
        Item2VecException error = Refused(path);
        Assert.Equal(ErrorCode.InputMissing, error.Code);
        Says(error, "cannot be read", "e.csv");
    }

    [Theory]
    [InlineData("e.csv", "user_id,item\nu,a\nu,b\n", "needs a time column")]
    [InlineData("e.csv", "user_id,item,ts\nu,a,1\nu,b,\n", "needs the time of every event, and column 'ts' is empty")]
    [InlineData("e.csv", "user_id,items\nu,a|b\n", "needs one event a row")]
    [InlineData("e.txt", "a b\n", "needs a time")]
    [InlineData("e.csv", "item,ts\na,1\nb,2\n", "sessions or users")]
    public void A_session_gap_needs_users_and_times(string name, string text, string says)
        => Says(Refused(folder.Write(name, text), All with { SessionGap = TimeSpan.FromMinutes(30) }), says, name);

    [Fact]
    public void A_weight_that_is_no_number_is_refused()
        => Says(
            Refused(folder.Write("e.csv", "session,item,w\ns,a,1\ns,b,much\n"), All with { WeightColumn = "w" }),
            "column 'w' holds text ('much')");

    [Fact]
    public void All_wrong_options_are_told_at_once()
    {
        SessionReaderOptions options = new()
        {
            MinCount = 0, Threads = -1, SessionGap = TimeSpan.Zero, Delimiter = "", MappedThreshold = -1, MemoryLimit = "lots",
        };
        Assert.Equal(6, options.Problems().Count);
        Item2VecException error = Refused(folder["x.csv"], options);
        Assert.Equal(ErrorCode.Usage, error.Code);
        Assert.Contains("at least 1, not 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("'lots'", error.Message, StringComparison.Ordinal);
        Assert.Empty(new SessionReaderOptions().Problems());
    }

    [Fact]
    public void No_input_is_a_usage_error()
        => Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => SessionReader.Read(Array.Empty<string>())).Code);

    /// <summary>The message has all of these, is one line and carries none of the query engine's advice about SQL.</summary>
    private static void Says(Item2VecException error, params string[] parts)
    {
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain("strict_mode", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }
}
