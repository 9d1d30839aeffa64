using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Training;
using Item2Vec.Embeddings.Training.Checkpoints;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Tests.Training;

/// <summary>A checkpoint that is not of this training, or no longer whole: an error that says so, and the file stays.</summary>
public sealed class CheckpointMatchTests : IDisposable
{
    private static readonly TrainingOptions Options = new() { Dimensions = 16, Epochs = 3, Threads = 1, Subsampling = 0 };
    private static readonly string[][] Sessions = [.. PlantedCorpus.Sessions(2500)];
    private static readonly SessionCorpus Corpus = SessionCorpus.FromSessions(Sessions);
    private readonly TemporaryDirectory directory = new();
    private readonly byte[] good;

    public CheckpointMatchTests()
    {
        Interruptions.After(1, Corpus, Options, Path);
        good = File.ReadAllBytes(Path);
    }

    private string Path => directory.File("c");

    public void Dispose()
    {
        directory.Dispose();
    }

    [Fact]
    public void Other_options_are_named_with_both_values()
    {
        Item2VecException error = Fails(
            ErrorCode.Usage,
            Corpus,
            Options with { Dimensions = 24, NegativeExponent = 0.25, LearningRate = 0.04, Architecture = Architecture.Cbow });
        string[] differences =
        [
            "Dimensions is 24, in the checkpoint 16", "NegativeExponent is 0.25, in the checkpoint 0.5",
            "LearningRate is 0.04, in the checkpoint 0.2", "Architecture is cbow, in the checkpoint skipgram",
        ];
        foreach (string difference in differences)
            Assert.Contains(difference, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Window", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_but_the_threads_must_be_the_same()
    {
        foreach (TrainingOptions other in new[]
        {
            Options with { Seed = 2 }, Options with { Epochs = 4 }, Options with { Window = 4 }, Options with { DynamicWindow = false },
            Options with { NegativeSamples = 6 },
            Options with { Subsampling = 0.1 }, Options with { LearningRateFloor = 0.1 }, Options with { Optimizer = Optimizer.Sgd },
        }) Fails(ErrorCode.Usage, Corpus, other);
        ItemTrainer.Train(Corpus, Options with { Threads = 2, LearningRate = 0.2 }, Resuming).Dispose();
    }

    [Fact]
    public void Other_data_is_an_error_that_says_what_differs()
    {
        Item2VecException fewer = Fails(ErrorCode.Usage, SessionCorpus.FromSessions(Sessions[..^1]), Options);
        Assert.Contains("2499 sessions, in the checkpoint 2500", fewer.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("items, in", fewer.Message, StringComparison.Ordinal);

        Item2VecException order = Fails(ErrorCode.Usage, SessionCorpus.FromSessions(Sessions.Reverse()), Options);
        Assert.Contains("in another order", order.Message, StringComparison.Ordinal);

        Item2VecException renamed = Fails(
            ErrorCode.Usage, SessionCorpus.FromSessions(Sessions.Select(session => session.Select(item => item + "'"))), Options);
        Assert.Contains("not the same", renamed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_and_users_are_part_of_the_data()
    {
        string[] hashes = [.. new[] { Build(1, "u"), Build(2, "u"), Build(1, "v") }.Select(corpus => CorpusIdentity.Of(corpus).Hash)];
        Assert.Equal(3, hashes.Distinct().Count());
        Assert.Equal(hashes[0], CorpusIdentity.Of(Build(1, "u")).Hash);

        static SessionCorpus Build(float weight, string user)
        {
            VocabularyBuilder items = new();
            items.Add("a", 2);
            VocabularyBuilder users = new();
            users.Add(user, 2);
            SessionCorpusBuilder builder = new(items.Build(), users: users.Build(), withWeights: true);
            builder.Append(0, weight);
            builder.Append(0, 1);
            builder.EndSession(0);
            return builder.Build();
        }
    }

    [Fact]
    public void A_truncated_checkpoint_is_an_error_wherever_it_ends()
    {
        for (int length = 0; length < good.Length; length += length < 1024 ? 61 : 1999) FailsWhenDamaged(good[..length]);
        FailsWhenDamaged([.. good, 0]);
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_an_error()
    {
        using SectionFileMemory sections = new(Path);
        long[] places =
        [
            8, 20, 33, 70, 100,
            .. sections.Sections.SelectMany(
                section => new[] { section.Offset, section.Offset + (section.ByteLength / 2), section.Offset + section.ByteLength - 1 })
        ];
        foreach (long place in places)
        {
            byte[] bad = [.. good];
            bad[place] ^= 4;
            FailsWhenDamaged(bad);
        }
    }

    [Fact]
    public void Another_kind_of_file_is_an_error()
    {
        FailsWhenDamaged("a text that is longer than the header of a checkpoint, which has sixty-four bytes"u8.ToArray());
        using ItemVectors vectors = TestVectors.Odd();
        vectors.Save(directory.File("v"));
        Item2VecException error = FailsWhenDamaged(File.ReadAllBytes(directory.File("v")));
        Assert.Contains("not a checkpoint of a training", error.Message, StringComparison.Ordinal);
        Assert.Throws<Item2VecException>(() => ItemVectors.Open(directory.Write("c", good)));
    }

    private CheckpointOptions Resuming => new() { Path = Path, Resume = true };

    private Item2VecException FailsWhenDamaged(byte[] content)
    {
        directory.Write("c", content);
        Item2VecException error = Fails(ErrorCode.BadData, Corpus, Options);
        Assert.StartsWith(Path, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
        return error;
    }

    private Item2VecException Fails(ErrorCode code, SessionCorpus corpus, TrainingOptions options)
    {
        byte[] before = File.ReadAllBytes(Path);
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemTrainer.Train(corpus, options, Resuming));
        Assert.Equal(code, error.Code);
        Assert.Equal(before, File.ReadAllBytes(Path));
        return error;
    }

    /// <summary>The sections of a file, mapped as long as the test looks.</summary>
    private sealed class SectionFileMemory : IDisposable
    {
        private readonly SectionFile file;

        public SectionFileMemory(string path) => file = CheckpointFile.Open(path);

        public IReadOnlyCollection<Section> Sections => file.Sections;

        public void Dispose() => file.Memory.Dispose();
    }
}
