using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>
/// Row-wise AdaGrad: few epochs, warm starts, and the contract with ways to draw negatives that no variant has.
/// </summary>
public class AdaGradTests
{
    private static readonly TrainingOptions Base =
        new() { Optimizer = Optimizer.AdaGrad, Dimensions = 20, Epochs = 3, Subsampling = 0, Threads = 1 };

    private static readonly Dictionary<string, (TrainingOptions Options, Func<SessionCorpus, SessionCorpus> Prepare)> Cases = new()
    {
        ["skip-gram"] = (Base, corpus => corpus),
        ["independent pairs"] = (Base with { NegativeSharing = 1 }, corpus => corpus),
        ["20 negatives"] = (Base with { NegativeSamples = 20 }, corpus => corpus),
        ["cbow"] = (Base with { Architecture = Architecture.Cbow }, corpus => corpus),
        ["session"] = (Base with { Window = TrainingOptions.WholeSession }, corpus => corpus),
        ["goals"] = (Base, corpus => PlantedBaskets.Of(corpus, EventColumns.Goals)),
        ["bagged"] = (Base with { Variant = "bagged" }, corpus => PlantedBaskets.Of(corpus)),
        ["bagged mean"] = (Base with { Variant = "bagged", Bag = Bag.Mean }, corpus => PlantedBaskets.Of(corpus)),
        ["user"] = (Base with { Variant = "user" }, corpus => corpus),
        ["user in the mean"] = (Base with { Variant = "user", UserMode = UserMode.Dm }, corpus => corpus),
        ["user alone"] = (Base with { Variant = "user", UserMode = UserMode.Dbow }, corpus => corpus),
        ["meta"] = (Base with { Variant = "meta" }, PlantedMetadata.AddTo),
        ["meta cbow"] = (Base with { Variant = "meta", Architecture = Architecture.Cbow }, PlantedMetadata.AddTo),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Learns_a_planted_structure_in_three_passes(string name)
    {
        (TrainingOptions options, SessionCorpus corpus) = Case(name);
        using ItemVectors vectors = ItemTrainer.Train(corpus, options);
        Assert.True(PlantedCorpus.Purity(vectors) > 0.95, $"purity {PlantedCorpus.Purity(vectors):F3}");
        IReadOnlyList<double> losses = vectors.Training!.EpochLosses;
        Assert.True(losses[^1] < losses[0] * 0.98, $"losses {string.Join(", ", losses)}");
    }

    [Theory]
    [InlineData("independent pairs")]
    [InlineData("20 negatives")]
    public void A_resumed_run_equals_an_uninterrupted_run_and_that_any_other(string name)
    {
        using TemporaryDirectory directory = new();
        (TrainingOptions options, SessionCorpus corpus) = Case(name);
        using ItemVectors whole = ItemTrainer.Train(corpus, options);
        Interruptions.After(2, corpus, options, directory.File("c"));
        Interruptions.After(3, corpus, options, directory.File("c"));
        using ItemVectors resumed = ItemTrainer.Train(corpus, options, new CheckpointOptions { Path = directory.File("c"), Resume = true });
        Assert.Equal(VariantContract.Bytes(whole), VariantContract.Bytes(resumed));
        Assert.Equal(whole.Training!.EpochLosses, resumed.Training!.EpochLosses);
    }

    [Theory]
    [InlineData("independent pairs")]
    [InlineData("20 negatives")]
    public void A_thread_that_has_warmed_up_allocates_nothing(string name)
    {
        (TrainingOptions options, SessionCorpus corpus) = Case(name);
        using TrainingRun run = new(corpus, options, VariantRegistry.BuiltIn.Of(options));
        using BlockTrainer trainer = new(run);
        Train(0);
        Train(1);
        long before = Allocations.Count();
        Train(2);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(trainer.TakePairs() > 0);

        void Train(int epoch)
        {
            for (int block = 0; block < run.Blocks.Count; block++) trainer.Train(epoch, block, CancellationToken.None);
        }
    }

    [Fact]
    public void A_warm_start_goes_on_where_the_older_model_stood_whatever_trained_it()
    {
        (TrainingOptions options, SessionCorpus corpus) = Case("skip-gram");
        foreach (Optimizer optimizer in new[] { Optimizer.AdaGrad, Optimizer.Sgd })
        {
            using ItemVectors older = ItemTrainer.Train(corpus, options with { Optimizer = optimizer, LearningRate = null, Epochs = 10 });
            using ItemVectors warm = ItemTrainer.Train(corpus, options with { Epochs = 1, LearningRate = 0.02 }, warmStart: older);
            Assert.True(
                warm.Training!.Loss < older.Training!.Loss * 1.01, $"{optimizer}: {warm.Training.Loss} after {older.Training.Loss}");
            double cosine = Enumerable.Range(0, warm.Count).Average(row => Cosine(older.Vector(row), warm.Vector(row)));
            Assert.True(cosine > 0.95, $"{optimizer}: the vectors went elsewhere, cosine {cosine:F3}");
        }
    }

    [Fact]
    public void In_a_warm_start_known_rows_have_sums_and_new_ones_none()
    {
        string[][] sessions = [.. PlantedCorpus.Sessions(500)];
        using ItemVectors older = ItemTrainer.Train(SessionCorpus.FromSessions(sessions), Base);
        SessionCorpus later = SessionCorpus.FromSessions([.. sessions, ["new", "t1-1", "new"]]);
        using TrainingRun run = new(later, Base, VariantRegistry.BuiltIn.Of(Base));
        RowInitializer.Fill(run);
        WarmStart.Fill(run, older, CancellationToken.None);
        for (int row = 0; row < run.Layout.InputRows; row++)
        {
            bool known = row < later.Vocabulary.Count && later.Vocabulary[row] != "new";
            Assert.Equal(known, run.Accumulators!.Input[row] > 0);
            Assert.Equal(known, run.Accumulators.Output[row] > 0);
            if (known) Assert.Equal(older.Vector(older.Vocabulary.RowOf(later.Vocabulary[row])), run.Input.Row(row).ToArray());
        }

        Assert.Equal(0, run.Clock.TokensDone);
        Assert.Equal(0, run.Losses.Pairs);
    }

    [Fact]
    public void An_event_of_weight_zero_teaches_nothing()
    {
        VocabularyBuilder items = new();
        foreach (string item in new[] { "a", "b", "c", "d" }) items.Add(item, 5);
        SessionCorpusBuilder builder = new(items.Build(), withWeights: true);
        for (int session = 0; session < 20; session++)
        {
            foreach (int row in new[] { 0, 1 }) builder.Append(row, 1);
            builder.EndSession();
            foreach (int row in new[] { 2, 3 }) builder.Append(row, 0);
            builder.EndSession();
        }

        SessionCorpus corpus = builder.Build();
        using ItemVectors vectors = ItemTrainer.Train(corpus, Base);
        using ItemVectors start = ItemTrainer.Train(corpus, Base with { LearningRate = 1e-30, LearningRateFloor = 0 });
        Assert.NotEqual(start.Vector(0), vectors.Vector(0));
        Assert.Equal(start.Vector(2), vectors.Vector(2));
    }

    private static (TrainingOptions Options, SessionCorpus Corpus) Case(string name)
    {
        IEnumerable<string[]> sessions = PlantedCorpus.Sessions();
        SessionCorpus corpus = Cases[name].Options.Variant == "user" ? PlantedUsers.Corpus(sessions) : SessionCorpus.FromSessions(sessions);
        return (Cases[name].Options, Cases[name].Prepare(corpus));
    }

    private static double Cosine(float[] a, float[] b)
        => a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(y => (double)y * y));
}
