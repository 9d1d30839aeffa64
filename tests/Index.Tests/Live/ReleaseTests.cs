using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Live;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Live;

/// <summary>Memory is freed when nobody can read it any more, not when a finalizer gets to it.</summary>
public sealed class ReleaseTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_compaction_supersedes_is_freed_at_once(bool load)
    {
        using TemporaryDirectory directory = new();
        using ItemVectors vectors = Planted.Clusters(500);
        using (ItemIndex built = ItemIndex.Build(vectors, new IndexOptions())) built.Save(directory.File("items.i2v"));
        ItemIndex first = ItemIndex.Open(directory.File("items.i2v"), load: load);
        NativeMemoryHandle memory = first.Vectors.Input.Data.Memory;
        using LiveIndex live = new(first);
        live.Set("new", vectors.Vector(1));
        Assert.False(memory.IsFreed);

        live.Compact();

        Assert.True(memory.IsFreed);
        Assert.Throws<ObjectDisposedException>(() => first.Similar("item1"));
        Assert.Equal(10, live.Similar("new").Length);
    }

    [Fact]
    public void A_graph_built_in_memory_is_freed_with_the_index_and_the_vectors_stay()
    {
        using ItemVectors vectors = Planted.Clusters(500);
        ItemIndex index = ItemIndex.Build(vectors, new IndexOptions());
        NativeMemoryHandle links = index.ToPredecessor([], []).Input!.Graph.Links.Memory;
        GraphInfo info = index.Graph!;
        index.Dispose();
        Assert.True(links.IsFreed);
        Assert.Throws<ObjectDisposedException>(() => info.CountLinks());
        Assert.Equal(24, vectors.Vector(3).Length);
        Assert.False(vectors.Input.Data.Memory.IsFreed);
    }

    [Fact]
    public void An_index_outlives_the_vectors_that_it_was_built_of_and_frees_them()
    {
        ItemVectors vectors = Planted.Clusters(500);
        NativeMemoryHandle memory = vectors.Input.Data.Memory;
        ItemIndex index = ItemIndex.Build(vectors);
        Neighbor[] before = index.Similar("item1");
        vectors.Dispose();
        Assert.Equal(before, index.Similar("item1"));
        Assert.False(memory.IsFreed);
        index.Dispose();
        Assert.True(memory.IsFreed);
    }

    [Fact]
    public void A_graph_whose_building_is_stopped_leaves_the_vectors_to_their_owner()
    {
        ItemVectors vectors = Planted.Clusters(500);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ItemIndex.Build(vectors, new IndexOptions(), null, stop.Token));
        Assert.False(vectors.Input.Data.Memory.IsClosed);
        vectors.Dispose();
        Assert.True(vectors.Input.Data.Memory.IsFreed);
    }

    [Fact]
    public async Task Vectors_taken_from_an_opened_index_stay_mapped_when_it_is_disposed()
    {
        using TemporaryDirectory directory = new();
        using (ItemIndex built = ItemIndex.Build(Planted.Clusters(500), new IndexOptions()))
        {
            built.Save(directory.File("items.i2v"));
            await built.SaveAsync(directory.File("again.i2v"));
            Assert.Equal(File.ReadAllBytes(directory.File("items.i2v")), File.ReadAllBytes(directory.File("again.i2v")));
        }

        ItemIndex index = ItemIndex.Open(directory.File("items.i2v"));
        ItemVectors described = index.Vectors.With(index.Vectors.Attributes);
        float[] vector = index.Vector("item3");
        NativeMemoryHandle file = index.Vectors.File!.Memory;
        index.Dispose();
        Assert.Equal(vector, described.Vector(described.Vocabulary.RowOf("item3")));
        described.Dispose();
        Assert.True(file.IsFreed);
    }

    [Fact]
    public async Task Writers_go_on_while_a_compaction_runs_and_nothing_is_lost()
    {
        using ItemVectors vectors = Planted.Clusters(2000);
        using LiveIndex live = new(ItemIndex.Build(vectors, new IndexOptions { EfConstruction = 100, Threads = 1 }));
        for (int i = 0; i < 1000; i++) live.Set($"before{i}", vectors.Vector(i));
        Task compaction = Task.Run(() => live.Compact());
        int step = 0;
        while (!compaction.IsCompleted || step < 100)
        {
            live.Set($"meanwhile{step}", vectors.Vector(step % 2000));
            if (step % 3 == 0) live.Remove($"meanwhile{step}");
            if (step % 5 == 0 && step < 2000) live.Remove($"item{step}");
            step++;
        }

        await compaction;
        for (int i = 0; i < step; i++) Assert.Equal(i % 3 != 0, live.Contains($"meanwhile{i}"));
        for (int i = 0; i < Math.Min(step, 2000); i++) Assert.Equal(i % 5 != 0, live.Contains($"item{i}"));
        Assert.Equal(3000 + step - ((step + 2) / 3) - ((Math.Min(step, 2000) + 4) / 5), live.Count);
    }

    [Fact]
    public void A_compaction_that_is_stopped_changes_nothing()
    {
        using ItemVectors vectors = Planted.Clusters(500);
        using LiveIndex live = new(ItemIndex.Build(vectors, new IndexOptions()));
        live.Set("new", vectors.Vector(1));
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => live.Compact(stop.Token));
        Assert.Equal(1, live.Pending);
        Assert.Equal("item1", live.Similar("new", 1)[0].Item);
        live.Compact();
        Assert.Equal(0, live.Pending);
    }
}
