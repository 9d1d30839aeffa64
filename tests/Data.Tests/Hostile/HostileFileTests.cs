using System.Diagnostics;
using System.Text;
using Item2Vec.Data.Inputs;
using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using static Item2Vec.Data.Tests.Corpora;

namespace Item2Vec.Data.Tests;

public sealed class HostileFileTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("e.csv.gz", "session,item\n", "s{0},i{1}\n")]
    [InlineData("e.txt.gz", "", "i{0} i{1}\n")]
    [InlineData("e.jsonl.gz", "", "{{\"session\":\"s{0}\",\"item\":\"i{1}\"}}\n")]
    public void A_gzip_stream_that_is_cut_off_is_refused_wherever_it_is_cut(string name, string header, string row)
    {
        StringBuilder text = new(header);
        for (int i = 0; i < 5000; i++) text.AppendFormat(System.Globalization.CultureInfo.InvariantCulture, row, i / 5, i * 7919L % 1000);
        byte[] whole = File.ReadAllBytes(folder.Write(name, text.ToString()));
        foreach (int length in (int[])[whole.Length / 2, whole.Length - 9, whole.Length - 4, whole.Length - 1])
        {
            File.WriteAllBytes(folder[name], whole[..length]);
            Item2VecException error = Refused(folder[name]);
            Assert.Equal(ErrorCode.BadData, error.Code);
        }

        // Members one behind the other are one file.
        byte[] rest = File.ReadAllBytes(folder.Write("rest.gz", text.ToString()[header.Length..]));
        File.WriteAllBytes(folder[name], [.. whole, .. rest]);
        using SessionCorpus corpus = Read(folder[name]).Corpus;
        Assert.Equal(name == "e.txt.gz" ? 20_000 : 10_000, corpus.TokenCount);
    }

    [Fact]
    public void A_pipe_is_refused_and_not_waited_for()
    {
        if (OperatingSystem.IsWindows()) return;
        using (Process made = Process.Start("mkfifo", folder["e.csv"])) made.WaitForExit();
        foreach (string path in (string[])[folder["e.csv"], "-", "/dev/stdin"])
        {
            Item2VecException error = Refused(path);
            Assert.Equal(ErrorCode.InputMissing, error.Code);
            Assert.Equal($"'{path}' is not a regular file", error.Message);
        }
    }

    [Theory]
    [InlineData("e.csv")]
    [InlineData("e.txt")]
    [InlineData("e.csv.gz")]
    public void A_file_in_utf_16_is_said_to_be_that(string name)
    {
        byte[] bytes = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("session,item\ns,a\ns,b\n")];
        Assert.Equal($"'{folder[name]}' is UTF-16, UTF-8 was expected", Refused(folder.Write(name, bytes)).Message);
    }

    [Theory]
    [InlineData("session,item\ns,a\r\ns,b\r\n", 2)]
    [InlineData("session,item\r\ns,a\ns,b\n", 2)]
    [InlineData("session,item\ns,a\ns,b\r\n", 3)]
    public void Lines_of_a_csv_file_that_end_differently_are_named(string text, int line)
        => Assert.StartsWith(
            $"line {line} of '{folder.Write("e.csv", text)}' ends in another way",
            Refused(folder["e.csv"]).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Ids_and_times_of_json_may_be_written_as_floating_point()
    {
        string path = folder.Write("e.jsonl", """
            {"session_id":1.0,"item_id":2.0,"timestamp":1700000000.75}
            {"session_id":1.0,"item_id":3.0,"timestamp":1700000000.25}

            """);
        Assert.Equal(["3 2"], Sessions(path));
        path = folder.Write("f.jsonl", "{\"session_id\":1,\"item_id\":2.5}\n{\"session_id\":1,\"item_id\":3.0}\n");
        Assert.Contains("olumn 'item_id' holds fractions", Refused(path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_items_are_counted()
    {
        string lists = folder.Copy("e.parquet", "select * from (values (['a','b']), ([]), (null), (['b','a'])) v(items)");
        Assert.Equal(2, Read(lists).Report.EmptyRows);
        string texts = folder.Copy("t.parquet", "select * from (values ('a|b'), (''), (null), ('b|a')) v(items)");
        Assert.Equal(2, Read(texts).Report.EmptyRows);
        Assert.Equal(1, Read(folder.Write("e.txt", "a b\n\nb a\n")).Report.EmptyRows);
    }

    [Fact]
    public void A_row_without_a_time_stays_behind_the_row_before_it()
    {
        string path = folder.Write("e.csv", "session,item,timestamp\ns,d,30\ns,e,\ns,a,10\ns,b,\ns,c,20\nt,x,\nt,z,5\nt,y,4\n");
        ReadResult read = Read(path);
        Assert.Equal(["a b c d e", "y x z"], Sessions(read.Corpus));
        Assert.Equal(
            "column 'timestamp' is empty in 3 of 8 rows; these rows take the time of the row before them in the session",
            Assert.Single(read.Report.Warnings));
        read.Corpus.Dispose();
    }

    [Theory]
    [InlineData("18446744073709551615::UBIGINT", "i::VARCHAR", "column 'ts' holds a value that is no time")]
    [InlineData("1", "1.7e38::DOUBLE", "column 'item' holds floating-point numbers beyond 2^53")]
    public void A_value_that_cannot_be_used_does_not_make_a_damaged_file(string time, string item, string says)
    {
        Item2VecException error = Refused(
            folder.Copy("e.parquet", $"select 's' as session, {item} as item, {time} as ts from range(3) r(i)"));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_was_given_for_another_role_is_said_to_be_taken()
    {
        string path = folder.Write("e.csv", "session_id,item_id\ns,a\ns,b\n");
        Assert.Contains(
            "'item_id' is taken by WeightColumn", Refused(path, All with { WeightColumn = "item_id" }).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'item_id' is taken by TimeColumn", Refused(path, All with { TimeColumn = "item_id" }).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'item_id' is taken by SessionColumn", Refused(path, All with { SessionColumn = "item_id" }).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'session_id' is taken by WeightColumn",
            Refused(path, All with { WeightColumn = "session_id" }).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_memory_limit_with_which_nothing_can_be_read_is_a_usage_error()
    {
        Item2VecException error = Refused(folder.Write("e.csv", "session,item\ns,a\ns,b\n"), All with { MemoryLimit = "1KB" });
        Assert.Equal(ErrorCode.Usage, error.Code);
        Assert.Contains("at least 1MB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_that_leaves_sessions_of_one_item_is_named()
    {
        string path = folder.Write("e.csv", "user,item,timestamp\nu,a,1700000000\nu,b,1700009000\n");
        Item2VecException error = Refused(path, All with { SessionGap = TimeSpan.FromMinutes(1) });
        Assert.Contains("SessionGap", error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Invalid Input Error: quoted new lines are not supported. Please disable the parallel csv reader: parallel = false")]
    [InlineData("Invalid Input Error: quoted new lines are not supported. Try to run with parallel = false.")]
    public void Advice_about_another_program_is_dropped(string message)
        => Assert.Equal("quoted new lines are not supported", ReadingErrors.Clean(message));

    [Theory]
    [InlineData("e.jsonl", 256, false)]
    [InlineData("e.jsonl", 257, true)]
    [InlineData("e.jsonl.gz", 257, true)]
    [InlineData("e.jsonl", 20_000, true)]
    [InlineData("e.json", 20_000, true)]
    [InlineData("e.json.gz", 257, true)]
    public void Objects_that_are_nested_too_deep_are_refused_before_the_query_engine_sees_them(string name, int depth, bool tooDeep)
    {
        foreach ((string open, string close) in (ReadOnlySpan<(string, string)>)[("{\"a\":", "}"), ("[", "]")])
        {
            string deep = string.Concat(Enumerable.Repeat(open, depth - 1)) + "1" + string.Concat(Enumerable.Repeat(close, depth - 1));
            IEnumerable<string> lines = Enumerable.Range(0, 9).Select(
                i => $$"""{"session":"s{{i / 3}}","item":"i{{i % 2}}","note":{{(i == 7 ? deep : "\"]]}}[[\\\"{\"")}}}""");
            bool isArray = name.StartsWith("e.json.", StringComparison.Ordinal) || name == "e.json";
            string path = folder.Write(name, isArray ? $"[{string.Join(",\n", lines)}]" : string.Join('\n', lines));
            if (!tooDeep) Assert.Equal(9, Read(path).Report.Events);
            else Assert.Equal($"line 8 of '{path}' is nested deeper than 256 levels", Refused(path).Message);
        }
    }

    [Fact]
    public void Objects_behind_those_whose_types_are_found_may_be_nested_deeper()
    {
        StringBuilder text = new();
        for (int i = 0; i < 30_000; i++) text.Append("{\"session\":\"s\",\"item\":\"i\",\"note\":{\"a\":1}}\n");
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 20_000)) + "1" + new string('}', 20_000);
        text.Append("{\"session\":\"s\",\"item\":\"i\",\"note\":").Append(deep).Append("}\n");
        Assert.Equal(30_001, Read(folder.Write("e.jsonl", text.ToString())).Report.Events);
    }

    [Fact]
    public void Zstandard_is_looked_into_as_well()
    {
        string deep = string.Concat(Enumerable.Repeat("{\"a\":", 300)) + "1" + new string('}', 300);
        folder.Write(
            "plain.txt", "{\"session\":\"s\",\"item\":\"i\"}\n{\"session\":\"s\",\"item\":\"i\",\"note\":" + deep + "}\n");
        string path = folder.Copy(
            "e.jsonl.zst",
            $"select * from read_csv('{folder["plain.txt"]}', delim = '\u0001', quote = '', escape = '', header = false, "
                + "auto_detect = false, columns = {'l': 'VARCHAR'})",
            "format csv, header false, quote '', escape '', delim '\u0001', compression zstd");
        Assert.Equal($"line 2 of '{path}' is nested deeper than 256 levels", Refused(path).Message);
    }

    [Theory]
    [InlineData("e.txt", "lines (the first is line 2)")]
    [InlineData("e.txt.gz", "lines (the first is line 2)")]
    [InlineData("e.csv", "lines")]
    [InlineData("e.csv.gz", "lines")]
    [InlineData("e.jsonl", "objects")]
    public void Longer_lines_than_may_be_held_in_memory_are_refused(string name, string what)
    {
        string note = new('x', 8_000_000);
        string text = name.Contains("json", StringComparison.Ordinal)
            ? $$"""{"session":"s","item":"i"}{{'\n'}}{"session":"s","item":"i","note":"{{note}}"}{{'\n'}}"""
            : name.Contains("csv", StringComparison.Ordinal) ? $"session,item,note\ns,i,x\ns,i,{note}\n"
            : $"i i\n{note.Replace('x', ' ')}i\n";
        Item2VecException error = Refused(folder.Write(name, text), All with { MaxLine = "3MB" });
        Assert.Equal(ErrorCode.BadData, error.Code);
        Assert.Equal($"'{folder[name]}' has {what} of more than 3 MB", error.Message);
        Assert.NotEqual(0, Read(folder[name], All with { MaxLine = "40MB" }).Report.Events);
    }

    /// <summary>The query engine loses a line of more than two of its buffers, without an error.</summary>
    [Theory]
    [InlineData("a,b\n0123456789\n", true, false)]
    [InlineData("a,b\n01234567890\n", true, true)]
    [InlineData("a,b\n\"01234\n5678\"\n", true, true)]
    [InlineData("a,b\n\"01234\n5678\"\n", false, false)]
    [InlineData("a,b\n01234567890", true, true)]
    public void Lines_are_measured_with_the_line_ends_between_their_quotes(string text, bool quotes, bool tooLong)
    {
        InputFile file = InputFile.Of("e.csv")!;
        LineLengths lengths = new(file, 10, quotes);
        Exception? error = Record.Exception(() =>
        {
            foreach (byte one in Encoding.UTF8.GetBytes(text)) lengths.Continue([one]);
        });
        Assert.Equal(tooLong ? "'e.csv' has lines of more than 10 bytes" : null, error?.Message);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("999")]
    [InlineData("2GB")]
    [InlineData("many")]
    public void A_length_of_a_line_that_makes_no_sense_is_refused(string length)
        => Assert.Contains("1KB to 1GB", Refused("-", All with { MaxLine = length }).Message, StringComparison.Ordinal);
}
