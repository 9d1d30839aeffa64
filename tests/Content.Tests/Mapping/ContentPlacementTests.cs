using Item2Vec.Content.Mapping;
using Item2Vec.Content.Options;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing;
using Item2Vec.Indexing.Filters;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Content.Tests.Mapping;

/// <summary>Items of four topics in sessions of one topic each; their content says the topic, with noise.</summary>
public sealed class ContentPlacementTests : IDisposable
{
    private const int Topics = 4;
    private const int OfTopic = 30;
    private static readonly TrainingOptions Options = new() { Dimensions = 16, Epochs = 10, Threads = 1, Subsampling = 0 };

    private delegate void RowChange(int row, Span<float> vector);

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
        ContentResult result = ContentPlacement.Place(
            trained, [content], corpus, new ContentOptions { Map = map, MinCount = 5, HiddenUnits = 16 });
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

        Assert.True(right >= 90, $"{right} of 100 neighbors are of the right topic");
    }

    [Fact]
    public void Trained_vectors_stay_as_they_are_where_nothing_is_blended()
    {
        using ItemVectors all = ContentPlacement.Place(trained, [content], corpus, new ContentOptions { MinCount = 5 }).Vectors;
        for (int row = 0; row < trained.Count; row++)
        {
            Assert.Equal(trained.Vector(row), all.Vector(row));
            Assert.Equal(trained.OutputVector(row), all.OutputVector(row));
        }
    }

    [Fact]
    public void New_items_can_be_recommended()
    {
        using ItemVectors all = ContentPlacement.Place(trained, [content], corpus, new ContentOptions { MinCount = 5 }).Vectors;
        using ItemIndex index = ItemIndex.Build(all);
        ItemFilter unseen = ItemFilter.Allow(all, Enumerable.Range(trained.Count, 20).Select(row => all.Vocabulary[row]));
        Neighbor[] found = index.Recommend(["t2-5", "t2-6"], 5, new RecommendOptions { Filter = unseen });
        Assert.All(found, neighbor => Assert.StartsWith("t2-", neighbor.Item, StringComparison.Ordinal));
    }

    [Fact]
    public void A_gate_turns_items_toward_their_content_as_far_as_they_are_not_trusted_and_keeps_their_length()
    {
        PlacedItems placed = PlacedItems.Learn(trained, [content], corpus, new ContentOptions { MinCount = 5 }, default);
        float[]?[] places = placed.Places();
        foreach (double middle in (double[])[1, 6])
        {
            PopularityGate gate = new(1, middle);
            using ItemVectors all = placed.Join(gate);
            for (int row = 0; row < trained.Count; row++)
            {
                float[] place = places[row]!, before = trained.Vector(row), after = all.Vector(row);
                double trust = gate.Trust(trained.Vocabulary.CountOf(row)), length = Norms.Length(before);
                double[] expected = [.. before.Select((value, d) => (trust * value / length) + ((1 - trust) * place[d]))];
                double scale = length / Math.Sqrt(expected.Sum(value => value * value));
                for (int d = 0; d < after.Length; d++) Assert.Equal(expected[d] * scale, after[d], 1e-4);
            }
        }
    }

    [Fact]
    public void Vectors_move_only_where_the_gate_that_was_learned_says_so()
    {
        ContentResult result = ContentPlacement.Place(
            trained, [content], corpus, new ContentOptions { MinCount = 5 }, seen => ItemTrainer.Train(seen, Options));
        using ItemVectors all = result.Vectors;
        bool moved = Enumerable.Range(0, trained.Count).Any(row => !trained.Vector(row).SequenceEqual(all.Vector(row)));
        Assert.Equal(result.Trust!(0) < 1, moved);
        Assert.InRange(result.Trust(5), result.Trust(0), 1);
    }

    [Fact]
    public void Two_kinds_of_content_are_used_together()
    {
        // Half of the items have one kind, half the other.
        using ItemVectors even = Content(item => item % 2 == 0);
        using ItemVectors odd = Content(item => item % 2 == 1);
        ContentResult result = ContentPlacement.Place(trained, [even, odd], corpus, new ContentOptions { MinCount = 5 });
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

    [Fact]
    public void Zero_vectors_are_no_content()
    {
        using ItemVectors few = Changed((item, row) => { if (item >= 12) row.Clear(); });
        Item2VecException error = Assert.Throws<Item2VecException>(
            () => ContentPlacement.Check(trained.Vocabulary, [few], new ContentOptions { MinCount = 5 }));
        Assert.Contains("12 items have content", error.Message, StringComparison.Ordinal);
        Assert.Throws<Item2VecException>(() => ContentPlacement.Place(trained, [few], corpus, new ContentOptions { MinCount = 5 }));
    }

    [Fact]
    public void What_is_no_number_is_told_with_its_item()
    {
        foreach (float value in (float[])[float.NaN, float.PositiveInfinity])
        {
            using ItemVectors broken = Changed((item, row) => { if (item == 33) row[2] = value; });
            string name = broken.Vocabulary[33];
            Item2VecException error = Assert.Throws<Item2VecException>(() => ContentPlacement.Check(trained.Vocabulary, [broken]));
            Assert.Contains($"'{name}' holds numbers that are not finite", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Content_that_tells_nothing_is_no_better_than_the_mean()
    {
        ContentResult good = ContentPlacement.Place(trained, [content], corpus, new ContentOptions { MinCount = 5 });
        using ItemVectors same = Changed((_, row) => row.Fill(1));
        ContentResult bad = ContentPlacement.Place(trained, [same], corpus, new ContentOptions { MinCount = 5 });
        using (good.Vectors)
        using (bad.Vectors)
        {
            Assert.Equal(good.MeanCosine, bad.MeanCosine, 1e-6);
            Assert.Equal(bad.MeanCosine, bad.HeldOutCosine, 1e-3);
            Assert.True(good.HeldOutCosine > good.MeanCosine + 0.1, $"{good.HeldOutCosine} against {good.MeanCosine}");
        }
    }

    [Fact]
    public void At_least_one_item_is_held_out()
    {
        float[][] rows = [.. Enumerable.Repeat(new float[1], 20)];
        MapData data = new(rows, rows, new double[20]);
        foreach (long seed in Enumerable.Range(1, 200))
        {
            (int[] learned, int[] held) = data.Split(seed);
            Assert.NotEmpty(held);
            Assert.Equal(20, learned.Concat(held).Distinct().Count());
        }
    }

    private ItemVectors Changed(RowChange change)
    {
        EmbeddingMatrix matrix = new(content.Count, content.Dimensions);
        for (int row = 0; row < content.Count; row++)
        {
            content.Vector(row).CopyTo(matrix.Row(row));
            change(row, matrix.Row(row)[..content.Dimensions]);
        }

        return new ItemVectors(content.Vocabulary, matrix, null);
    }

    private static SessionCorpus Corpus()
    {
        RandomSource random = new(9);
        return SessionCorpus.FromSessions(
            [.. Enumerable.Range(0, 600)
                .Select(session => Enumerable.Range(0, 8).Select(_ => $"t{session % Topics}-{random.NextBelow(OfTopic)}").ToArray())]);
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
