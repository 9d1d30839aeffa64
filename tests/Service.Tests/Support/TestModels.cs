using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Hnsw;

namespace Item2Vec.Service.Tests.Support;

/// <summary>Models on disk: planted vectors, with outputs and users.</summary>
internal static class TestModels
{
    public const int Items = 500;

    /// <summary>Ids that are hard on a URL.</summary>
    public static readonly string[] OddItems = ["a/b c", "50%2F50", "naïve + 1,2", "../up?x=1#y"];

    /// <summary>Writes a model over what is there.</summary>
    public static void Write(string directory, int seed = 1, bool output = true)
    {
        using ItemVectors planted = Planted.Clusters(Items, 16, 10, seed, output);
        using ItemVectors vectors = WithOddItems(planted);
        if (output) vectors.Companions.Add("users", () => Users(seed));
        using ItemIndex index = ItemIndex.Build(vectors, new IndexOptions { M = 8, Threads = 1 });
        index.SaveModel(directory);
    }

    /// <summary>The planted vectors, the last items renamed.</summary>
    private static ItemVectors WithOddItems(ItemVectors planted)
    {
        VocabularyBuilder builder = new();
        for (int row = 0; row < planted.Count; row++)
        {
            int odd = row - planted.Count + OddItems.Length;
            builder.Add(odd < 0 ? planted.Vocabulary[row] : OddItems[odd], planted.Vocabulary.CountOf(row));
        }

        return new ItemVectors(
            builder.Build(), Copy(planted.Input), planted.Output is null ? null : Copy(planted.Output), planted.Attributes);
    }

    private static ItemVectors Users(int seed)
    {
        VocabularyBuilder builder = new();
        for (int user = 0; user < 20; user++) builder.Add($"user{user}", 20 - user);
        using ItemVectors like = Planted.Clusters(20, 16, 5, seed + 100);
        return new ItemVectors(builder.Build(), Copy(like.Input), null);
    }

    private static EmbeddingMatrix Copy(EmbeddingMatrix matrix)
    {
        EmbeddingMatrix copy = new(matrix.Rows, matrix.Dimensions);
        for (int row = 0; row < matrix.Rows; row++) matrix.Row(row).CopyTo(copy.Row(row));
        return copy;
    }
}
