using Item2Vec.Embeddings;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Indexing;

namespace Item2Vec.Content.Tests.Mapping;

/// <summary>Items of four topics in sessions of one topic each; their content says the topic, with noise.</summary>
public sealed class ContentPlacementTests : IDisposable
{
    private const int Topics = 4;
    private const int OfTopic = 30;
    private static readonly TrainingOptions Options = new() { Dimensions = 16, Epochs = 10, Threads = 1, Subsampling = 0 };
    private readonly SessionCorpus corpus = Corpus();
    private readonly ItemVectors trained;
    private readonly ItemVectors content = Content();

    public ContentPlacementTests() => trained = ItemTrainer.Train(corpus, Options);

    public void Dispose()
    {
        corpus.Dispose();
        trained.Dispose();
        content.Dispose();
    }

    [Theory]
    [InlineData(ContentMapKind.Ridge)]
    [InlineData(ContentMapKind.Knn)]
    [InlineData(ContentMapKind.Mlp)]
    [InlineData(ContentMapKind.Pairwise)]
    public void Items_without_sessions_come_to_lie_in_their_topic(ContentMapKind map)
    {
        ContentResult result = ContentPlacement.Place(trained, [content], corpus, new ContentOptions { Map = map, LeastCount = 5, HiddenUnits = 16 });
        using ItemVectors all = result.Vectors;
        Assert.Equal(20, result.Added);
        Assert.Equal(trained.Count + 20, all.Count);
        using ItemIndex index = ItemIndex.Build(all);
        int right = 0;
        for (int row = trained.Count; row < all.Count; row++)
        {
            Assert.Equal(0, all.Vocabulary.CountOf(row));
            string topic = all.Vocabulary[row].Split('-')[0];
            right += index.Similar(all.Vocabulary[row], 5).Count(found => found.Item.Split('-')[0] == topic);
        }

        Assert.True(right >= 90, $"{right} of 100 neighbours are of the right topic");
    }

    [Fact]
    public void Trained_vectors_stay_as_they_are_where_nothing_is_blended()
    {
        using ItemVectors all = ContentPlacement.Place(trained, [content], corpus, new ContentOptions { LeastCount = 5 }).Vectors;
        for (int row = 0; row < trained.Count; row++)
        {
            Assert.Equal(trained.Vector(row), all.Vector(row));
            Assert.Equal(trained.OutputVector(row), all.OutputVector(row));
        }
    }

    [Fact]
    public void New_items_can_be_recommended()
    {
        using ItemVectors all = ContentPlacement.Place(trained, [content], corpus, new ContentOptions { LeastCount = 5 }).Vectors;
        using ItemIndex index = ItemIndex.Build(all);
        ItemFilter unseen = ItemFilter.Allow(all, Enumerable.Range(trained.Count, 20).Select(row => all.Vocabulary[row]));
        Neighbor[] found = index.Recommend(["t2-5", "t2-6"], 5, new RecommendOptions { Filter = unseen });
        Assert.All(found, neighbor => Assert.StartsWith("t2-", neighbor.Item, StringComparison.Ordinal));
    }

    [Fact]
    public void A_gate_turns_rare_items_towards_their_content_and_keeps_their_length()
    {
        ContentResult result = ContentPlacement.Place(
            trained, [content], corpus, new ContentOptions { LeastCount = 5 }, seen => ItemTrainer.Train(seen, Options));
        using ItemVectors all = result.Vectors;
        Assert.NotNull(result.GateHalf);
        bool moved = false;
        for (int row = 0; row < trained.Count; row++)
        {
            Assert.Equal(Norms.Length(trained.Vector(row)), Norms.Length(all.Vector(row)), 1e-4);
            moved |= !trained.Vector(row).SequenceEqual(all.Vector(row));
        }

        Assert.True(moved);
    }

    [Fact]
    public void Two_kinds_of_content_are_used_together()
    {
        // Half of the items have one kind, half the other.
        using ItemVectors even = Content(item => item % 2 == 0);
        using ItemVectors odd = Content(item => item % 2 == 1);
        ContentResult result = ContentPlacement.Place(trained, [even, odd], corpus, new ContentOptions { LeastCount = 5 });
        using ItemVectors all = result.Vectors;
        Assert.Equal(20, result.Added);
        Assert.Equal(trained.Count, result.Learned);
    }

    [Fact]
    public void Content_of_other_items_is_told()
    {
        using ItemVectors strangers = Content(_ => true, "x");
        Item2VecException error = Assert.Throws<Item2VecException>(() => ContentPlacement.Place(trained, [strangers], corpus));
        Assert.Contains("0 items have content", error.Message, StringComparison.Ordinal);
    }

    private static SessionCorpus Corpus()
    {
        RandomSource random = new(9);
        return SessionCorpus.FromSessions([.. Enumerable.Range(0, 600).Select(session => Enumerable.Range(0, 8).Select(_ => $"t{session % Topics}-{random.NextBelow(OfTopic)}").ToArray())]);
    }

    /// <summary>A vector for each item, and for five more of each topic: a number for each topic, and four of noise.</summary>
    private static ItemVectors Content(Func<int, bool>? of = null, string prefix = "t")
    {
        RandomSource random = new(10);
        VocabularyBuilder items = new();
        List<float[]> vectors = [];
        for (int topic = 0; topic < Topics; topic++)
        {
            for (int item = 0; item < OfTopic + 5; item++)
            {
                float[] vector = new float[Topics + 4];
                for (int d = 0; d < vector.Length; d++) vector[d] = (d == topic ? 1 : 0) + (0.2f * (random.NextFloat() - 0.5f));
                if (of?.Invoke(item) == false) continue;
                items.Add($"{prefix}{topic}-{item}", 0);
                vectors.Add(vector);
            }
        }

        EmbeddingMatrix matrix = new(vectors.Count, Topics + 4);
        for (int row = 0; row < vectors.Count; row++) vectors[row].CopyTo(matrix.Row(row));
        return new ItemVectors(items.Build(), matrix, null);
    }
}
