using Item2Vec.Data.Reports;
using static Item2Vec.Data.Tests.Corpora;

namespace Item2Vec.Data.Tests;

public sealed class FormatTests : IDisposable
{
    private const string Csv = "session_id,item_id,timestamp\ns1,a,1\ns2,007,5\ns1,\"b, \"\"c\"\"\",3\ns2,ü,6\ns1,a,2\n";
    private static readonly string[] Expected = ["007 ü", "a a b, \"c\""];
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("e.csv", ',')]
    [InlineData("e.csv.gz", ',')]
    [InlineData("e.tsv", '\t')]
    [InlineData("e.tsv.gz", '\t')]
    [InlineData("semicolon.csv", ';')]
    [InlineData("BOM.CSV", ',')]
    public void Delimited_files_give_their_sessions(string name, char delimiter)
    {
        string text = name.StartsWith("BOM", StringComparison.Ordinal) ? "\uFEFF" + Csv : Csv;
        text = text.Replace("\"b, \"\"c\"\"\"", "\0", StringComparison.Ordinal).Replace(',', delimiter)
            .Replace("\0", "\"b, \"\"c\"\"\"", StringComparison.Ordinal);
        Assert.Equal(Expected, Sessions(folder.Write(name, text)));
    }

    [Fact]
    public void Windows_line_ends_are_no_part_of_the_last_field()
        => Assert.Equal(Expected, Sessions(folder.Write("e.csv", Csv.Replace("\n", "\r\n", StringComparison.Ordinal))));

    [Theory]
    [InlineData("e.jsonl")]
    [InlineData("e.ndjson")]
    [InlineData("e.jsonl.gz")]
    public void Json_lines_give_their_sessions(string name)
    {
        const string lines = """
            {"session_id": "s1", "item_id": "a", "timestamp": 1}
            {"session_id": "s2", "item_id": "007", "timestamp": 5, "extra": {"x": [1]}}
            {"session_id": "s1", "item_id": "b, \"c\"", "timestamp": 3}
            {"session_id": "s2", "item_id": "\u00fc", "timestamp": 6}
            {"session_id": "s1", "item_id": "a", "timestamp": 2}
            """;
        Assert.Equal(Expected, Sessions(folder.Write(name, lines)));
    }

    [Fact]
    public void All_formats_of_the_same_events_have_the_same_fingerprint_and_order_of_sessions()
    {
        const string events =
            "select 'u' || (i % 97) as user_id, i * 7 % 31 as item_id, (i * 13) % 1000 as timestamp from range(3000) t(i)";
        string[] files =
        [
            folder.Copy("e.parquet", events), folder.Copy("e.csv", events, "format csv, header"),
            folder.Copy("e.csv.gz", events, "format csv, header, compression gzip"),
            folder.Copy("e.tsv", events, "format csv, header, delimiter '\t'"), folder.Copy("e.jsonl", events, "format json"),
            folder.Copy("e.jsonl.gz", events, "format json, compression gzip"),
        ];
        ReadResult first = Read(files[0]);
        string[] sessions = [.. InOrder(first.Corpus)];
        Assert.Equal(97, sessions.Length);
        foreach (string file in files[1..])
        {
            ReadResult other = Read(file);
            Assert.Equal(first.Report.Fingerprint, other.Report.Fingerprint);
            Assert.Equal(sessions, InOrder(other.Corpus));
        }
    }

    [Fact]
    public void The_fingerprint_changes_with_the_order_of_two_events()
    {
        string one = Read(folder.Write("a.csv", "session,item,ts\ns,a,1\ns,b,2\nt,a,1\nt,b,2\n")).Report.Fingerprint;
        string two = Read(folder.Write("b.csv", "session,item,ts\ns,a,1\ns,b,2\nt,a,2\nt,b,1\n")).Report.Fingerprint;
        Assert.NotEqual(one, two);
        Assert.Matches("^[0-9a-f]{16}$", one);
    }

    [Fact]
    public void Several_files_and_globs_are_one_data_set()
    {
        folder.Write("a-1.csv", "session,item\ns,a\ns,b\n");
        folder.Write("a-2.csv", "item,session\nc,s\nd,t\ne,t\n");
        folder.Write("deep/er/a-3.csv", "session,item\nt,f\n");
        Assert.Equal(["a b c", "d e"], Sessions(folder["a-*.csv"]));
        Assert.Equal(["a b c", "d e f"], Sessions(folder["**/a-?.csv"]));
        ReadResult both = SessionReader.ReadWithReport([folder["a-2.csv"], folder["a-1.csv"]], All);
        Assert.Equal(["c a b", "d e"], Sessions(both.Corpus));
        Assert.Equal([folder["a-2.csv"], folder["a-1.csv"]], both.Report.Files);
    }

    [Fact]
    public void Parquet_files_keep_their_order_too()
    {
        folder.Copy("b.parquet", "select 's' as session, 'late' as item");
        folder.Copy("a.parquet", "select 's' as session, 'early' as item");
        Assert.Equal(["early late"], Sessions(folder["*.parquet"]));
        Assert.Equal(["late early"], Sessions(SessionReader.Read([folder["b.parquet"], folder["a.parquet"]], All)));
    }

    [Fact]
    public void A_file_whose_name_looks_like_a_pattern_is_read_as_it_is()
        => Assert.Equal(["a b"], Sessions(folder.Write("it's [1].csv", "session,item\ns,a\ns,b\n")));

    [Fact]
    public void A_text_in_plain_bytes_is_a_text()
        => Assert.Equal(
            ["a b"], Sessions(folder.Copy("e.parquet", "select 's'::BLOB as session, x::BLOB as item from (values ('a'), ('b')) t(x)")));
}
