using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Training.Sessions;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Cooccurrences;
using Item2Vec.Embeddings.Vectors.Files;
using Item2Vec.Indexing.Scoring;

namespace Item2Vec.Evaluation.Tests.Blending;

/// <summary>Pairs in the file of vectors.</summary>
public sealed class CooccurrenceFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Pairs_and_their_weights_survive_a_round_trip()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["a", "b", "c"], ["b", "a"], ["a", "c"]]);
        double[] learned = [.. Enumerable.Range(0, BlendWeights.Names.Count).Select(i => (i / 7.0) - 1)];
        using CooccurrenceTable saved =
            CooccurrenceBuilder.Build(corpus, new CooccurrenceOptions(5, 3)).With(
                new BlendWeights(learned) { ValuesOfOne = [.. learned.Select(value => value / 2)], Cases = 12 });
        using ItemVectors vectors = TestVectors.Random(["a", "b", "c", "new"]).With(saved);
        vectors.Save(directory.File("a.i2v"));
        using ItemVectors opened = ItemVectors.Open(directory.File("a.i2v"), verify: true);
        CooccurrenceTable read = opened.Cooccurrences!;

        Assert.Equal(saved.Info, read.Info);
        Assert.Equal((3, saved.Pairs), (read.Items, read.Pairs));
        for (int row = 0; row < 3; row++)
        {
            Assert.Equal(saved.Of(row), read.Of(row));
            Assert.NotEmpty(read.Of(row));
            Assert.Equal(saved.SessionsWith(row), read.SessionsWith(row));
        }

        // An item that joined the model later has no pairs.
        Assert.Empty(read.Of(3));
        Assert.Equal(0, read.SessionsWith(3));
    }

    [Fact]
    public void Session_vectors_survive_a_round_trip_also_where_an_item_joined_later()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["a", "b", "c"], ["b", "a"], ["a", "c"]]);
        using ItemVectors plain = TestVectors.Random(["a", "b", "c", "new"]);
        using SessionVectors learned = SessionVectorTrainer.Train(corpus, new() { Dimensions = plain.Dimensions, Threads = 1 });
        using ItemVectors vectors = plain.With(CooccurrenceBuilder.Build(corpus).With(learned.Share()));
        vectors.Save(directory.File("a.i2v"));
        using ItemVectors opened = ItemVectors.Open(directory.File("a.i2v"), verify: true);
        SessionVectors read = opened.Cooccurrences!.SessionVectors!;
        Assert.Equal((3, plain.Dimensions), (read.Count, read.Dimensions));
        for (int row = 0; row < 3; row++) Assert.Equal(learned.Vector(row), read.Vector(row));
        Assert.Equal(BlendWeights.DefaultWithSessions, opened.Cooccurrences.Info.Blend);
    }

    [Fact]
    public void Session_vectors_of_other_items_or_dimensions_are_refused()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["a", "b", "c"]]);
        using SessionCorpus other = SessionCorpus.FromSessions([["a", "b"]]);
        using CooccurrenceTable pairs = CooccurrenceBuilder.Build(corpus);
        using SessionVectors ofOthers = SessionVectorTrainer.Train(other, new() { Dimensions = 8, Threads = 1 });
        Assert.Throws<ArgumentException>(() => pairs.With(ofOthers));
        using ItemVectors vectors = TestVectors.Random(["a", "b", "c"]);
        using SessionVectors longer = SessionVectorTrainer.Train(corpus, new() { Dimensions = vectors.Dimensions + 1, Threads = 1 });
        using CooccurrenceTable with = pairs.With(longer.Share());
        Assert.Throws<ArgumentException>(() => vectors.With(with));
    }

    [Fact]
    public void Vectors_without_pairs_have_none_and_other_attributes_keep_them()
    {
        using ItemVectors without = TestVectors.Random(["a", "b"]);
        without.Save(directory.File("a.i2v"));
        using ItemVectors opened = ItemVectors.Open(directory.File("a.i2v"));
        Assert.Null(opened.Cooccurrences);

        using SessionCorpus corpus = SessionCorpus.FromSessions([["a", "b"]]);
        using ItemVectors with = without.With(CooccurrenceBuilder.Build(corpus));
        Assert.Same(with.Cooccurrences, with.With(ItemAttributes.None).Cooccurrences);
    }

    [Fact]
    public void Pairs_of_more_items_than_there_are_vectors_are_refused()
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["a", "b", "c"]]);
        using CooccurrenceTable evidence = CooccurrenceBuilder.Build(corpus);
        using ItemVectors vectors = TestVectors.Random(["a", "b"]);
        Assert.Throws<ArgumentException>(() => vectors.With(evidence));
    }

    [Theory]
    [InlineData(SectionKind.Cooccurrences)]
    [InlineData(SectionKind.PairStarts)]
    public void A_damaged_description_is_an_error_that_names_the_file(string kind)
    {
        using SessionCorpus corpus = SessionCorpus.FromSessions([["a", "b", "c"]]);
        using ItemVectors vectors = TestVectors.Random(["a", "b", "c"]).With(CooccurrenceBuilder.Build(corpus));
        string path = directory.File("a.i2v");
        vectors.Save(path);
        long at;
        using (ItemVectors whole = ItemVectors.Open(path)) at = whole.File!.Sections.Single(section => section.Kind == kind).Offset;
        using (FileStream file = new(path, FileMode.Open))
        {
            file.Position = at;
            file.WriteByte(0xff);
        }

        using ItemVectors opened = ItemVectors.Open(path);
        Item2VecException error = Assert.Throws<Item2VecException>(() => opened.Cooccurrences);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_inside_the_pairs_gives_other_pairs_or_none_but_nothing_outside_them()
    {
        Random random = new(3);
        string[][] sessions =
            [.. Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, 8).Select(_ => $"item{random.Next(20)}").ToArray())];
        using SessionCorpus corpus = SessionCorpus.FromSessions(sessions);
        using ItemVectors vectors =
            TestVectors.Random([.. Enumerable.Range(0, corpus.Vocabulary.Count).Select(row => corpus.Vocabulary[row])])
                .With(CooccurrenceBuilder.Build(corpus));
        string path = directory.File("a.i2v");
        vectors.Save(path);
        (long From, long Length)[] places;
        using (ItemVectors whole = ItemVectors.Open(path))
            places = [.. whole.File!.Sections
                .Where(section => CooccurrenceSections.Kinds.Contains(section.Kind) && section.Kind != SectionKind.Cooccurrences)
                .Select(section => (section.Offset, section.ByteLength))];
        byte[] good = File.ReadAllBytes(path);
        for (int trial = 0; trial < 200; trial++)
        {
            byte[] bad = [.. good];
            (long from, long length) = places[trial % places.Length];
            for (int i = 0; i < 8; i++) bad[from + random.NextInt64(length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, bad);
            using ItemVectors opened = ItemVectors.Open(path);
            try
            {
                CooccurrenceTable evidence = opened.Cooccurrences!;
                BlendFeatures signs = new(evidence, opened.Vocabulary);
                for (int row = 0; row < opened.Count; row++)
                {
                    signs.Gather(new HistoryQuery(new[] { row }), 1);
                    Assert.All(signs.Candidates.ToArray(), candidate => Assert.InRange(candidate, 0, opened.Count - 1));
                    Assert.True(evidence.Of(row).Length <= CooccurrenceOptions.MaxNeighbors);
                }
            }
            catch (Item2VecException error)
            {
                Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
            }
        }
    }
}
