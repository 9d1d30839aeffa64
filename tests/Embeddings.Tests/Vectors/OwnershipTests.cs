using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Tests.Training;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Schedule;
using Item2Vec.Embeddings.Training.Variants;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;

namespace Item2Vec.Embeddings.Tests.Vectors;

/// <summary>
/// Who frees the memory of vectors, corpora and pairs: the last of those that share it, once, and nobody but the garbage collector before.
/// </summary>
public sealed class OwnershipTests
{
    [Fact]
    public void Vectors_that_share_memory_are_disposed_by_themselves_and_the_last_one_frees_it()
    {
        ItemVectors plain = TestVectors.Random(["a", "b", "c"]);
        NativeMemoryHandle input = plain.Input.Data.Memory, output = plain.Output!.Data.Memory;
        ItemVectors described = plain.With(new ItemAttributes(["title"], [StringColumn.Of(["A", "B", "C"])]));
        float[] vector = plain.Vector(1);
        plain.Dispose();
        plain.Dispose();
        Assert.Throws<ObjectDisposedException>(() => plain.Vector(1));
        Assert.Throws<ObjectDisposedException>(() => plain.With(ItemAttributes.None));
        Assert.Equal(vector, described.Vector(1));
        Assert.False(input.IsClosed);
        described.Dispose();
        Assert.True(input.IsFreed && output.IsFreed);
    }

    [Fact]
    public void Vectors_of_a_mapped_file_unmap_it_with_the_last_that_share_it()
    {
        using TemporaryDirectory directory = new();
        using (ItemVectors saved = TestVectors.Random(["a", "b", "c"])) saved.Save(directory.File("items.i2v"));
        ItemVectors opened = ItemVectors.Open(directory.File("items.i2v"));
        NativeMemoryHandle file = opened.File!.Memory;
        ItemVectors described = opened.With(ItemAttributes.None);
        float[] vector = opened.Vector(2);
        opened.Dispose();
        Assert.Equal(vector, described.Vector(2));
        Assert.Equal("c", described.Vocabulary[2]);
        described.Dispose();
        Assert.True(file.IsFreed);
    }

    [Fact]
    public void Pairs_become_the_vectors_that_are_made_with_them()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["a", "b"], ["b", "c"]]);
        using ItemVectors plain = TestVectors.Random(["b", "a", "c"]);
        CooccurrenceTable pairs = CooccurrenceBuilder.Build(corpus);
        ItemVectors with = plain.With(pairs);
        ItemVectors described = with.With(ItemAttributes.None);
        with.Dispose();
        Assert.Same(pairs, described.Cooccurrences);
        Assert.NotEmpty(pairs.Of(0));
        described.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pairs.Of(0));
        Assert.Null(plain.Cooccurrences);
        Assert.False(plain.Input.Data.Memory.IsClosed);
    }

    [Fact]
    public void Pairs_and_corpora_that_share_memory_are_disposed_by_themselves()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["a", "b"], ["b", "c"], ["d"]]);
        CooccurrenceTable pairs = CooccurrenceBuilder.Build(corpus);
        using CooccurrenceTable weighed = pairs.With(BlendWeights.Default);
        pairs.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pairs.SessionsWith(0));
        Assert.Equal(2, weighed.SessionsWith(0));

        ItemAttributes genres = new(["genre"], [StringColumn.Of(["x", "x", "y", "y"])]);
        using SessionCorpus described = corpus.With(ItemMetadata.Of(corpus.Vocabulary, genres, ["genre"]));
        corpus.Dispose();
        Assert.Throws<ObjectDisposedException>(() => corpus.Session(0));
        Assert.Equal(2, described.Session(0).Length);
    }

    [Fact]
    public void Users_live_as_long_as_somebody_holds_them()
    {
        ItemVectors items = ItemTrainer.Train(
            PlantedUsers.Corpus(PlantedCorpus.Sessions(100)), new() { Variant = "user", Epochs = 1, Dimensions = 16, Threads = 1 });
        NativeMemoryHandle memory = items.Input.Data.Memory;
        Assert.Same(memory, items.Users!.Input.Data.Memory);
        ItemVectors users = items.Users.Share();
        ItemVectors ofItems = items.Users;
        float[] vector = users.Vector(0);
        items.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ofItems.Vector(0));
        Assert.Equal(vector, users.Vector(0));
        Assert.False(memory.IsFreed);
        users.Dispose();
        Assert.True(memory.IsFreed);
    }

    [Fact]
    public async Task Readers_of_vectors_that_are_disposed_finish_or_are_turned_away()
    {
        for (int round = 0; round < 50; round++)
        {
            ItemVectors vectors = TestVectors.Random(["a", "b", "c"]);
            NativeMemoryHandle memory = vectors.Input.Data.Memory;
            float[] expected = vectors.Vector(1);
            using Barrier start = new(4);
            Task<bool>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                start.SignalAndWait();
                while (true)
                {
                    try
                    {
                        using Lease lease = vectors.Acquire();
                        if (memory.IsFreed || !expected.SequenceEqual(vectors.Input.Row(1).ToArray())) return false;
                    }
                    catch (ObjectDisposedException)
                    {
                        return true;
                    }
                }
            }))];
            start.SignalAndWait();
            vectors.Dispose();
            Assert.All(await Task.WhenAll(readers), Assert.True);
            Assert.True(memory.IsFreed);
        }
    }

    [Theory]
    [InlineData("cancelled")]
    [InlineData("report")]
    [InlineData("diverged")]
    public void A_training_without_a_result_frees_its_matrices(string how)
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(PlantedCorpus.Sessions(100));
        TrainingOptions options = new() { Epochs = 2, Threads = 2, Dimensions = 16, Subsampling = 0 };
        if (how == "diverged")
            options = options with
            {
                Optimizer = Optimizer.Sgd, LearningRate = 10, LearningRateFloor = 1, Epochs = 60, Window = 20, NegativeSamples = 128,
            };
        TrainingRun run = new(corpus, options, VariantRegistry.BuiltIn.Of(options));
        (NativeMemoryHandle input, NativeMemoryHandle output) = (run.Input.Data.Memory, run.Output.Data.Memory);
        IProgress<TrainingProgress>? progress = how == "report" ? new ThrowingProgress() : null;
        Assert.ThrowsAny<Exception>(() => ItemTrainer.Run(run, null, null, progress, null, new CancellationToken(how == "cancelled")));
        Assert.True(input.IsFreed && output.IsFreed);
    }

    [Fact]
    public void The_matrices_of_a_training_are_those_of_its_result_and_freed_with_it()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions(PlantedCorpus.Sessions(100));
        TrainingOptions options = new() { Epochs = 1, Threads = 1, Dimensions = 16 };
        TrainingRun run = new(corpus, options, VariantRegistry.BuiltIn.Of(options));
        ItemVectors result = ItemTrainer.Run(run, null, null, null, null, CancellationToken.None);
        Assert.Same(run.Output.Data.Memory, result.Output!.Data.Memory);
        Assert.False(run.Output.Data.Memory.IsClosed);
        result.Dispose();
        Assert.True(run.Input.Data.Memory.IsFreed && run.Output.Data.Memory.IsFreed);
    }

    private sealed class ThrowingProgress : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => throw new InvalidOperationException("the screen is gone");
    }
}
