using CsCheck;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Options;
using Item2Vec.Embeddings.Tests.Support;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;

namespace Item2Vec.Embeddings.Tests.Vectors;

public sealed class VectorFileTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_saved_is_what_is_opened(bool output)
    {
        using ItemVectors saved = TestVectors.Odd(output);
        saved.Save(directory.File("a.i2v"));
        using ItemVectors opened = ItemVectors.Open(directory.File("a.i2v"), verify: true);
        TestVectors.AssertSame(saved, opened);
    }

    [Fact]
    public void Any_ids_and_attributes_are_opened_as_they_were_saved()
        => Property.Holds(Gen.Select(Property.Ids, Property.Ids), cases: 60, check: texts =>
        {
            (string[] ids, string[] values) = texts;
            ItemAttributes attributes = new(["title"], [StringColumn.Of([.. ids.Select((_, row) => values.ElementAtOrDefault(row))])]);
            using ItemVectors saved = TestVectors.Random(ids).With(attributes);
            saved.Save(directory.File("any.i2v"));
            using ItemVectors opened = ItemVectors.Open(directory.File("any.i2v"), verify: true);
            TestVectors.AssertSame(saved, opened);
        });

    [Fact]
    public void The_training_survives_but_for_its_seconds()
    {
        using ItemVectors saved = TestVectors.Odd();
        saved.Save(directory.File("a.i2v"));
        using ItemVectors opened = ItemVectors.Open(directory.File("a.i2v"));
        TrainingSummary training = opened.Training!;
        Assert.Equal(saved.Training!.Options, training.Options);
        Assert.Equal((10, 200, 0), (training.Sessions, training.Tokens, training.TrainSeconds));
        Assert.Equal([0.7, 0.5], training.EpochLosses);
    }

    [Fact]
    public void Vectors_without_a_training_have_none_afterwards()
    {
        using ItemVectors odd = TestVectors.Odd();
        using ItemVectors saved = new(odd.Vocabulary, odd.Input, null);
        saved.Save(directory.File("a.i2v"));
        using ItemVectors opened = ItemVectors.Open(directory.File("a.i2v"), verify: true);
        Assert.Null(opened.Training);
        Assert.False(opened.HasOutput);
    }

    [Fact]
    public void The_same_vectors_give_the_same_bytes_also_after_a_round_trip()
    {
        using ItemVectors first = TestVectors.Odd();
        using ItemVectors second = TestVectors.Odd();
        first.Save(directory.File("1"));
        second.Save(directory.File("2"));
        using (ItemVectors opened = ItemVectors.Open(directory.File("1"))) opened.Save(directory.File("3"));
        byte[] bytes = File.ReadAllBytes(directory.File("1"));
        Assert.Equal(bytes, File.ReadAllBytes(directory.File("2")));
        Assert.Equal(bytes, File.ReadAllBytes(directory.File("3")));
    }

    [Fact]
    public async Task Saving_asynchronously_gives_the_same_bytes_and_nothing_when_it_is_cancelled()
    {
        // More than a buffer of 4 MB.
        using ItemVectors vectors = TestVectors.Random(TestVectors.Named(20_000), 64);
        vectors.Save(directory.File("1"));
        await vectors.SaveAsync(directory.File("2"));
        byte[] bytes = File.ReadAllBytes(directory.File("1"));
        Assert.Equal(bytes, File.ReadAllBytes(directory.File("2")));

        using ItemVectors other = TestVectors.Random(["x"]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => other.SaveAsync(directory.File("2"), new CancellationToken(canceled: true)));
        Assert.Equal(bytes, File.ReadAllBytes(directory.File("2")));
        Assert.Equal(
            ErrorCode.CannotWrite, (await Assert.ThrowsAsync<Item2VecException>(() => other.SaveAsync(directory.File("no/such/x")))).Code);
        Assert.Equal(["1", "2"], directory.Names());
        vectors.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => vectors.SaveAsync(directory.File("3")));
    }

    [Fact]
    public void An_open_file_can_be_saved_over()
    {
        string path = directory.File("a.i2v");
        using ItemVectors saved = TestVectors.Odd();
        saved.Save(path);
        using ItemVectors opened = ItemVectors.Open(path);
        opened.Save(path);
        TestVectors.AssertSame(saved, opened);
        Assert.Equal(["a.i2v"], directory.Names());
    }

    [Fact]
    public void An_empty_model_survives()
    {
        using ItemVectors empty = TestVectors.Random([]);
        empty.Save(directory.File("a.i2v"));
        using ItemVectors opened = ItemVectors.Open(directory.File("a.i2v"), verify: true);
        Assert.Equal(0, opened.Count);
        Assert.Equal(5, opened.Dimensions);
    }

    [Fact]
    public void Sections_lie_on_64_byte_borders_and_rows_are_used_from_the_mapping()
    {
        using ItemVectors vectors = TestVectors.Odd();
        vectors.Save(directory.File("a.i2v"));
        using ItemVectors opened = ItemVectors.Open(directory.File("a.i2v"));
        Assert.All(opened.File!.Sections, section => Assert.Equal(0, section.Offset % 64));
        Assert.Same(opened.File.Memory, opened.Input.Data.Memory);
        Assert.Same(opened.File.Memory, opened.Vocabulary.Blob.Memory);
        Assert.Same(opened.File.Memory, opened.InverseNorms.Memory);
    }

    [Fact]
    public void A_section_of_a_later_version_is_passed_over_unless_it_is_required()
    {
        using ItemVectors vectors = TestVectors.Odd();
        using NativeBuffer<int> graph = NativeBuffer<int>.Copy([1, 2, 3]);
        VectorFile.Write(directory.File("optional"), vectors, writer => writer.Add("hnsw-graph", ElementType.Int32, graph));
        VectorFile.Write(
            directory.File("required"), vectors, writer => writer.Add("other-rows", ElementType.Int32, graph, flags: Section.Required));

        using ItemVectors opened = ItemVectors.Open(directory.File("optional"), verify: true);
        TestVectors.AssertSame(vectors, opened);
        Assert.Equal([1, 2, 3], opened.File!.View<int>("hnsw-graph", ElementType.Int32, 3).Slice(0, 3).ToArray());
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemVectors.Open(directory.File("required")));
        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lengths_of_vectors_are_in_the_file_and_zero_vectors_have_none()
    {
        using ItemVectors vectors = TestVectors.Random(["a", "b", "c"]);
        vectors.Input.Row(1).Clear();
        vectors.Save(directory.File("a.i2v"));
        using ItemVectors opened = ItemVectors.Open(directory.File("a.i2v"));
        Assert.Equal(0, opened.InverseNorms[1]);
        Assert.Equal(1 / Math.Sqrt(opened.Vector(2).Sum(x => (double)x * x)), opened.InverseNorms[2], 1e-6);
    }

    [Fact]
    public void Disposed_vectors_say_so_and_so_does_everything_that_lies_in_their_file()
    {
        using ItemVectors vectors = TestVectors.Odd();
        vectors.Save(directory.File("a.i2v"));
        ItemVectors opened = ItemVectors.Open(directory.File("a.i2v"));
        Vocabulary vocabulary = opened.Vocabulary;
        ItemAttributes attributes = opened.Attributes;
        opened.Dispose();
        opened.Dispose();
        Assert.Throws<ObjectDisposedException>(() => opened.Vector(0));
        Assert.Throws<ObjectDisposedException>(() => opened.OutputVector(0));
        Assert.Throws<ObjectDisposedException>(() => opened.Save(directory.File("b.i2v")));
        Assert.Throws<ObjectDisposedException>(() => opened.Training);
        Assert.Throws<ObjectDisposedException>(() => vocabulary[0]);
        Assert.Throws<ObjectDisposedException>(() => vocabulary.CountOf(0));
        Assert.Throws<ObjectDisposedException>(() => vocabulary.TryGetRow("a", out _));
        Assert.Throws<ObjectDisposedException>(() => vocabulary.ClosestItems("a"));
        Assert.Throws<ObjectDisposedException>(() => attributes.Title(0));
    }

    [Fact]
    public void The_title_is_the_first_column_of_a_usual_name()
    {
        using ItemVectors vectors = TestVectors.Odd();
        Assert.Equal("title", vectors.Attributes.TitleColumn);
        Assert.Equal("Titel Ω 3", vectors.Attributes.Title(3));
        Assert.Equal("Name", new ItemAttributes(["description", "Name"], [StringColumn.Of([]), StringColumn.Of([])]).TitleColumn);
        Assert.Null(ItemAttributes.None.Title(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => vectors.Attributes.Title(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => vectors.Attributes.Title(vectors.Count));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_a_clear_error_and_leaves_nothing()
    {
        using ItemVectors vectors = TestVectors.Odd();
        directory.Write("file", "x");
        foreach (string path in (string[])[directory.File("missing/a.i2v"), directory.File("file/a.i2v"), directory.Path])
        {
            Item2VecException error = Assert.Throws<Item2VecException>(() => vectors.Save(path));
            Assert.Equal(ErrorCode.CannotWrite, error.Code);
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["file"], directory.Names());
    }
}
