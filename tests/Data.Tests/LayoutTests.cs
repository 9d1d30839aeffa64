using Item2Vec.Data.Reports;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using static Item2Vec.Data.Tests.Corpora;

namespace Item2Vec.Data.Tests;

public sealed class LayoutTests : IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Events_lists_texts_and_lines_of_the_same_sessions_have_the_same_fingerprint()
    {
        const string sessions = "select s, [((s * i) % 17)::VARCHAR for i in range(1, 3 + s % 5)] as items from range(200) t(s)";
        ReadResult[] results =
        [
            Read(folder.Copy("events.parquet", $"select s as session, unnest(items) as item from ({sessions})")),
            Read(folder.Copy("lists.parquet", sessions)),
            Read(folder.Copy("lists.jsonl", sessions, "format json")),
            Read(folder.Copy("bars.csv", $"select s, array_to_string(items, '|') as items from ({sessions})", "format csv, header")),
            Read(folder.Copy("commas.parquet", $"select s, array_to_string(items, ', ') as items from ({sessions})")),
            Read(folder.Copy("lines.txt", $"select array_to_string(items, ' ') from ({sessions})", "format csv, header false, quote ''")),
            Read(
                folder.Copy(
                    "lines.txt.gz",
                    $"select array_to_string(items, ' ') from ({sessions})",
                    "format csv, header false, quote '', compression gzip")),
        ];
        Assert.Single(results.Select(result => result.Report.Fingerprint).Distinct());
        Assert.Equal(
            [
                SessionLayout.Events, SessionLayout.Lists, SessionLayout.Lists, SessionLayout.DelimitedText, SessionLayout.DelimitedText,
                SessionLayout.TextLines, SessionLayout.TextLines
            ],
            results.Select(result => result.Report.Layout));
        Assert.All(results, result => Assert.Equal((200, 17), (result.Report.Sessions, result.Report.Items)));
        Assert.Equal(["'|'", "','"], results[3..5].Select(result => result.Report.Delimiter));
    }

    [Fact]
    public void Whole_sessions_stay_in_file_order_across_row_groups_and_threads()
    {
        string path = folder.Copy(
            "lists.parquet", "select [i::VARCHAR, 'x' || i] as items from range(300000) t(i)", "format parquet, row_group_size 20000");
        using SessionCorpus corpus = Read(path, All with { Threads = 4 }).Corpus;
        Assert.Equal(Enumerable.Range(0, 300_000).Select(i => $"{i} x{i}"), InOrder(corpus));
    }

    [Fact]
    public void Lines_are_split_at_any_white_space()
        => Assert.Equal(["a b c", "d \"e"], Sessions(folder.Write("t.txt", "\uFEFF a\tb  c\r\n\n \nd \"e")));

    [Fact]
    public void A_line_may_be_longer_than_any_buffer()
    {
        string line = string.Join(' ', Enumerable.Range(0, 400_000).Select(i => $"word{i % 100}"));
        ReadResult result = Read(folder.Write("t.txt", line + "\na b\n"));
        Assert.Equal((2, 400_002, 102), (result.Report.Sessions, result.Report.Events, result.Report.Items));
    }

    [Fact]
    public void A_delimited_text_may_be_longer_than_the_usual_line()
    {
        string items = string.Join('|', Enumerable.Range(0, 400_000).Select(i => $"word{i % 100}"));
        ReadResult result = Read(folder.Write("t.csv", $"user_id,items\nu,{items}\nv,a|b\n"));
        Assert.Equal((2, 400_002, 102), (result.Report.Sessions, result.Report.Events, result.Report.Items));
    }

    [Fact]
    public void A_delimiter_can_be_given()
    {
        string path = folder.Write("t.csv", "item_id\na::b:: c ::\n::d::e\n");
        ReadResult result = Read(path, All with { Delimiter = "::" });
        Assert.Equal(["a b c", "d e"], Sessions(result.Corpus));
        Assert.Equal(1, result.Report.EmptyItems);
        Assert.Equal("'::'", result.Report.Delimiter);
    }

    [Fact]
    public void The_delimiter_that_was_found_is_told()
    {
        ReadReport report = Read(folder.Write("t.csv", "user_id,items\nu,a|b\n")).Report;
        Assert.Contains("Each row is a session: the items in column 'items' are separated by '|'.", report.Notes);
    }

    [Fact]
    public void Two_possible_delimiters_are_asked_about()
    {
        Item2VecException error = Refused(folder.Write("t.csv", "user_id,items\nu,a|b;c\n"));
        Assert.Contains("may be delimited by '|' and ';'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Delimiter", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_written_as_text_is_refused()
        => Assert.Contains(
            "written as text", Refused(folder.Write("t.csv", "user_id,items\nu,\"[1, 2]\"\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void Whole_sessions_have_users()
    {
        string path = folder.Copy(
            "l.parquet", "select * from (values (7, ['a', 'b']), (null, ['c']), (8, ['b', null]), (7, ['a'])) t(user_id, items)");
        using SessionCorpus corpus = Read(path).Corpus;
        Assert.Equal(
            ["7: a b", "-: c", "8: b", "7: a"],
            InOrder(corpus).Select((session, s) => $"{(corpus.UserOf(s) < 0 ? "-" : corpus.Users![corpus.UserOf(s)])}: {session}"));
        Assert.Equal([3L, 1L], [corpus.Users!.CountOf(0), corpus.Users.CountOf(1)]);
    }

    [Fact]
    public void Integers_in_lists_are_ids()
        => Assert.Equal(["1 2", "3 1"], Sessions(folder.Copy("l.parquet", "select * from (values ([1, 2]), ([3, 1])) t(whatever)")));

    [Fact]
    public void Rare_items_leave_whole_sessions()
    {
        ReadResult result = Read(folder.Write("t.txt", "a b a\nb rare a\nrare\n"), new() { MinCount = 2, MemoryLimit = "1GB" });
        Assert.Equal(["a b a", "b rare a", "rare"], Sessions(result.Corpus));
        result = Read(folder["t.txt"], new() { MinCount = 3 });
        Assert.Equal(["a a", "a"], InOrder(result.Corpus));
        Assert.Equal(
            (2, 4, 1, 2), (result.Report.RareItems, result.Report.RareEvents, result.Report.SingleItemSessions, result.Report.Sessions));
    }
}
