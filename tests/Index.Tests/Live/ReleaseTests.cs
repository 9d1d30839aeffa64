using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Live;
using Item2Vec.Indexing.Search;
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
        Assert.False(memory.IsClosed);

        live.Compact();

        Assert.True(memory.IsClosed);
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
        Assert.True(links.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => info.Links.Value);
        Assert.Equal(24, vectors.Vector(3).Length);
        Assert.False(vectors.Input.Data.Memory.IsClosed);
    }

    [Fact]
    public void The_last_to_leave_frees_and_only_once()
    {
        int freed = 0;
        SharedUse use = new(() => freed++);
        Assert.True(use.TryEnter());
        use.Close();
        use.Close();
        Assert.False(use.TryEnter());
        Assert.Equal(0, freed);
        use.Exit();
        Assert.Equal(1, freed);
        Assert.False(use.TryEnter());
        Assert.Equal(1, freed);
    }

    [Fact]
    public async Task Nobody_reads_what_is_freed()
    {
        // Each user checks what the last one frees: with one who counts wrongly it fails within a few rounds.
        for (int round = 0; round < 300; round++)
        {
            int freed = 0;
            SharedUse use = new(() => Interlocked.Increment(ref freed));
            using Barrier start = new(4);
            Task<int>[] users = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                start.SignalAndWait();
                int wrong = 0;
                for (int i = 0; i < 200 && use.TryEnter(); i++)
                {
                    if (Volatile.Read(ref freed) != 0) wrong++;
                    use.Exit();
                }

                return wrong;
            }))];
            start.SignalAndWait();
            use.Close();
            Assert.All(await Task.WhenAll(users), wrong => Assert.Equal(0, wrong));
            Assert.Equal(1, freed);
        }
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
