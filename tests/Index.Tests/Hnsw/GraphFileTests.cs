using System.Buffers.Binary;
using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Embeddings.Vectors.Files;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Search;
using Item2Vec.Indexing.Tests.Damage;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Hnsw;

/// <summary>The graph in the file: what is saved is what is opened, and damage is an error or costs answers, never the process.</summary>
public sealed class GraphFileTests : IDisposable
{
    private static readonly SearchOptions Graph = new() { Ef = 30 };
    private readonly TemporaryDirectory directory = new();
    private readonly ItemVectors vectors = Planted.Clusters(400, dimensions: 10, clusters: 8);

    public void Dispose()
    {
        vectors.Dispose();
        directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_saved_graph_answers_as_the_one_in_memory(bool load)
    {
        IndexOptions options =
            new() { M = 6, EfConstruction = 50, EfSearch = 20, Metric = Metric.Euclidean, KeepPruned = true, Seed = -5, Threads = 1 };
        using ItemIndex built = ItemIndex.Build(vectors, options);
        built.Save(directory.File("items.i2v"));
        built.SaveModel(directory.File("model"));
        foreach (string path in (string[])[directory.File("items.i2v"), directory.File("model")])
        {
            using ItemIndex opened = ItemIndex.Open(path, verify: true, load);
            Assert.Equal(options with { Threads = 0 }, opened.Graph!.Options);
            Assert.Equal(built.Graph!.LevelCounts, opened.Graph.LevelCounts);
            Assert.Equal(built.Graph.CountLinks(), opened.Graph.CountLinks());
            for (int row = 0; row < 400; row += 13)
                Assert.Equal(built.Similar($"item{row}", 10, Graph), opened.Similar($"item{row}", 10, Graph));
        }
    }

    [Fact]
    public void A_model_without_a_graph_has_none()
    {
        ItemIndex.Build(vectors).Save(directory.File("items.i2v"));
        using ItemIndex opened = ItemIndex.Open(directory.File("items.i2v"));
        Assert.Null(opened.Graph);
        Assert.Equal(10, opened.Similar("item1", 10, Graph).Length);
    }

    [Fact]
    public void A_graph_of_a_newer_version_is_passed_over()
    {
        byte[] file = Saved();
        WriteInt(file, SectionKind.Graph, 0, 2);
        DamagedFiles.Seal(file);
        File.WriteAllBytes(directory.File("newer"), file);
        using ItemIndex opened = ItemIndex.Open(directory.File("newer"));
        Assert.Null(opened.Graph);
    }

    [Theory]
    [InlineData("hnsw", 0, 0)]
    [InlineData("hnsw", 1, 3)]
    [InlineData("hnsw", 2, 0)]
    [InlineData("hnsw", 2, int.MaxValue)]
    [InlineData("hnsw", 3, -1)]
    [InlineData("hnsw", 4, 0)]
    [InlineData("hnsw", 8, 0)]
    [InlineData("hnsw", 8, -1)]
    [InlineData("hnsw", 9, 0)]
    [InlineData("hnsw", 9, int.MinValue)]
    [InlineData("hnsw", 10, 399)]
    [InlineData("hnsw", 11, 0)]
    [InlineData("hnsw", 11, 401)]
    [InlineData("hnsw", 12, 200)]
    public void A_description_that_makes_no_sense_is_refused_when_opening(string kind, int field, int value)
    {
        byte[] file = Saved();
        WriteInt(file, kind, field, value);
        DamagedFiles.Seal(file);
        File.WriteAllBytes(directory.File("bad"), file);
        Item2VecException error = Assert.Throws<Item2VecException>(() => ItemIndex.Open(directory.File("bad")));
        Assert.Equal(ErrorCode.BadData, error.Code);
        Assert.DoesNotContain("checksum", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hnsw-links", 400, "leads to no item")]
    [InlineData("hnsw-links", -2, "leads to no item")]
    [InlineData("hnsw-links", int.MinValue, "leads to no item")]
    [InlineData("hnsw-upper-links", int.MaxValue, "leads to no item")]
    [InlineData("hnsw-upper-rows", 400, "leads to no item")]
    [InlineData("hnsw-upper-rows", -1, "leads to no item")]
    public void A_link_out_of_range_is_an_error_when_it_is_followed_and_when_verifying(string kind, int value, string message)
    {
        byte[] file = Saved();
        int length = (int)Find(file, kind).ByteLength / sizeof(int);
        for (int i = 0; i < length; i++) WriteInt(file, kind, i, value);
        DamagedFiles.Seal(file);
        File.WriteAllBytes(directory.File("bad"), file);
        using ItemIndex opened = ItemIndex.Open(directory.File("bad"));
        Item2VecException error = Assert.Throws<Item2VecException>(() =>
        {
            opened.Nearest(new float[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 10, Graph);
            opened.Similar("item3", 10, Graph);
        });
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Throws<Item2VecException>(() => ItemIndex.Open(directory.File("bad"), verify: true));
    }

    [Fact]
    public void Links_that_go_in_circles_end_a_search_like_others()
    {
        byte[] file = Saved();
        int length = (int)Find(file, SectionKind.GraphLinks).ByteLength / sizeof(int);
        for (int i = 0; i < length; i++) WriteInt(file, SectionKind.GraphLinks, i, i % 2);
        DamagedFiles.Seal(file);
        File.WriteAllBytes(directory.File("bad"), file);
        using ItemIndex opened = ItemIndex.Open(directory.File("bad"));
        Assert.Equal(10, opened.Similar("item0", 10, Graph).Length);
        Assert.Contains(
            "links of node 0",
            Assert.Throws<Item2VecException>(() => ItemIndex.Open(directory.File("bad"), verify: true)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_file_is_an_error_wherever_it_ends()
    {
        byte[] file = Saved();
        for (int length = 0; length < file.Length; length += 997)
        {
            File.WriteAllBytes(directory.File("short"), file[..length]);
            Assert.Equal(ErrorCode.BadData, Assert.Throws<Item2VecException>(() => ItemIndex.Open(directory.File("short"))).Code);
        }
    }

    private byte[] Saved()
    {
        ItemIndex.Build(vectors, new IndexOptions { M = 6, EfConstruction = 50, Threads = 1 }).Save(directory.File("good"));
        return File.ReadAllBytes(directory.File("good"));
    }

    private static Section Find(byte[] file, string kind) => DamagedFiles.Sections(file).Single(section => section.Kind == kind);

    private static void WriteInt(byte[] file, string kind, int index, int value)
        => BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan((int)Find(file, kind).Offset + (index * sizeof(int))), value);
}
