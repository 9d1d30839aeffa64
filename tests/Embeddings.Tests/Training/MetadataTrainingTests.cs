using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training;

public sealed class MetadataTrainingTests
{
    private static readonly TrainingOptions Options = new() { Variant = "meta", Dimensions = 16, Epochs = 4, Threads = 1, Subsampling = 0 };

    /// <summary>A step so small that vectors stay where they begin.</summary>
    private static readonly TrainingOptions Still = Options with { LearningRate = 1e-30, LearningRateFloor = 0 };

    private static readonly SessionCorpus Sessions = SessionCorpus.FromSessions(PlantedCorpus.Sessions(1500));

    [Fact]
    public void Values_have_both_vectors_which_a_model_on_disk_keeps()
    {
        using TemporaryDirectory directory = new();
        SessionCorpus corpus = PlantedMetadata.AddTo(Sessions);
        using ItemVectors trained = ItemTrainer.Train(corpus, Options);
        ModelDirectory.Save(directory.File("m"), trained);
        using ModelDirectory opened = ModelDirectory.Open(directory.File("m"), verify: true);
        ItemVectors values = opened.Vectors.Metadata!;
        Assert.Equal(corpus.Metadata!.Values.Count, values.Count);
        for (int row = 0; row < values.Count; row++)
        {
            Assert.Equal(corpus.Metadata.Values[row], values.Vocabulary[row]);
            Assert.Equal(corpus.Metadata.Values.CountOf(row), values.Vocabulary.CountOf(row));
            Assert.Equal(trained.Metadata!.Vector(row), values.Vector(row));
            Assert.Equal(trained.Metadata!.OutputVector(row), values.OutputVector(row));
            Assert.Contains(values.OutputVector(row), value => value != 0);
        }

        Assert.Equal(new MetadataOptions(), opened.Vectors.Training!.Options.Metadata);
    }

    [Fact]
    public void A_value_lies_among_the_items_that_have_it()
    {
        using ItemVectors trained = ItemTrainer.Train(
            PlantedMetadata.AddTo(SessionCorpus.FromSessions(PlantedCorpus.Sessions())), Options with { Epochs = 10 });
        for (int topic = 0; topic < PlantedCorpus.Topics; topic++)
        {
            float[] vector = MetadataQuery.Of(trained, [$"topic=t{topic}"]).Vector();
            IEnumerable<string> nearest = Enumerable.Range(0, trained.Count).OrderByDescending(row => Cosine(vector, trained.Vector(row)))
                .Take(10).Select(row => trained.Vocabulary[row]);
            Assert.All(nearest, item => Assert.StartsWith($"t{topic}-", item, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_item_without_events_lies_at_the_mean_of_its_metadata_and_among_its_kind()
    {
        VocabularyBuilder longer = new();
        for (int row = 0; row < Sessions.Vocabulary.Count; row++) longer.Add(Sessions.Vocabulary[row], Sessions.Vocabulary.CountOf(row));
        longer.Add("t4-1001", 0);
        using ItemVectors trained = ItemTrainer.Train(Sessions.With(PlantedMetadata.Of(longer.Build())), Options with { Epochs = 15 });
        int cold = trained.Vocabulary.RowOf("t4-1001");
        Assert.True(trained.IsCold(cold));
        Assert.Equal(1, trained.ColdItems);
        Assert.False(trained.IsCold(0));

        // 1001: tags 1 of two and 2 of three. A column counts the same, however many values it has.
        Assert.Equal(["t4-1", "t4-x2"], PlantedMetadata.Of(trained.Vocabulary).Of(cold, "tags").Order(StringComparer.Ordinal));
        AssertMean(trained.Metadata!.Vector, trained.Vector(cold));
        AssertMean(trained.Metadata!.OutputVector, trained.OutputVector(cold));
        Assert.Equal(trained.Vector(cold), MetadataQuery.Of(trained, ["topic=t4", "tags=t4-1", "tags=t4-x2"]).Vector());
        Assert.Equal(trained.OutputVector(cold), MetadataQuery.Of(trained, ["tags=t4-x2", "topic=t4", "tags=t4-1"]).OutputVector());
        float[] vector = trained.Vector(cold);
        IEnumerable<string> nearest = Enumerable.Range(0, cold).OrderByDescending(row => Cosine(vector, trained.Vector(row))).Take(10)
            .Select(row => trained.Vocabulary[row]);
        Assert.All(nearest, item => Assert.StartsWith("t4-", item, StringComparison.Ordinal));

        void AssertMean(Func<int, float[]> of, float[] mean)
        {
            Vocabulary values = trained.Metadata!.Vocabulary;
            (float[] topic, float[] one, float[] two) = (
                of(values.RowOf("topic=t4")), of(values.RowOf("tags=t4-1")), of(values.RowOf("tags=t4-x2")));
            for (int d = 0; d < mean.Length; d++) Assert.Equal((topic[d] / 2.0) + (one[d] / 4.0) + (two[d] / 4.0), mean[d], 1e-6);
        }
    }

    [Fact]
    public void A_warm_start_gives_known_values_their_vectors_and_others_their_usual_start()
    {
        using ItemVectors older = ItemTrainer.Train(PlantedMetadata.AddTo(Sessions), Options);
        SessionCorpus later = SessionCorpus.FromSessions(
            [.. PlantedCorpus.Sessions(1500), .. Enumerable.Repeat<string[]>(["t99-1", "t99-2", "t99-3"], 5)]);
        using ItemVectors cold = ItemTrainer.Train(PlantedMetadata.AddTo(later), Still);
        using ItemVectors warm = ItemTrainer.Train(PlantedMetadata.AddTo(later), Still, warmStart: older);
        int added = 0;
        for (int row = 0; row < warm.Metadata!.Count; row++)
        {
            bool known = older.Metadata!.Vocabulary.TryGetRow(warm.Metadata.Vocabulary[row], out int from);
            Assert.Equal(known ? older.Metadata.Vector(from) : cold.Metadata!.Vector(row), warm.Metadata.Vector(row));
            if (known) Assert.Equal(older.Metadata.OutputVector(from), warm.Metadata.OutputVector(row));
            else added++;
        }

        Assert.True(added > 0);
    }

    [Fact]
    public void A_checkpoint_is_of_the_same_metadata_only()
    {
        using TemporaryDirectory directory = new();
        Interruptions.After(1, PlantedMetadata.AddTo(Sessions), Options, directory.File("c"));
        CheckpointOptions resuming = new() { Path = directory.File("c"), Resume = true };
        ItemAttributes other = new(
            ["topic"], [StringColumn.Of([.. Enumerable.Range(0, Sessions.Vocabulary.Count).Select(row => row % 2 == 0 ? "even" : "odd")])]);
        SessionCorpus described = Sessions.With(ItemMetadata.Of(Sessions.Vocabulary, other, ["topic"]));
        Assert.Contains(
            "other data",
            Assert.Throws<Item2VecException>(() => ItemTrainer.Train(described, Options, resuming)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_is_needed_and_weights_are_checked()
    {
        Assert.Contains(
            "there is none",
            Assert.Throws<Item2VecException>(() => ItemTrainer.Train(Sessions, Options)).Message,
            StringComparison.Ordinal);
        TrainingOptions nothing = Options with
        {
            Metadata = new() { ItemsByItem = 0, MetadataByItem = 0, ItemsByMetadata = 0, MetadataByMetadata = 0, ItemByMetadata = 0 }
        };
        Assert.Contains("all weights", Assert.Single(ItemTrainer.Problems(nothing)), StringComparison.Ordinal);
        Assert.Contains(
            "the weight mm -1 must be 0 to 100",
            Assert.Single(ItemTrainer.Problems(Options with { Metadata = new() { MetadataByMetadata = -1 } })),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_value_is_told_with_the_nearest_and_an_unknown_column_with_the_known()
    {
        using ItemVectors trained = ItemTrainer.Train(PlantedMetadata.AddTo(Sessions), Options with { Epochs = 1 });
        Item2VecException value = Assert.Throws<Item2VecException>(() => MetadataQuery.Of(trained, ["tags=t4-x5"]));
        Assert.Equal(ErrorCode.NotFound, value.Code);
        Assert.Contains("'tags=t4-x", value.Hint, StringComparison.Ordinal);
        Item2VecException column = Assert.Throws<Item2VecException>(() => MetadataQuery.Of(trained, ["topics=t4"]));
        Assert.Equal(ErrorCode.NotFound, column.Code);
        Assert.Contains("topic, tags", column.Hint, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => MetadataQuery.Of(trained, ["t4"])).Code);
        using ItemVectors plain = ItemTrainer.Train(Sessions, Options with { Variant = "item", Epochs = 1 });
        Assert.Null(plain.Metadata);
        Assert.Equal(ErrorCode.Usage, Assert.Throws<Item2VecException>(() => MetadataQuery.Of(plain, ["topic=t4"])).Code);
    }

    private static double Cosine(float[] a, float[] b)
        => a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
