using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Data.Tests;

public sealed class ItemTableTests : IDisposable
{
    private readonly Folder folder = new();
    private readonly Vocabulary vocabulary = SessionCorpus.FromSessions([["a", "a", "a", "007", "007", "c"]]).Vocabulary;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("items.csv")]
    [InlineData("items.csv.gz")]
    [InlineData("items.parquet")]
    [InlineData("items.jsonl")]
    public void Columns_are_aligned_to_the_vocabulary_as_text(string name)
    {
        const string query = """
            select * from (values ('shop', 'x', 'Not known', 1.5), ('books', '007', 'Bond', 2.25), ('shop', 'a', 'Ä, "quoted"', null),
            (null, 'a', 'again', 3.0), ('none', null, 'nobody', 4.0))
            v(category, item_id, title, price)
            """;
        string path = name.EndsWith("parquet", StringComparison.Ordinal) ? folder.Copy(name, query)
            : folder.Copy(
                name,
                query,
                name.EndsWith("jsonl", StringComparison.Ordinal) ? "format json"
                    : name.EndsWith("gz", StringComparison.Ordinal) ? "format csv, header, compression gzip"
                    : "format csv, header");
        ItemTableResult result = ItemTable.ReadWithReport(path, vocabulary);
        Assert.Equal(["title", "category", "price"], result.Attributes.Names);
        Assert.Equal(["Ä, \"quoted\"", "Bond", null], Enumerable.Range(0, 3).Select(row => result.Attributes.Value(row, "title")));
        Assert.Equal(["shop", "books", null], Enumerable.Range(0, 3).Select(row => result.Attributes.Value(row, "category")));
        Assert.Equal([null, "2.25", null], Enumerable.Range(0, 3).Select(row => result.Attributes.Value(row, "price")));
        Assert.Equal(new ItemTableReport("item_id", 5, 2, 1, 1, 1, 1), result.Report);
    }

    [Fact]
    public void Integer_ids_match_their_text()
    {
        Vocabulary numbers = SessionCorpus.FromSessions([["12", "3"]]).Vocabulary;
        ItemAttributes attributes = ItemTable.Read(
            folder.Copy("i.parquet", "select * from (values (3, ['x', 'y']), (12, ['z'])) v(id, tags)"), numbers);
        Assert.Equal(["z", "x|y"], Enumerable.Range(0, 2).Select(row => attributes.Value(row, "tags")));
    }

    [Fact]
    public void The_id_and_the_columns_can_be_given()
    {
        string path = folder.Write("i.csv", "item_id,code,name,brand,color\n1,a,n,b,c\n");
        ItemTableResult result = ItemTable.ReadWithReport(path, vocabulary, new() { ItemColumn = "CODE", Columns = ["color", "Name"] });
        Assert.Equal(["color", "name"], result.Attributes.Names);
        Assert.Equal("c", result.Attributes.Value(0, "color"));
        Assert.Equal("code", result.Report.ItemColumn);
    }

    [Fact]
    public void A_table_without_ids_is_refused_with_its_columns()
    {
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => ItemTable.Read(folder.Write("i.csv", "x,title\n1,a\n"), vocabulary));
        Assert.Contains("its columns are x, title", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<Item2VecException>(() => ItemTable.Read(folder["i.csv"], vocabulary, new() { Columns = ["price"] }));
        Assert.Contains("no column", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_table_is_missing_input()
        => Assert.Equal(ErrorCode.InputMissing, Assert.Throws<Item2VecException>(() => ItemTable.Read(folder["no.csv"], vocabulary)).Code);

    [Fact]
    public void Text_is_no_table()
        => Assert.Contains(
            "a table of items was expected",
            Assert.Throws<Item2VecException>(() => ItemTable.Read(folder.Write("i.txt", "a b"), vocabulary)).Message,
            StringComparison.Ordinal);
}
