using Item2Vec.Embeddings;
using Item2Vec.Indexing.Tests.Support;

namespace Item2Vec.Indexing.Tests.Search;

public sealed class AllocationTests
{
    [Fact]
    public void A_query_of_the_graph_into_own_memory_allocates_nothing()
    {
        using ItemVectors vectors = Planted.Clusters();
        using ItemIndex index = ItemIndex.Build(vectors, new IndexOptions());
        ScoredRow[] found = new ScoredRow[10];
        for (int row = 0; row < 300; row++) index.SimilarRows(row, found);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int row = 0; row < 1000; row++) index.SimilarRows(row, found);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
