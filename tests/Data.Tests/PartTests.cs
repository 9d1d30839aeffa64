using Item2Vec.Data.Options;
using Item2Vec.Embeddings.Common;
using static Item2Vec.Data.Tests.Corpora;

namespace Item2Vec.Data.Tests;

/// <summary>A column that says which rows are for training and which for testing.</summary>
public sealed class PartTests : IDisposable
{
    private const string Rows = """
        select * from (values ('1', 'a', 1, 'train'), ('1', 'b', 2, 'Train '), ('2', 'c', 1, 'test'), ('3', 'x', 1, 'valid'),
        ('2', 'a', 0, 'test'), ('4', 'b', 1, 'training'), ('3', 'y', 2, 'validation'), ('4', 'a', 2, 'train'))
        v(session_id, item_id, position, split)
        """;

    private static readonly SessionReaderOptions Training = All with { SplitColumn = "Split" };
    private static readonly SessionReaderOptions Test = Training with { Part = LogPart.Test };
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("log.csv", "format csv, header")]
    [InlineData("log.jsonl", "format json")]
    [InlineData("log.parquet", "format parquet")]
    public void Each_part_is_read_alone_and_the_validation_part_never(string name, string format)
    {
        string path = folder.Copy(name, Rows, format);
        Assert.Equal(["a b", "b a"], Sessions(path, Training));
        Assert.Equal(["a c"], Sessions(path, Test));
        Assert.Equal(2, Read(path, Test).Report.Rows);
    }

    [Fact]
    public void Whole_sessions_of_a_row_have_parts_too()
    {
        string path = folder.Copy(
            "lists.parquet", "select * from (values (['a', 'b'], 'train'), (['b', 'c'], 'test'), (['c', 'a'], 'train')) v(items, part)");
        Assert.Equal(["a b", "c a"], Sessions(path, All with { SplitColumn = "part" }));
        Assert.Equal(["b c"], Sessions(path, All with { SplitColumn = "part", Part = LogPart.Test }));
    }

    [Theory]
    [InlineData("1,a,train\n1,b,train\n2,a,\n2,b,test\n", "holds nothing in some rows")]
    [InlineData("1,a,train\n1,b,train\n2,a,later\n2,b,test\n", "holds 'later' in some rows; train, test or validation")]
    [InlineData("1,a,train\n1,b,train\n2,a,valid\n2,b,valid\n", "no row with 'test'")]
    [InlineData("1,a,test\n1,b,test\n", "no row with 'train'")]
    [InlineData("1,a,train\n1,b,train\n2,a,train\n2,b,test\n", "session '2' (column 'session_id') is partly for training")]
    public void A_column_that_does_not_part_the_log_is_refused(string rows, params string[] problem)
        => Says(Refused(folder.Write("log.csv", $"session_id,item_id,split\n{rows}"), Training), problem);

    [Fact]
    public void A_missing_column_and_a_text_without_columns_are_refused()
    {
        Says(
            Refused(folder.Write("log.csv", "session_id,item_id\n1,a\n1,b\n"), Training),
            "no column 'Split' for the part; its columns are session_id, item_id");
        Item2VecException text = Refused(folder.Write("log.txt", "a b\n"), Training);
        Says(text, "has no columns", "two files");
        Assert.Equal("SplitColumn", text.Option);
    }

    private static void Says(Item2VecException error, params string[] parts)
        => Assert.All(parts, part => Assert.Contains(part, $"{error.Message} {error.Hint}", StringComparison.Ordinal));

    [Fact]
    public void Sessions_cut_out_of_a_users_events_may_be_in_both_parts()
    {
        string path = folder.Write("log.csv", "user_id,item,ts,split\nu,a,0,train\nu,b,1,train\nu,c,900,test\nu,d,901,test\n");
        Assert.Equal(["c d"], Sessions(path, Test with { SessionGap = TimeSpan.FromSeconds(60) }));
    }
}
