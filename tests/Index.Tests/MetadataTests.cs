using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests;

public sealed class MetadataTests : IDisposable
{
    private readonly TestModel model = new(items: 60);

    public MetadataTests()
    {
        VocabularyBuilder builder = new();
        foreach (string token in new[] { "genre=a", "genre=b", "brand=x", "brand=y", "brand=z" }) builder.Add(token, 1);
        EmbeddingMatrix input = new(5, model.Vectors.Dimensions);
        Random random = new(9);
        for (int row = 0; row < 5; row++)
            foreach (ref float value in input.Row(row)) value = (float)(random.NextDouble() - 0.5);
        ItemVectors values = new(builder.Build(), input, input);
        model.Vectors.Companions.Add(CompanionVectors.Metadata, () => values);
    }

    public void Dispose() => model.Dispose();

    [Fact]
    public void Items_are_ranked_by_cosine_with_the_mean_over_columns_of_the_mean_over_values()
    {
        using ItemIndex index = ItemIndex.Build(model.Vectors);
        float[] asked = TestModel.Sum((0.5, Value("genre=b")), (0.25, Value("brand=x")), (0.25, Value("brand=z")));
        TestModel.AssertSame(
            model.Rank(row => TestModel.Cosine(asked, model.Vectors.Vector(row)), 7),
            index.SimilarToMetadata(["brand=x", "genre=b", "brand=z"], 7));
    }

    [Fact]
    public void Values_are_ranked_by_cosine_with_an_item_or_with_others_that_are_left_out()
    {
        using ItemIndex index = ItemIndex.Build(model.Vectors);
        Assert.Equal(Ranked(model.Vectors.Vector(7)), index.MetadataOf("item7", 10).Select(found => found.Item));
        Assert.Equal(
            Ranked(Value("genre=a")).Where(value => value != "genre=a"), index.MetadataOf(["genre=a"], 10).Select(found => found.Item));
    }

    [Fact]
    public void A_model_without_metadata_says_so()
    {
        using TestModel plain = new(items: 10);
        using ItemIndex index = ItemIndex.Build(plain.Vectors);
        Assert.Null(index.Metadata);
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => index.SimilarToMetadata(["genre=a"])).Code);
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => index.MetadataOf("item1")).Code);
    }

    [Fact]
    public void Items_without_events_are_marked_and_can_be_left_out()
    {
        VocabularyBuilder builder = new();
        for (int row = 0; row < 20; row++) builder.Add($"item{row}", row < 12 ? 5 : 0);
        using TestModel source = new(items: 20);
        ItemVectors vectors = new(builder.Build(), source.Vectors.Input, source.Vectors.Output);
        using ItemIndex index = ItemIndex.Build(vectors);
        Assert.Equal(8, vectors.ColdItems);
        Assert.All(
            index.Similar("item3", 19),
            found => Assert.Equal(int.Parse(found.Item[4..], System.Globalization.CultureInfo.InvariantCulture) >= 12, found.IsCold));
        Neighbor[] known = index.Similar("item3", 19, new SearchOptions { Filter = ItemFilter.WithEvents(vectors) });
        Assert.Equal(11, known.Length);
        Assert.All(known, found => Assert.False(found.IsCold));
    }

    private float[] Value(string token) => model.Vectors.Metadata!.Vector(model.Vectors.Metadata.Vocabulary.RowOf(token));

    private IEnumerable<string> Ranked(float[] vector)
        => Enumerable.Range(0, 5).OrderByDescending(row => TestModel.Cosine(vector, model.Vectors.Metadata!.Vector(row)))
            .Select(row => model.Vectors.Metadata!.Vocabulary[row]);
}
