using Item2Vec.Embeddings.Common;
using Item2Vec.Embeddings.Corpus;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Live;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests;

public sealed class LiveIndexTests : IDisposable
{
    private readonly TestModel model = new(300);
    private readonly TemporaryDirectory directory = new();

    public void Dispose()
    {
        model.Dispose();
        directory.Dispose();
    }

    [Theory]
    [InlineData(Metric.Cosine)]
    [InlineData(Metric.Dot)]
    [InlineData(Metric.Euclidean)]
    public void Any_sequence_of_edits_answers_as_an_index_built_of_what_is_left(Metric metric)
    {
        using LiveIndex live = new(ItemIndex.Build(model.Vectors, new IndexOptions { Metric = metric, Threads = 1 }));
        Dictionary<string, float[]> expected = Enumerable.Range(0, 300).ToDictionary(row => $"item{row}", model.Vectors.Vector);
        Random random = new(1);
        for (int step = 0; step < 900; step++)
        {
            string item = $"item{random.Next(400)}";
            if (random.Next(3) == 0)
            {
                Assert.Equal(expected.Remove(item), live.Remove(item));
            }
            else
            {
                float[] vector = [.. Enumerable.Range(0, 20).Select(_ => random.NextSingle() - 0.5f)];
                expected[item] = vector;
                live.Set(item, vector);
            }

            if (step == 450) live.Compact();
            if (step % 25 == 0) Check(item);
        }

        live.Compact();
        Assert.Equal(0, live.Pending);
        Check("item7");

        void Check(string item)
        {
            Assert.Equal(expected.Count, live.Count);
            Assert.Equal(expected.ContainsKey(item), live.Contains(item));
            float[] query =
                expected.TryGetValue(item, out float[]? own) ? own : [.. Enumerable.Range(0, 20).Select(_ => random.NextSingle() - 0.5f)];
            (string Item, double Score)[] best =
            [
                .. expected.Select(entry => (entry.Key, Score(metric, query, entry.Value))).OrderByDescending(entry => entry.Item2).Take(12)
            ];
            Neighbor[] found = live.Nearest(query, 12);

            // By score: float32 does not tell the order of two that are nearly as near.
            for (int i = 0; i < best.Length; i++) Assert.Equal(best[i].Score, found[i].Score, 1e-5);
            Assert.All(found, neighbor => Assert.Equal(Score(metric, query, expected[neighbor.Item]), neighbor.Score, 1e-5));
            Assert.Equal(12, found.Select(neighbor => neighbor.Item).Distinct().Count());
            if (own is null) Assert.Equal(ErrorCode.NotFound, Assert.Throws<Item2VecException>(() => live.Similar(item)).Code);
            else
                Assert.Equal(
                    live.Nearest(query, 300).Where(found => found.Item != item).Take(5).Select(found => found.Item),
                    live.Similar(item, 5).Select(found => found.Item));
        }
    }

    [Fact]
    public void What_is_saved_holds_what_is_left_and_keeps_counts_and_titles()
    {
        using LiveIndex live = new(ItemIndex.Build(model.Vectors));
        live.Remove("item3");
        live.Set("item4", new float[20]);
        live.Set("new one", [.. Enumerable.Repeat(1f, 20)]);
        live.Save(directory.File("items.i2v"));

        using ItemIndex saved = ItemIndex.Open(directory.File("items.i2v"), verify: true);
        Assert.Equal(300, saved.Count);
        Assert.False(saved.Vectors.Vocabulary.TryGetRow("item3", out _));
        Assert.Equal(new float[20], saved.Vector("item4"));
        int row = saved.Vectors.Vocabulary.RowOf("item4");
        Assert.Equal("Title 4", saved.Vectors.Attributes.Title(row));
        Assert.Equal(model.Vectors.Vocabulary.CountOf(4), saved.Vectors.Vocabulary.CountOf(row));
        Assert.Equal("new one", saved.Vectors.Vocabulary[299]);
    }

    [Fact]
    public async Task What_is_saved_asynchronously_is_the_same_and_a_canceled_save_changes_nothing()
    {
        using LiveIndex live = new(ItemIndex.Build(model.Vectors, new IndexOptions { Threads = 1 }));
        live.Remove("item3");
        live.Set("new one", [.. Enumerable.Repeat(1f, 20)]);
        await live.SaveAsync(directory.File("async.i2v"));
        live.Save(directory.File("items.i2v"));
        byte[] saved = File.ReadAllBytes(directory.File("items.i2v"));
        Assert.Equal(saved, File.ReadAllBytes(directory.File("async.i2v")));

        live.Remove("item4");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => live.SaveAsync(directory.File("async.i2v"), new CancellationToken(canceled: true)));
        Assert.Equal(saved, File.ReadAllBytes(directory.File("async.i2v")));
    }

    [Fact]
    public async Task A_model_saved_asynchronously_is_the_same_and_a_canceled_save_changes_nothing()
    {
        using ItemIndex index = ItemIndex.Build(model.Vectors, new IndexOptions { Threads = 1 });
        index.SaveModel(directory.File("model"));
        await index.SaveModelAsync(directory.File("async"));
        string[] files = ["items.i2v", "model.json", "run.json"];
        Assert.Equal(files, Directory.GetFiles(directory.File("async")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string file in files)
            Assert.Equal(File.ReadAllBytes(directory.File($"model/{file}")), File.ReadAllBytes(directory.File($"async/{file}")));

        using ItemIndex other = ItemIndex.Build(model.Vectors);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => other.SaveModelAsync(directory.File("async"), null, new CancellationToken(canceled: true)));
        Assert.Equal(File.ReadAllBytes(directory.File("model/items.i2v")), File.ReadAllBytes(directory.File("async/items.i2v")));
        Assert.Equal(["async", "model"], Directory.GetDirectories(directory.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(
            ErrorCode.CannotWrite,
            (await Assert.ThrowsAsync<Item2VecException>(() => other.SaveModelAsync(directory.File("async/items.i2v/model")))).Code);
    }

    [Fact]
    public async Task Readers_go_on_while_items_come_and_go()
    {
        using LiveIndex live = new(ItemIndex.Build(model.Vectors, new IndexOptions { Threads = 1 }));
        using CancellationTokenSource stop = new();
        using Barrier start = new(4);
        Task<int>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() => Read(), TaskCreationOptions.LongRunning))];
        start.SignalAndWait();

        int Read()
        {
            start.SignalAndWait();
            int asked = 0;
            do
            {
                // item0 to item9 are never removed, and every state has far more than ten items.
                Neighbor[] found = live.Similar($"item{asked % 10}", 10);
                Assert.Equal(10, found.Select(neighbor => neighbor.Item).Distinct().Count());
                asked++;
            }
            while (!stop.IsCancellationRequested);
            return asked;
        }

        Random random = new(2);
        for (int step = 0; step < 600; step++)
        {
            string item = $"item{random.Next(10, 500)}";
            if (random.Next(2) == 0) live.Remove(item);
            else live.Set(item, [.. Enumerable.Range(0, 20).Select(_ => random.NextSingle() - 0.5f)]);
            if (step % 200 == 199) live.Compact();
            if (step == 450) live.Save(directory.File("meanwhile.i2v"));
        }

        await stop.CancelAsync();
        foreach (Task<int> reader in readers) Assert.True(await reader > 0);
    }

    [Fact]
    public void Ids_may_be_as_long_as_in_a_file_and_no_longer()
    {
        using LiveIndex live = new(ItemIndex.Build(model.Vectors));
        string longest = new('x', Vocabulary.MaxItemBytes);
        live.Set(longest, new float[20]);
        live.Compact();
        Assert.True(live.Contains(longest));
        Assert.Throws<ArgumentException>(() => live.Set(longest + "x", new float[20]));
        Assert.Throws<ArgumentException>(() => live.Set("x", new float[19]));
        Assert.Throws<ArgumentException>(() => live.Set("x", [.. Enumerable.Repeat(float.NaN, 20)]));
        Assert.False(live.Remove("x"));
    }

    [Fact]
    public void A_disposed_index_says_so()
    {
        LiveIndex live = new(ItemIndex.Build(model.Vectors));
        live.Dispose();
        Assert.Throws<ObjectDisposedException>(() => live.Similar("item1"));
        Assert.Throws<ObjectDisposedException>(() => live.Set("x", new float[20]));
    }

    private static double Score(Metric metric, float[] query, float[] vector) => metric switch
    {
        Metric.Cosine => TestModel.Cosine(query, vector),
        Metric.Dot => TestModel.Dot(query, vector),
        _ => -Math.Sqrt(query.Zip(vector, (a, b) => ((double)a - b) * ((double)a - b)).Sum()),
    };
}
