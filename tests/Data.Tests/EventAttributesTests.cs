using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Tests;

public sealed class EventAttributesTests : IDisposable
{
    private readonly Folder folder = new();
    private readonly Vocabulary vocabulary = SessionCorpus.FromSessions([["a", "a", "a", "007", "007", "c"]]).Vocabulary;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("log.csv")]
    [InlineData("log.parquet")]
    public void An_item_has_the_value_of_most_of_its_rows_and_of_equals_the_first(string name)
    {
        const string query = """
            select * from (values ('s', 'a', 'red', 1), ('s', 'a', 'blue', 1), ('s', 'a', 'blue', 2), ('t', '007', 'z', 3),
            ('t', '007', 'y', 4),
            ('t', '007', null, 5), ('t', '007', null, 6), ('t', '007', '', 7), ('t', 'other', 'red', 8)) v(session_id, item_id, color,
            size)
            """;
        string path = folder.Copy(name, query, name.EndsWith("csv", StringComparison.Ordinal) ? "format csv, header" : "format parquet");
        ItemAttributes attributes = EventAttributes.Read([path], vocabulary, ["Color", "size"], "item_id");
        Assert.Equal(["color", "size"], attributes.Names);
        Assert.Equal(["blue", "y", null], Enumerable.Range(0, 3).Select(row => attributes.Value(row, "color")));
        Assert.Equal(["1", "3", null], Enumerable.Range(0, 3).Select(row => attributes.Value(row, "size")));
    }

    [Fact]
    public void Lists_keep_all_their_values()
    {
        string path = folder.Copy("l.parquet", "select 's' as session_id, 'a' as item_id, ['x', 'y'] as tags");
        Assert.Equal("x|y", EventAttributes.Read([path], vocabulary, ["tags"], "item_id").Value(0, "tags"));
    }

    [Fact]
    public void A_missing_column_and_a_log_of_whole_sessions_are_refused()
    {
        string path = folder.Write("log.csv", "session_id,item_id\ns,a\n");
        Item2VecException missing = Assert.Throws<Item2VecException>(() => EventAttributes.Read([path], vocabulary, ["brand"], "item_id"));
        Assert.Contains("no column 'brand'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("session_id, item_id", missing.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.Usage, missing.Code);
        string text = folder.Write("log.txt", "a b\n");
        Assert.Contains(
            "not one row an event",
            Assert.Throws<Item2VecException>(() => EventAttributes.Read([text], vocabulary, ["brand"], "item_id")).Message,
            StringComparison.Ordinal);
        string lists = folder.Copy("l.parquet", "select ['a', 'b'] as items, 'x' as brand");
        Assert.Contains(
            "not one row an event",
            Assert.Throws<Item2VecException>(() => EventAttributes.Read([lists], vocabulary, ["brand"], "items")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Items_of_a_table_that_have_no_events_can_join_the_vocabulary()
    {
        string path = folder.Write("items.csv", "item_id,brand\nnew,x\nc,y\nnew,z\n,w\nnext,v\n");
        ItemTableResult result = ItemTable.ReadWithReport(path, vocabulary, new() { AddItems = true });
        Assert.Equal(["a", "007", "c", "new", "next"], Enumerable.Range(0, result.Items.Count).Select(row => result.Items[row]));
        Assert.Equal([3L, 2, 1, 0, 0], Enumerable.Range(0, 5).Select(result.Items.CountOf));
        Assert.Equal([null, null, "y", "x", "v"], Enumerable.Range(0, 5).Select(row => result.Attributes.Value(row, "brand")));
        Assert.Equal(new ItemTableReport("item_id", 5, 1, 2, 0, 1, 1) { Added = 2 }, result.Report);
    }
}
