using Item2Vec.Embeddings.Numerics;
using Item2Vec.Embeddings.Vectors;
using Item2Vec.Indexing.Hnsw;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Hnsw;

/// <summary>A build that is canceled or fails frees all its memory at once, on every thread, and so does one that succeeds.</summary>
public sealed class BuildReleaseTests : IDisposable
{
    private const int Items = 3000;
    private readonly ItemVectors vectors = Planted.Clusters(Items, output: true);
    private readonly ItemIndex index;

    public BuildReleaseTests() => index = ItemIndex.Build(vectors, Options(1));

    public void Dispose()
    {
        index.Dispose();
        vectors.Dispose();
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1024)]
    [InlineData(2, 0)]
    [InlineData(2, 1024)]
    [InlineData(2, Items)]
    public void A_build_stopped_after_some_rows_leaves_nothing(int threads, int after)
    {
        using CancellationTokenSource canceled = new();
        Assert.Equal(0, Leaked(() => Assert.ThrowsAny<OperationCanceledException>(
            () => ItemIndex.Build(vectors, Options(threads), new At(after, canceled.Cancel), canceled.Token))));
        Assert.Equal(0, Leaked(() => Assert.ThrowsAny<Exception>(
            () => ItemIndex.Build(vectors, Options(threads), new At(after, () => throw new InvalidOperationException())))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_update_of_a_graph_leaves_nothing_whether_it_ends_fails_or_is_stopped(int threads)
    {
        // Some links must be repaired: a tenth of the rows is new.
        int[] sources = [.. Enumerable.Range(0, Items).Select(row => row % 10 == 3 ? -1 : row)];
        BaseGraphs before = index.ToPredecessor(sources, sources);
        Assert.Equal(0, Leaked(() => Update(before, null, CancellationToken.None)));
        Assert.Equal(0, Leaked(() => Assert.ThrowsAny<OperationCanceledException>(
            () => Update(before, null, new CancellationToken(canceled: true)))));
        Assert.Equal(0, Leaked(() => Assert.ThrowsAny<Exception>(
            () => Update(before, new At(0, () => throw new InvalidOperationException()), CancellationToken.None))));

        // A damaged graph is found while links are copied, and a new one is built.
        before.Input!.Graph.Links[40] = int.MaxValue;
        Assert.Equal(0, Leaked(() => Update(before, null, CancellationToken.None)));

        void Update(BaseGraphs from, IProgress<int>? progress, CancellationToken cancel)
            => ItemIndex.BuildFrom(vectors, Options(threads), from, progress, cancel).Dispose();
    }

    [Fact]
    public void Memory_that_is_not_freed_is_counted()
    {
        NativeBuffer<int>? kept = null;
        Assert.Equal(1, Leaked(() => kept = NativeBuffer<int>.Allocate(8)));
        kept!.Dispose();
    }

    private static IndexOptions Options(int threads) => new() { Threads = threads, Output = true };

    /// <summary>The blocks that an action has allocated and not freed.</summary>
    private static int Leaked(Action action)
    {
        NativeMemoryTally tally = new();
        NativeMemoryTally.Current = tally;
        try
        {
            action();
            return tally.Leaked;
        }
        finally
        {
            NativeMemoryTally.Current = null;
        }
    }

    /// <summary>Does something when a number of rows is reported.</summary>
    private sealed class At(int rows, Action act) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value >= rows) act();
        }
    }
}
