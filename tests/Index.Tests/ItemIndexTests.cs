using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests;

public sealed class ItemIndexTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly TestModel model = new(500);

    public void Dispose()
    {
        model.Dispose();
        directory.Dispose();
    }

    [Fact]
    public void A_saved_index_and_a_model_directory_answer_as_the_one_in_memory()
    {
        using ItemIndex built = ItemIndex.Build(model.Vectors);
        built.Save(directory.File("items.i2v"));
        ModelDirectory.Save(directory.File("model"), model.Vectors);
        foreach (string path in (string[])[directory.File("items.i2v"), directory.File("model"), directory.File("model/items.i2v")])
        {
            using ItemIndex opened = ItemIndex.Open(path, verify: true);
            Assert.Equal((500, 20), (opened.Count, opened.Dimensions));
            Assert.Equal(built.Similar("item3"), opened.Similar("item3"));
            Assert.Equal(built.Recommend(["item3"]), opened.Recommend(["item3"]));
            Assert.Equal(built.Analogy("item3 - item4 + item5"), opened.Analogy("item3 - item4 + item5"));
        }
    }

    [Fact]
    public void A_missing_or_broken_model_is_a_clear_error()
    {
        Assert.Equal(ErrorCode.InputMissing, Assert.Throws<Item2VecException>(() => ItemIndex.Open(directory.File("none.i2v"))).Code);
        Assert.Contains(
            "no such model",
            Assert.Throws<Item2VecException>(() => ItemIndex.Open(directory.File("none"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "not a model", Assert.Throws<Item2VecException>(() => ItemIndex.Open(directory.Path)).Message, StringComparison.Ordinal);
        ModelDirectory.Save(directory.File("model"), model.Vectors);
        File.WriteAllText(directory.File("model/items.i2v"), "broken");
        Assert.Equal(ErrorCode.BadData, Assert.Throws<Item2VecException>(() => ItemIndex.Open(directory.File("model"))).Code);
    }

    [Fact]
    public void An_empty_model_answers_with_nothing()
    {
        using TestModel empty = new(0);
        using ItemIndex index = ItemIndex.Build(empty.Vectors);
        Assert.Empty(index.Nearest(new float[20]));
        Assert.Equal(ErrorCode.NotFound, Assert.Throws<Item2VecException>(() => index.Similar("a")).Code);
    }

    [Fact]
    public void A_disposed_index_says_so_and_leaves_vectors_that_are_not_its_own()
    {
        ItemIndex built = ItemIndex.Build(model.Vectors);
        built.Dispose();
        built.Dispose();
        foreach (Action query in (Action[])[
            () => built.Similar("item1"), () => built.Recommend(["item1"]), () => built.Analogy("item1"),
            () => built.Nearest(new float[20]),
            () => built.ClosestItems("item1"), () => built.Vector("item1"), () => built.Save(directory.File("x"))])
            Assert.Throws<ObjectDisposedException>(query);
        Assert.Equal(20, model.Vectors.Vector(0).Length);
    }

    [Fact]
    public async Task Disposing_while_queries_run_never_crashes_them()
    {
        ItemIndex.Build(model.Vectors).Save(directory.File("items.i2v"));
        for (int round = 0; round < 20; round++)
        {
            ItemIndex index = ItemIndex.Open(directory.File("items.i2v"));
            Neighbor[] expected = index.Similar("item3");
            using Barrier start = new(5);
            Task<int>[] readers = [.. Enumerable.Range(0, 4)
                .Select(_ => Task.Factory.StartNew(() => Query(index, expected, start), TaskCreationOptions.LongRunning))];
            start.SignalAndWait();
            Thread.SpinWait(round * 2000);
            index.Dispose();
            foreach (Task<int> reader in readers) await reader;
        }
    }

    [Fact]
    public async Task Many_threads_get_the_answers_of_one()
    {
        using ItemIndex index = ItemIndex.Build(model.Vectors);
        Neighbor[][] expected = [.. Enumerable.Range(0, 100).Select(row => index.Similar($"item{row}"))];
        Neighbor[][] next = [.. Enumerable.Range(0, 100).Select(row => index.Recommend([$"item{row}"]))];
        using ItemIndex fresh = ItemIndex.Build(model.Vectors);
        await Parallel.ForAsync(0, 1000, (i, _) =>
        {
            Assert.Equal(expected[i % 100], fresh.Similar($"item{i % 100}"));
            Assert.Equal(next[i % 100], fresh.Recommend([$"item{i % 100}"]));
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>Asks until the index is disposed; every answer before must be right.</summary>
    private static int Query(ItemIndex index, Neighbor[] expected, Barrier start)
    {
        start.SignalAndWait();
        for (int answers = 0; ; answers++)
        {
            try
            {
                Assert.Equal(expected, index.Similar("item3"));
                index.Recommend(["item3"]);
                index.ClosestItems("itemX");
            }
            catch (ObjectDisposedException)
            {
                return answers;
            }
        }
    }
}
