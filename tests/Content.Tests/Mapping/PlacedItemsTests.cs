using Item2Vec.Content.Mapping;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Content.Tests.Mapping;

public class PlacedItemsTests
{
    private const int Items = 24;

    [Fact]
    public void A_trained_item_is_placed_by_its_neighbors_without_itself()
    {
        // Items 2 j and 2 j + 1 have the same content, and vectors at a right angle to all others.
        using ItemVectors content = Vectors(Items / 2, item => item / 2);
        using ItemVectors trained = Vectors(Items, item => item);
        using SessionCorpus corpus = SessionCorpus.FromSessions([["i0", "i1"]]);
        float[]?[] places =
            PlacedItems.Learn(trained, [content], corpus, new ContentOptions { Map = ContentMapKind.Knn }, default).Places();
        for (int item = 0; item < Items; item++)
        {
            float own = places[item]![item], twin = places[item]![item ^ 1];
            Assert.True(twin > own + 0.2f, $"item {item}: {own} of its own vector, {twin} of its twin's");
        }
    }

    private static ItemVectors Vectors(int dimensions, Func<int, int> axis)
    {
        VocabularyBuilder items = new();
        EmbeddingMatrix matrix = new(Items, dimensions);
        for (int item = 0; item < Items; item++)
        {
            items.Add($"i{item}", 10);
            matrix.Row(item)[axis(item)] = 1;
        }

        return new ItemVectors(items.Build(), matrix, null);
    }
}
