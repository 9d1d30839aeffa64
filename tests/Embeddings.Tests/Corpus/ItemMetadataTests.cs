using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;

namespace Item2Vec.Embeddings.Tests.Corpus;

public sealed class ItemMetadataTests
{
    private static readonly Vocabulary Items = SessionCorpus.FromSessions([["a", "a", "a", "b", "b", "c", "d"]]).Vocabulary;

    [Fact]
    public void Values_of_a_column_stand_together_by_the_events_of_their_items()
    {
        ItemMetadata metadata = Of(Items, ("genre", ["x|y", "y", null, "y"]), ("brand", ["p", "q", "q", "p"]));
        Assert.Equal(["genre", "brand"], metadata.Columns);

        // y: 3 + 2 + 1, x: 3; p: 3 + 1, q: 2 + 1.
        Assert.Equal([("genre=y", 6L), ("genre=x", 3L), ("brand=p", 4L), ("brand=q", 3L)], Tokens(metadata));
        Assert.Equal(["x", "y"], metadata.Of(0, "genre").Order());
        Assert.Empty(metadata.Of(2, "genre"));
        Assert.Equal(["q"], metadata.Of(2, "brand"));
        Assert.Equal([("genre", 2), ("brand", 2)], MetadataToken.Columns(metadata.Values));
    }

    [Fact]
    public void Blanks_around_values_and_empty_or_repeated_ones_do_not_count()
    {
        ItemMetadata metadata = Of(Items, ("genre", [" x | y |", "y|y", "  ", "x"]));
        Assert.Equal(["x", "y"], metadata.Of(0, "genre"));
        Assert.Equal(["y"], metadata.Of(1, "genre"));
        Assert.Equal([("genre=y", 5L), ("genre=x", 4L)], Tokens(metadata));
    }

    [Fact]
    public void The_separator_can_be_another_or_none()
    {
        string?[] texts = ["x;y", "y", "x;y", "y"];
        Assert.Equal(
            ["genre=y", "genre=x;y"], Tokens(ItemMetadata.Of(Items, Attributes(("genre", texts)), ["genre"], separator: null))
                .Select(token => token.Item1).OrderDescending());
        Assert.Equal(["x", "y"], ItemMetadata.Of(Items, Attributes(("genre", texts)), ["GENRE"], separator: ";").Of(0, "genre"));
    }

    [Fact]
    public void An_item_without_events_stays_if_an_item_with_events_has_one_of_its_values()
    {
        VocabularyBuilder longer = new();
        for (int row = 0; row < Items.Count; row++) longer.Add(Items[row], Items.CountOf(row));
        foreach (string item in new[] { "unknown", "new", "nothing" }) longer.Add(item, 0);
        ItemMetadata metadata = Of(longer.Build(), ("genre", ["x", "y", "x", "y", "z", "z|y", null]));
        Assert.Equal(["a", "b", "c", "d", "new"], Enumerable.Range(0, metadata.Items.Count).Select(row => metadata.Items[row]));
        Assert.Equal(["y"], metadata.Of(4, "genre"));
        Assert.Equal("z|y", metadata.Attributes.Value(4, "genre"));
        Assert.Equal(1, metadata.WithoutEvents);
        Assert.DoesNotContain("genre=z", Tokens(metadata).Select(token => token.Item1));
    }

    [Theory]
    [InlineData("a,b,c,d", "has 4 values that items have 4 times in all")]
    [InlineData(",,,", "is empty for every item")]
    [InlineData("a,a,,a", "has one value only, 'a'")]
    public void A_column_that_could_teach_nothing_is_refused(string texts, string problem)
    {
        Item2VecException error = Assert.Throws<Item2VecException>(() => Of(Items, ("genre", texts.Split(','))));
        Assert.Contains($"the column 'genre' {problem}", error.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.BadData, error.Code);
    }

    [Fact]
    public void A_column_that_is_missing_or_named_twice_or_badly_is_refused()
    {
        ItemAttributes attributes = Attributes(("genre", ["x", "y", "x", "y"]), ("a=b", ["x", "y", "x", "y"]));
        Assert.Contains("no column 'brand'", Error(["brand"]).Message, StringComparison.Ordinal);
        Assert.Contains("genre, a=b", Error(["brand"]).Hint, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.Usage, Error(["brand"]).Code);
        Assert.Contains("named twice", Error(["genre", "Genre"]).Message, StringComparison.Ordinal);
        Assert.Contains("'a=b' has a '='", Error(["a=b"]).Message, StringComparison.Ordinal);
        Assert.Contains("no column of metadata", Error([]).Message, StringComparison.Ordinal);

        Item2VecException Error(string[] columns) => Assert.Throws<Item2VecException>(() => ItemMetadata.Of(Items, attributes, columns));
    }

    [Fact]
    public void A_corpus_takes_metadata_of_its_own_items_only()
    {
        SessionCorpus corpus = SessionCorpus.FromSessions([["a", "a", "a", "b", "b", "c", "d"]]);
        ItemMetadata metadata = Of(Items, ("genre", ["x", "y", "x", "y"]));
        Assert.Same(metadata, corpus.With(metadata).Metadata);
        Assert.Null(corpus.Metadata);
        SessionCorpus other = SessionCorpus.FromSessions([["a", "a", "a", "e", "e", "c", "d"]]);
        Assert.Throws<ArgumentException>(() => other.With(metadata));
    }

    private static ItemMetadata Of(Vocabulary items, params (string Name, string?[] Texts)[] columns)
        => ItemMetadata.Of(items, Attributes(columns), [.. columns.Select(column => column.Name)]);

    private static ItemAttributes Attributes(params (string Name, string?[] Texts)[] columns)
        => new([.. columns.Select(column => column.Name)], columns.Select(column => StringColumn.Of(column.Texts)));

    private static IEnumerable<(string, long)> Tokens(ItemMetadata metadata)
        => Enumerable.Range(0, metadata.Values.Count).Select(row => (metadata.Values[row], metadata.Values.CountOf(row)));
}
